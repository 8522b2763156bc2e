# Needs make, git and a Python 3.10 or newer that can make virtual environments. Everything else goes into .venv, which
# belongs to this file: it is made anew when in doubt.
# PYTHON=python3.12 takes another Python, ARGS='-k upload -x' passes words on to pytest.
PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_CACHE_DIR := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help quickstart test lint format types docs docs-check bench faults clean venv with-local with-test with-dev

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | while IFS=: read -r name what; do printf '  make %-12s%s\n' "$$name" "$$what"; done

quickstart: with-local ## from a data set to a deployed model, on the local control plane
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/quickstart.sh

test: with-test ## the tests
	@mkdir -p .tmp
	TMPDIR="$(CURDIR)/.tmp" $(BIN)/python -m pytest $(ARGS)

lint: with-dev ## style and common mistakes
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	sh -n examples/quickstart.sh
	bash -n .ci/run

format: with-dev ## put right what lint can put right by itself
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

types: with-dev ## mypy, strict
	$(BIN)/python -m mypy

docs: with-dev ## write man/ and completions/ anew from the commands
	$(BIN)/python -m firectl_py.docs --write

docs-check: with-dev ## are man/ and completions/ what the commands say?
	$(BIN)/python -m firectl_py.docs --check

# Not the editable install: its import hook would be timed too.
bench: venv ## speed and memory, as ratios against named references
	@test -x $(VENV)/bench/bin/python || $(BIN)/python -m venv $(VENV)/bench
	@$(VENV)/bench/bin/python -m pip install -q --force-reinstall --no-deps . && $(VENV)/bench/bin/python -m pip install -q . twine
	$(VENV)/bench/bin/python -m bench

faults: with-test ## every command under every fault, and the figures that come of it (20 minutes; ARGS=--quick)
	@mkdir -p .tmp
	TMPDIR="$(CURDIR)/.tmp" $(BIN)/python -m tests.faults $(ARGS)

clean: ## take away everything the targets above made
	rm -rf $(VENV) .quickstart .tmp .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info
	find firectl_py tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment is only trusted while .sound in it names this Python and this place. Every install takes
# .sound away and gives it back at its end, so what an interrupted one left behind is seen here, and made anew.
venv:
	@id="$$("$(PYTHON)" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 10))' 2>/dev/null)" || { \
	  if [ -n "$$id" ]; then \
	    echo "error: firectl-py needs Python 3.10 or newer, and $(PYTHON) is $$id: install a newer one (for example: apt install python3.12-venv), then: make PYTHON=python3.12 $(MAKECMDGOALS)"; \
	  else \
	    echo "error: firectl-py needs Python 3.10 or newer, and $(PYTHON) does not run: apt install python3-venv, or name another: make PYTHON=... $(MAKECMDGOALS)"; \
	  fi >&2; exit 1; }; \
	id="$$id $$("$(PYTHON)" -c 'import sys; print(sys.base_prefix)') $$PWD"; \
	if [ "$$id" != "$$(cat $(VENV)/.sound 2>/dev/null)" ] || ! $(BIN)/python -c '' 2>/dev/null; then \
	  rm -rf $(VENV); \
	  out="$$("$(PYTHON)" -m venv $(VENV) 2>&1)" || { \
	    rm -rf $(VENV); \
	    case "$$out $$("$(PYTHON)" -c 'import venv, ensurepip' 2>&1)" in \
	      *"ensurepip is not"* | *"No module named"*) \
	        echo "error: $(PYTHON) cannot make virtual environments: apt install $(notdir $(PYTHON))-venv, then: make $(MAKECMDGOALS)" ;; \
	      *) printf 'error: %s -m venv %s failed:\n%s\n' "$(PYTHON)" $(VENV) "$$out" ;; \
	    esac >&2; exit 1; }; \
	  echo "$$id" >$(VENV)/.sound; \
	fi

with-local with-test with-dev: with-%: venv
	@want="$$(cat setup.cfg setup.py pyproject.toml | cksum)"; \
	if [ "$$want" != "$$(cat $(VENV)/.with-$* 2>/dev/null)" ]; then \
	  echo "Installing .[$*] into $(VENV)" >&2; \
	  id="$$(cat $(VENV)/.sound)" && rm $(VENV)/.sound && \
	  $(BIN)/python -m pip install -q --no-warn-script-location --use-pep517 -e '.[$*]' </dev/null && \
	  echo "$$want" >$(VENV)/.with-$* && echo "$$id" >$(VENV)/.sound; \
	fi
