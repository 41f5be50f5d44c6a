# One target a task; `make help` lists them. Needs Python 3.11 with pip and venv, and nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := cd requirements && ../$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links
# An endpoint of one's own needs no weights.
WEIGHTS := $(if $(SITREP_LLM_BASE_URL),,model)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test faults check eval bench recordings readme lock schemas model clean

help: ## this list
	@awk -F ': .*## ' '/^[a-z]+: .*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/service.stamp $(WEIGHTS) ## start the service, POST the two seed articles, print their summaries, end
	@$(BIN)/python scripts/demo.py

serve: $(VENV)/service.stamp $(WEIGHTS) ## run the service (SITREP_HOST, SITREP_PORT, SITREP_CACHE_DIR)
	@exec $(BIN)/sitrep serve

test: $(VENV)/dev.stamp model ## run all tests; ARGS="-k show" chooses
	$(BIN)/pytest -m "model or not model" $(ARGS)

faults: $(VENV)/dev.stamp ## run the tests of faults, load and abuse alone (docs/reliability.md)
	$(BIN)/python -m pytest tests/faults $(ARGS)

check: $(VENV)/dev.stamp ## linters, types, layers, sizes, locks, hosts, schemas in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy scripts/*.py
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python scripts/checks.py
	$(BIN)/python scripts/write_schemas.py --check

eval: $(VENV)/dev.stamp $(WEIGHTS) ## score the suites that are here with the embedded model; ARGS="--suite seeds" chooses
	$(BIN)/python -m eval run --out eval/results/run.json $(ARGS)

bench: $(VENV)/dev.stamp .venv-peers/peers.stamp model ## the peers beside Sitrep on MUC-4 dev; ARGS="--limit 24"
	set -e; for peer in lists langextract naive; do \
		$(BIN)/python -m bench.peers --suite muc4 --peer $$peer --out eval/results/peer-$$peer.json $(ARGS); done

recordings: $(VENV)/dev.stamp $(WEIGHTS) ## keep what the embedded model says of seeds and stories, for tests without it
	$(BIN)/python -m eval run --suite seeds --record eval/recordings/seeds.jsonl --out eval/results/recorded-seeds.json
	$(BIN)/python -m eval run --suite stories --record eval/recordings/stories.jsonl --out eval/results/recorded-stories.json

readme: $(VENV)/dev.stamp $(WEIGHTS) ## fill the README's examples with what its commands print
	$(BIN)/python scripts/write_readme.py

lock: $(VENV)/dev.stamp ## pin the requirements anew
	$(LOCK) service.in --output-file service.txt
	$(LOCK) --constraints service.txt dev.in --output-file dev.txt
	$(LOCK) peers.in --output-file peers.txt

schemas: $(VENV)/service.stamp ## write schemas/json anew
	$(BIN)/python scripts/write_schemas.py

model: $(VENV)/service.stamp ## bring the embedded model's weights, if they are not there
	@$(BIN)/sitrep model pull

clean: ## remove the environment and what tools left; the weights and the answers stay in the cache directory
	rm -rf $(VENV) .venv-peers .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app schemas eval scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo 'error: this needs Python 3.11; name one: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/service.stamp: requirements/service.txt pyproject.toml | $(VENV)/venv.stamp
	$(PIP) install --require-hashes -r requirements/service.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# langextract in an environment of its own, never in the service's.
.venv-peers/peers.stamp: requirements/peers.txt | $(VENV)/venv.stamp
	$(BIN)/python -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/peers.txt
	@touch $@

# Has all that the service needs, too: its stamp comes first, so that nothing is installed twice.
$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/service.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
