# Everything a person does here. `make run` and `make test` prepare what they need, once.
PY := .venv/bin/python
export QT_SCALE_FACTOR ?= 1

.PHONY: run test demo bench faults mutants gallery texts wheel clean

run: ## open Ayni on an invented municipality; with no display, play the stories into build/demo
	@bash installer/run.sh

test: ## everything that must hold; pytest comes last and has the last word
	@bash installer/setup.sh dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -n auto --dist worksteal

demo: ## play the stories with no display: screenshots, papers and bundles in build/demo
	@bash installer/setup.sh run
	QT_QPA_PLATFORM=offscreen $(PY) -m ayni.qt.demo build/demo

bench: ## measure speed on an invented country, made once in build/
	@bash installer/setup.sh dev
	@$(PY) -c 'import apsw, pycrdt, pygeodiff' 2>/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check --editable '.[bench]' || echo "The other engines could not be installed: their lines will be skipped."
	QT_QPA_PLATFORM=offscreen $(PY) tests/bench/bench.py

faults: ## thousands of games, killed processes, failing disks and spoiled bundles, outside the gate
	@bash installer/setup.sh dev
	$(PY) tests/faults/play.py $(if $(SEED),--seed $(SEED))

mutants: ## put faults into the merge on purpose and tell which its tests do not notice
	@bash installer/setup.sh dev
	$(PY) tests/faults/mutantes.py $(if $(SAMPLE),--sample $(SAMPLE))

gallery: ## open one screen alone: make gallery SCREEN=padron LANGUAGE=quz
	@bash installer/setup.sh run
	$(PY) -m ayni.qt.gallery $(SCREEN) $(if $(LANGUAGE),--language $(LANGUAGE))

texts: ## collect the texts of the program, merge them into the Quechua catalogue, check and compile it
	@bash installer/setup.sh dev
	$(PY) i18n/texts.py all

wheel: ## an installable package with its fonts, rules and compiled catalogues inside
	@bash installer/setup.sh dev
	$(PY) -m pip wheel --no-deps -w dist .

clean: ## forget what was made; the environment and the practice municipality too
	rm -rf build dist .venv
