#!/usr/bin/env bash
# make run: Ayni on the practice municipality. With no display the stories are played offscreen into build/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash installer/setup.sh run

if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here: the stories are played without one."
  QT_QPA_PLATFORM=offscreen .venv/bin/python -m ayni.qt.demo build/demo
  echo "Left in build/demo:"
  find build/demo -type f \( -name '*.png' -o -name '*.pdf' -o -name '*.ayni' -o -name '*.xlsx' \) | sort | sed 's/^/  /'
  exit 0
fi

if [ ! -f build/practica/ayni.db ]; then
  rm -rf build/practica
  .venv/bin/ayni demo build/practica
fi
AYNI_WORKSPACE="$PWD/build/practica" exec .venv/bin/ayni
