# Everything is installed into .venv; a stamp there tells when setup.cfg asks for something new.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TERMBASE := $(BIN)/termbase --db demo.db
ARGS ?=

.PHONY: help run test test-clients fuzz lint docs bench dist clean

help:  ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed  ## build a termbase from seeds/ and serve it (ARGS="--port 8080" for another port)
	$(TERMBASE) import seeds/glossary.md seeds/glossary.csv
	$(TERMBASE) extract seeds/papers --output demo.tsv
	$(TERMBASE) review --accept-above 0.9
	$(TERMBASE) serve $(ARGS)

test: $(VENV)/.test  ## run the quick tests (ARGS="-k notes" for some, ARGS="-m ''" for all)
	$(BIN)/python -m pytest $(ARGS)

test-clients: $(VENV)/.test  ## install LibreOffice and OmegaT with apt and let them, and other clients, ask a server
	command -v soffice >/dev/null || apt-get install -y --no-install-recommends libreoffice-writer-nogui python3-uno
	command -v omegat >/dev/null || apt-get install -y --no-install-recommends omegat
	command -v javac >/dev/null || apt-get install -y --no-install-recommends default-jdk-headless
	$(BIN)/python -m pytest -m "" -n 0 -rs tests/test_clients.py tests/test_languagetool.py tests/test_recipes.py $(ARGS)

fuzz: $(VENV)/.test  ## send a server 20,000 requests made from its OpenAPI document, then 100,000 that are rough
	$(BIN)/python tests/clients/fuzz.py $(ARGS)
	$(BIN)/python tests/clients/rough.py

lint: $(VENV)/.lint  ## check style, types, layers and the size of files and functions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tests/sizes.py

docs: $(VENV)/.installed  ## write the pages that are made from the code
	$(BIN)/python docs/generate.py

bench: $(VENV)/.installed  ## measure speed and quality; prints the tables that the docs quote
	$(BIN)/python benchmarks/notes.py $(ARGS)
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/matching.py --quick
	$(BIN)/python benchmarks/formats.py --entries 20000

dist: $(VENV)/.lint  ## build the wheel and the source archive
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:  ## remove what the other tasks made
	rm -rf $(VENV) build dist demo.db demo.db-shm demo.db-wal demo.db.*.fuzzy demo.db.*.terms demo.tsv *.egg-info termbase/matching/*.so
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: setup.cfg setup.py pyproject.toml $(wildcard termbase/*/*.[ch]) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .[test]
	touch $@

$(VENV)/.lint: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .[test,lint]
	touch $@
