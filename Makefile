# One interface, the same by hand and in CI. It needs `make` and a `python3` with pip; the rest goes into $(VENV).

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := requirements/dev.lock

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test coverage lint format types imports docs bench check lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

demo: $(READY) ## print the statement of the shipped example
	$(BIN)/managed-mrr demo

test: $(READY) ## run tests, documentation and docstrings
	$(BIN)/python -m coverage run -m pytest

coverage: $(READY) ## report what the last `make test` left unvisited; fail below 100 %
	$(BIN)/python -m coverage report

lint: $(READY) ## check style and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY) ## rewrite what `make lint` would complain about, where that is safe
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY) ## check the types
	$(BIN)/python -m mypy

imports: $(READY) ## check that imports go one way
	$(BIN)/lint-imports --no-logo

docs: $(READY) ## build the documentation into docs/_build/html, every warning an error
	$(BIN)/python -m sphinx -q -n -W -b html docs docs/_build/html

bench: $(READY) ## measure speed and memory
	$(BIN)/python -m benchmarks

check: test coverage lint types imports docs ## all that CI checks

lock: $(READY) ## write the pinned requirements anew; `make lock UPGRADE=--upgrade` moves the pins
	$(BIN)/python -m pip install -qq 'uv>=0.13'
	$(BIN)/uv pip compile pyproject.toml --group dev --extra testing $(UPGRADE) --quiet \
		--universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-header --output-file $(LOCK)

clean: ## remove the environment and all that was made
	rm -rf $(VENV) docs/_build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	touch $@
