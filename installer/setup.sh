#!/usr/bin/env bash
# Prepare this checkout:  installer/setup.sh run|dev
# The system's libraries (only the missing ones), a virtual environment in .venv, Ayni inside it, the catalogues compiled.
# Nothing is done twice: a stamp in .venv remembers which pyproject.toml was installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
want=${1:-run}

# What PySide6 loads on import, and what a real window on X11 loads besides.
libraries=(libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0)
if [ -n "${DISPLAY:-}" ]; then
  libraries+=(libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0)
fi

installed() {
  # dpkg-query fails when it knows only one of the two names; what it says of the other still counts.
  { dpkg-query -W -f='${db:Status-Abbrev}\n' "$1" "$1t64" 2>/dev/null || true; } | grep -q '^ii'
}

# The name that this release knows a package by: since 2024 some carry "t64".
names_here() {
  for package in "$@"; do
    if [ -z "$(apt-cache madison "$package" 2>/dev/null)" ] && [ -n "$(apt-cache madison "${package}t64" 2>/dev/null)" ]; then
      package=${package}t64
    fi
    printf '%s ' "$package"
  done
}

# The first Python from 3.11 to 3.13 that answers; venv may still have to be installed for it.
python=
for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
  if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    python=$name
    break
  fi
done

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${libraries[@]}"; do
    installed "$package" || missing+=("$package")
  done
  if [ -z "$python" ]; then
    missing+=(python3 python3-venv)
  elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    missing+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
  fi
fi

if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if [ -t 0 ] && command -v sudo >/dev/null; then
      as_root=(sudo)
    else
      echo "Ayni needs some libraries of the system. Run this line as administrator, then try again:" >&2
      echo "  sudo apt-get install $(names_here "${missing[@]}")" >&2
      exit 1
    fi
  fi
  echo "Installing libraries of the system: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  read -ra names <<<"$(names_here "${missing[@]}")"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null
  python=${python:-python3}
fi

if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
  echo "Ayni needs Python 3.11, 3.12 or 3.13, and found none here." >&2
  exit 1
fi

# The tests of the consolidation start a PostgreSQL of their own; without one they are skipped, and say so. Its programs
# are all that is wanted: no cluster is made, no service is started.
if [ "$want" = dev ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  echo "Installing PostgreSQL's programs for the tests"
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } ||
    echo "PostgreSQL could not be installed: the tests that need it will be skipped." >&2
fi

stamp=.venv/.installed-$want
mark="$("$python" -c 'import sys; print(sys.version)') $(sha256sum pyproject.toml | cut -d' ' -f1) $PWD"
# What "dev" installed is enough for "run".
if [ "$(cat "$stamp" 2>/dev/null)" != "$mark" ] && { [ "$want" = dev ] || [ "$(cat .venv/.installed-dev 2>/dev/null)" != "$mark" ]; }; then
  [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "$python" -m venv .venv; }
  target=.
  [ "$want" = dev ] && target='.[dev]'
  echo "Installing Ayni and what it stands on into .venv …"
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --editable "$target"
  echo "$mark" >"$stamp"
fi

.venv/bin/python i18n/texts.py compile --quiet
