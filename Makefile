# peercall: `make demo` shows the main job on a shipped example, `make test` runs every test. Both set up what they need.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true

.PHONY: help setup demo serve test check fix bench lock wheel clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1|/' | column -t -s '|'

$(STAMP): requirements/dev.txt pyproject.toml scripts/system-packages.sh
	@bash scripts/system-packages.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $(STAMP)

setup: $(STAMP)  ## make the virtual environment from the locked requirements

demo: setup  ## run the main job on a shipped example and say what was made
	@$(BIN)/python scripts/demo.py

serve: setup  ## start the web application on this machine (SQLite)
	@$(BIN)/peercall serve

test: setup  ## run every test; those of the web application on SQLite and on PostgreSQL
	@bash scripts/system-packages.sh --tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup tests/web

check: setup  ## lint, types, contracts, rule files; changes nothing
	@$(BIN)/ruff check --no-fix .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/peercall rules lint

fix: setup  ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bench/.ready: $(STAMP) requirements/bench.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --target $(VENV)/bench -r requirements/bench.txt
	touch $@

bench: $(VENV)/bench/.ready  ## measurements, as ratios in one run, beside other readers
	@PYTHONPATH=$(VENV)/bench $(BIN)/python -m benchmarks

lock: setup  ## renew the locked requirements
	@$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.11 pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.11 --group bench -o requirements/bench.txt

wheel: setup  ## build the wheel into dist/
	@rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:  ## remove the environment and what tools left behind
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
