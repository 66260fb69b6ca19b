# A machine with Python 3.11+ and make is enough: every target makes the environment it needs.
# The environment is .venv; uv is installed into it from a locked file and does the rest.
# A Python counts only if it can make environments: some systems ship it without ensurepip.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv-peers/.ready
SENTENCES := .venv-sentences/.ready
# `make test` fits into ten minutes on two cores; the groups that open browsers or kill processes have
# longer. What takes more than that is stuck.
TEST_MINUTES ?= $(if $(filter test,$(MAKECMDGOALS)),10,30)
TEST_LIMIT := $(shell timeout --foreground 9 true >/dev/null 2>&1 && echo timeout --foreground $(TEST_MINUTES)m)

.DEFAULT_GOAL := help
.PHONY: help demo test test-browser test-heavy check bench bench-quick docs words screenshots lock clean

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 13

$(READY): requirements/uv.txt requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Clearwater needs Python 3.11 or newer on the PATH, with venv"; exit 3; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

# The toolkit that a bench is compared with pins what it needs, so it gets an environment of its own.
$(PEERS): requirements/peers.txt $(READY)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-peers
	$(BIN)/uv pip install --quiet --python .venv-peers/bin/python --require-hashes -r requirements/peers.txt
	@touch $(PEERS)

# The sentence model comes with PyTorch, 3 GB: the bench of claims uses it where somebody made it.
$(SENTENCES): requirements/sentences.txt $(READY)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-sentences
	$(BIN)/uv pip install --quiet --python .venv-sentences/bin/python --require-hashes -r requirements/sentences.txt
	@touch $(SENTENCES)

demo: $(READY)  ## Plant campaigns in a small log, find them, fill a console with the work on them
	$(BIN)/clearwater demo --out demo --no-open --no-serve
	@echo "Look around in it: $(BIN)/clearwater demo --keep"

test: $(READY)  ## Run the tests, on all cores, on two cores within ten minutes; the two below are apart
	$(TEST_LIMIT) $(BIN)/python -m pytest -n auto --dist loadscope -m "not browser and not heavy"

test-browser: $(READY)  ## Run the tests in a real Chromium, on two cores within ten minutes
	$(TEST_LIMIT) $(BIN)/python -m pytest -n auto --dist loadscope -m browser

test-heavy: $(READY)  ## Run the tests that kill processes, make requests up or take safeguards away
	$(TEST_LIMIT) $(BIN)/python -m pytest -n auto --dist loadscope -m "heavy and not browser"

check: $(READY)  ## Lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

bench: $(READY) $(PEERS)  ## Calibration, power and speed; writes docs/results.md's and docs/performance.md's figures
	$(BIN)/python -m bench

bench-quick: $(READY)  ## Fail if a key figure fell since it was last accepted; some minutes
	$(BIN)/python -m bench.quick

docs: $(READY)  ## Generate the reference pages and results, build the site into site/
	$(BIN)/python -m docs_build
	$(BIN)/python -m bench.write_results
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

words: $(READY)  ## Bring the console's catalogue up to its sources; say what has no Chinese yet
	$(BIN)/python -m docs_build.catalogue

screenshots: $(READY)  ## Photograph every page of the console on the demo world, into docs/pictures/console/
	$(BIN)/python -m docs_build.screenshots

lock: $(READY)  ## Compile the locked requirements anew
	cd requirements && ../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header uv.in -o uv.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/peers.in -o requirements/peers.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/sentences.in -o requirements/sentences.txt

clean:  ## Remove the environment and everything that was generated
	rm -rf .venv .venv-peers .venv-sentences site demo bench/out
