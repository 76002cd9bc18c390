# make run, make test and the others set up what they need in .venv; the second call finds it there.
# make run PYTHON=python3.12   builds .venv on that Python, 3.11 to 3.13 (make clean first if there is a .venv)
# make run PORT=8600           serves on that port; otherwise on 8501, or the next one that is free

PYTHON ?= python3
PORT ?=
# Test processes side by side, each with a server and a browser of its own.
JOBS ?= 2
VENV_PYTHON := .venv/bin/python
SETUP := PYTHON="$(PYTHON)" GOAL="$(or $(firstword $(MAKECMDGOALS)),run)" sh tools/setup.sh

# A file, not a worker's turn, goes to one process: tests of a file share what they opened.
PYTEST := $(VENV_PYTHON) -m pytest -n $(JOBS) --dist loadfile

.PHONY: run test test-long check lint bench bench-peers lock clean setup-run setup-dev setup-browser setup-postgres

# Streamlit opens the browser itself where there is a display, and prints the address in any case.
run: setup-run
	@exec $(VENV_PYTHON) -m streamlit run serve.py $(if $(PORT),--server.port $(PORT))

# Everything but the tests marked long.
test: setup-browser setup-postgres
	$(PYTEST) -m "not long"

test-long: setup-browser setup-postgres
	$(PYTEST) -m long

# What to call while working, under 90 seconds: lint, types, unit tests and the main tests of the pages.
check: lint
	$(PYTEST) -m "not browser and not long and not thorough"

lint: setup-dev
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy

# Measures and fails nothing.
bench: setup-dev
	$(VENV_PYTHON) -m tests.bench

# Once, for the bench's lines against PyTorch and neurolab: large, and used by nothing else.
bench-peers: setup-dev
	$(VENV_PYTHON) -m pip install --disable-pip-version-check --constraint requirements-dev.txt --requirement requirements-bench.txt

# One version of each package for all three Pythons. Keeps what is pinned; make lock LOCK_FLAGS=--upgrade renews it.
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: COMPILE = $(VENV_PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest $(LOCK_FLAGS)
lock: setup-dev
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@$(SETUP) requirements.txt

setup-dev:
	@$(SETUP) requirements-dev.txt

setup-browser: setup-dev
	@$(VENV_PYTHON) -m tests.browser.chromium

setup-postgres: setup-dev
	@$(VENV_PYTHON) -m tests.store.postgres
