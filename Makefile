# One interface, the same by hand and in CI. It needs `make` and a `python3` with pip; the rest goes into $(VENV).

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := requirements/dev.lock

# PySpark is 450 MB large and wants another pandas, so that it has an environment to itself.
SPARK_VENV ?= .venv-spark
SPARK_BIN := $(SPARK_VENV)/bin
SPARK_READY := $(SPARK_VENV)/.ready
SPARK_LOCK := requirements/spark.lock

# The tests of a module, a class or a page stay together: the blocks of a page share their names.
# They are handed out in their order, in which the laws, which take longest, come early.
PYTEST := -m pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

# By name, so that a policy of which nothing is asked fails too.
SHIPPED := servicing partner-of-record combined

# What the tests of objects and programs do not reach are the parts that draw and check for laws: these laws do.
# Sphinx, pytest and mutants as programs of their own are not watched, and how values shrink takes long.
WATCHED := tests/unit tests/scenarios tests/integration $(patsubst %,tests/properties/test_%.py,columnar explanations_check laws prepared strategies)
UNWATCHED := $(patsubst %,--ignore tests/integration/test_%.py,docs rule_coverage clauses) -k 'not Shrinking'

# Programs that the tests start find the package compiled.
unexport PYTHONDONTWRITEBYTECODE

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test coverage rules differential how-to how-to-columnar lint format types imports spark docs clauses bench bench-columns mutants mutation check lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

demo: $(READY) ## print the statement of the shipped example
	$(BIN)/managed-mrr demo

test: $(READY) ## run tests, documentation and docstrings
	$(BIN)/python $(PYTEST)

coverage: $(READY) ## run the tests that are to reach every branch, with few examples of each law; fail below 100 %
	$(BIN)/python -m coverage erase
	HYPOTHESIS_PROFILE=few $(BIN)/python -m coverage run $(PYTEST) $(WATCHED) $(UNWATCHED)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

rules: $(READY) ## report which answers and boundary days of the shipped policies the scenarios ask for; fail below all of them
	$(BIN)/python $(PYTEST) tests/scenarios -p managed_mrr.pytest_plugin $(SHIPPED:%=--rule-coverage-policy %) --rule-coverage-fail-under 1

differential: $(READY) ## compare the engine with the reference on a million cases, in two processes
	$(BIN)/python -m managed_mrr.testing.thorough

how-to: $(READY) ## run the guide to testing an implementation where only a wheel and its extra are installed; fetches both
	$(BIN)/python tests/how_to.py

how-to-columnar: $(READY) ## run the guide to whole programmes on two million activities where only a wheel and its extra are installed
	$(BIN)/python tests/how_to_columnar.py

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

spark: $(SPARK_READY) ## test on Spark, in an environment of its own; fetches 450 MB, and takes Java 17
	PYSPARK_PYTHON=$(CURDIR)/$(SPARK_BIN)/python $(SPARK_BIN)/python -m pytest tests/spark src/managed_mrr/spark docs/how-to/spark.md

docs: $(READY) ## build the documentation into docs/_build/html, every warning an error
	$(BIN)/python -m sphinx -q -n -W -b html docs docs/_build/html

clauses: $(READY) ## write the tables of the page of clauses anew
	$(BIN)/python docs/clauses.py

bench: $(READY) ## measure speed and memory
	$(BIN)/python -m benchmarks

bench-columns: $(READY) ## compare whole programmes with what people would write by hand
	$(BIN)/python -m benchmarks.columnar

mutants: $(READY) ## put named mistakes into the engine, one by one; fail if the tests miss one
	$(BIN)/python -m tests.mutants seeded

mutation: $(READY) ## put small mistakes everywhere into it; fail if one survives that is not known to
	$(BIN)/python -m tests.mutants everywhere $(MODULES)

check: test coverage rules lint types imports docs ## all that CI checks

lock: $(READY) ## write the pinned requirements anew; `make lock UPGRADE=--upgrade` moves the pins
	$(BIN)/python -m pip install -qq 'uv>=0.13'
	$(BIN)/uv pip compile pyproject.toml --group dev --extra testing --extra columnar --extra progress $(UPGRADE) --quiet \
		--universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-header --output-file $(LOCK)
	$(BIN)/uv pip compile pyproject.toml --group build --group test --extra testing --extra spark $(UPGRADE) --quiet \
		--universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-header --output-file $(SPARK_LOCK)

clean: ## remove the environment and all that was made
	rm -rf $(VENV) $(SPARK_VENV) docs/_build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	touch $@

$(SPARK_READY): pyproject.toml $(SPARK_LOCK)
	$(PYTHON) -m venv $(SPARK_VENV)
	$(SPARK_BIN)/python -m pip install -qq --require-hashes -r $(SPARK_LOCK)
	$(SPARK_BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	touch $@
