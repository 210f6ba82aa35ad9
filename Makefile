# Everything a person or a machine does with the checkout. Needs only make and Python 3.11 or newer.

# `make run PYTHON=/path/to/python` chooses one; otherwise the first that is new enough.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	"$$p" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$p" && break; done)

BIN := .venv/bin
# pip follows its own configuration; which index to ask is said there and not here.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
CODE := bot handlers storage analytics
# Three processes for the two cores that also small machines have: those that run the whole product wait for it
# half of the time. By module, as they share it within a file; in their order, as the slow ones then stand in the
# middle and no process waits for the others at the end.
PYTEST_ARGS ?= -n 3 --dist loadscope --no-loadscope-reorder

# What is started again and again by tests is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check format check-format lint types imports coverage bench browser lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp ## install what is locked, bring the database up to date, start everything
	$(BIN)/suara db upgrade
	exec $(BIN)/suara run

# The rooms that decide and count first: their tests are measured as they run, and not run again for it.
# Status 5 is pytest's "no test of that kind": PYTEST_ARGS may choose from one of the two halves alone.
MEASURED := tests/handlers tests/analytics
# Where there is room for it, what tests write stays in memory: their databases wait for no disk then.
IN_MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 6000000 { print "TMPDIR=/dev/shm" }')
test: .venv/dev.stamp ## the tests alone; PYTEST_ARGS="-k words" for some of them
	@rm -f .coverage; none=0; \
	$(IN_MEMORY) $(BIN)/python -m pytest $(PYTEST_ARGS) --cov --cov-report= $(MEASURED) || { [ $$? -eq 5 ] && none=1; } || exit 1; \
	$(IN_MEMORY) $(BIN)/python -m pytest $(PYTEST_ARGS) tests $(MEASURED:%=--ignore=%) || [ $$? -eq 5 -a $$none -eq 0 ]

check: check-format lint types imports coverage ## what CI runs: format, lint, types, imports, tests

format: .venv/dev.stamp ## rewrite the code in the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

check-format: .venv/dev.stamp ## part of check: is it formatted?
	$(BIN)/ruff format --check .

lint: .venv/dev.stamp ## part of check: ruff
	$(BIN)/ruff check .

types: .venv/dev.stamp ## part of check: mypy --strict
	$(BIN)/mypy --strict

imports: .venv/dev.stamp ## part of check: do the rooms keep apart?
	$(BIN)/lint-imports

coverage: test ## part of check: how much of the deciding and counting rooms their own tests reached
	$(BIN)/coverage report --include='handlers/*,analytics/*' --fail-under=95

bench: .venv/dev.stamp ## the benchmarks; BENCH=coverage for one of them (see tests/bench)
	$(BIN)/python -m pytest -q -s -p no:xdist -o python_files="bench_$(BENCH)*.py" -o python_functions="bench_*" tests/bench

browser: .venv/dev.stamp ## pages in Chromium (apt install chromium, or CHROMIUM=/path); PICTURES=dir keeps pictures
	$(BIN)/python -m pytest -q $(PYTEST_ARGS) -o python_files="see_*.py" -o python_functions="see_*" tests/browser

lock: ## renew requirements*.lock after a change in pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# A stamp is renewed when a lock is newer than the last installation.
.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11 or cannot be started." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
