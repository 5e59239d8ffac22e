# carevisit: the two commands are `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
ELDERS ?= 2000
MONTHS ?= 6
SEED ?= 53
PORT ?= 8000
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo clean-demo test coverage test-slow test-judge test-mutants lint types contract check bench bench-smoke openapi lock clean

help: ## what can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed (set PYTHON=/path/to/python3)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python requirements/runtime.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	@site=$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])'); echo "$(CURDIR)/src" > "$$site/carevisit.pth"
	@printf '#!/bin/sh\nexec "%s/$(BIN)/python" -m carevisit "$$@"\n' "$(CURDIR)" > $(BIN)/carevisit && chmod +x $(BIN)/carevisit
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@touch $@

demo: $(VENV)/.runtime ## a living district at http://127.0.0.1:8000/docs (ELDERS= MONTHS= SEED= PORT= WORKERS=)
	@exec $(BIN)/python -m carevisit demo --elders $(ELDERS) --months $(MONTHS) --seed $(SEED) --port $(PORT) --workers $(WORKERS)

clean-demo: ## remove the demo's data
	@if [ -x $(BIN)/carevisit ]; then $(BIN)/python -m carevisit clean-demo; fi

test: export PYTHONDONTWRITEBYTECODE :=  # what pytest has rewritten once is kept
test: $(VENV)/.dev ## the tests, against a real PostgreSQL and a real server
	$(BIN)/python -m pytest -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

coverage: $(VENV)/.dev ## the tests again, and which branches none of them takes, in servers and commands too (a quarter slower)
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)
	@$(BIN)/coverage combine -q && $(BIN)/coverage report

test-slow: $(VENV)/.dev ## the long proofs: kill -9, rival sequencers, the state machine
	$(BIN)/python -m pytest -m slow $(ARGS)

test-judge: $(VENV)/.dev ## program and judge on histories never seen before, for some minutes
	CAREVISIT_EXAMPLES=1000 $(BIN)/python -m pytest -n 2 $(ARGS) tests/oracle/test_agreement.py tests/cases/test_loops.py

test-mutants: $(VENV)/.dev ## thirty-seven changes that break a promise each: a test must fail of every one
	$(BIN)/python tests/mutants/mutants.py $(ARGS)

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

contract: $(VENV)/.dev ## linters and generators read the contract, and generated clients use a real server (needs node, java)
	$(BIN)/python tests/contract/check.py
	$(BIN)/python -m pytest -m slow -rs tests/contract $(ARGS)

check: lint types test ## what every commit keeps green

bench: $(VENV)/.bench ## the hot paths beside the raw database
	$(BIN)/python -m bench $(ARGS)

bench-smoke: $(VENV)/.bench ## the whole bench once and small: every line of its table must come
	$(BIN)/python -m bench --smoke

openapi: $(VENV)/.runtime ## write openapi/carevisit.v1.json anew
	$(BIN)/python -m carevisit openapi --write

lock: ## pin every package anew, with hashes (needs uv)
	@for f in runtime dev bench; do \
	  case $$f in runtime) extras=;; dev) extras="--extra dev --extra otel";; bench) extras="--extra dev --extra otel --extra bench";; esac; \
	  uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate $$extras pyproject.toml -o requirements/$$f.lock; done
	@uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate --group contract -o requirements/contract.lock

clean: clean-demo ## remove all that was made here
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
