# One target a task; `make help` lists them. Needs Python 3.11 with pip and venv, and nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := cd requirements && ../$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test faults bite soak backfill kills fuzz image-test check eval bench recordings train reliability \
	readme screenshots examples docs lock schemas model clean

help: ## this list
	@awk -F ': .*## ' '/^[a-z-]+: .*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/service.stamp model ## start the service, POST the two seed articles, print their summaries, end
	@$(BIN)/python scripts/demo.py

serve: $(VENV)/service.stamp model ## run the service (SITREP_HOST, SITREP_PORT, SITREP_CACHE_DIR)
	@exec $(BIN)/sitrep serve

# Many tests wait, for a time-out or a process, so that two run at once; those of the engine, which takes all cores, run
# alone. What is chosen runs in one process.
test: $(VENV)/dev.stamp model ## run all tests; ARGS="-k show" chooses
ifdef ARGS
	$(BIN)/pytest -m "model or not model" $(ARGS)
else
	$(BIN)/pytest --numprocesses 2 --dist worksteal
	$(BIN)/pytest -m model
endif

faults: $(VENV)/dev.stamp ## run the tests of faults, load and abuse alone (docs/reliability.md)
	$(BIN)/python -m pytest tests/faults $(ARGS)

bite: $(VENV)/dev.stamp ## take each protection away in turn: its tests must fail; ARGS="--case 7" chooses
	$(BIN)/python -m tests.faults.bite $(ARGS)

soak: $(VENV)/dev.stamp ## 30 minutes of mixed traffic and faults against a fake endpoint; ARGS="--minutes 3"
	$(BIN)/python -m tests.soak $(ARGS)

backfill: $(VENV)/dev.stamp ## an archive of 20,000 on three nodes: driver, actor and node killed; ARGS="--times 10"
	$(BIN)/python -m tests.backfill.story $(or $(ARGS),--articles 20000 --files 40)

kills: $(VENV)/dev.stamp ## the kill tests ten times in a row: replicas on Redis, then an archive on three nodes
	set -e; for time in 1 2 3 4 5 6 7 8 9 10; do $(BIN)/python -m pytest tests/faults/test_replicas.py; done
	$(BIN)/python -m tests.backfill.story --times 10

fuzz: .venv-fuzz/fuzz.stamp ## fuzz quotes, counts and dates; ARGS="-max_total_time=600" for each
	set -e; for target in quotes numbers days; do .venv-fuzz/bin/python -m tests.fuzz $$target $(or $(ARGS),-max_total_time=200); done

image-test: $(VENV)/dev.stamp ## build the image, run it and summarise in it, without Docker; root and Debian's podman
	$(BIN)/python -m scripts.image_test

check: $(VENV)/dev.stamp ## linters, types, layers, sizes, locks, hosts, schemas in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy scripts/*.py
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python scripts/checks.py
	$(BIN)/python scripts/write_schemas.py --check

eval: $(VENV)/dev.stamp model ## score the suites that are here with the embedded model; ARGS="--suite seeds" chooses
	$(BIN)/python -m eval run --out eval/results/run.json $(ARGS)

bench: $(VENV)/dev.stamp ## what takes minutes, side by side with its peers, and the table; ARGS="hits" chooses; alone on the machine
	$(BIN)/python -m bench $(ARGS)

recordings: $(VENV)/dev.stamp model ## keep what the embedded model says of our own suites, for tests without it
	$(BIN)/python -m eval run --suite seeds --record eval/recordings/seeds.jsonl --out eval/results/recorded-seeds.json
	$(BIN)/python -m eval run --suite stories --record eval/recordings/stories.jsonl --out eval/results/recorded-stories.json
	$(BIN)/python -m eval run --suite attacks --record eval/recordings/attacks.jsonl --out eval/results/recorded-attacks.json
	$(BIN)/python -m eval run --suite symmetry --record eval/recordings/symmetry.jsonl --out eval/results/recorded-symmetry.json

train: .venv-training/training.stamp $(VENV)/dev.stamp model ## train an adapter of the embedded model, or go on; ARGS="--minutes 60 --layers 14"
	$(BIN)/python -m training.turns --out training/run/turns
	.venv-training/bin/python -m training.train --turns training/run/turns --out training/run --name sitrep-1 \
		--base "$$($(BIN)/sitrep model path | head -n 1)" $(ARGS)

reliability: $(VENV)/dev.stamp ## write the figures that the service shows from the committed baselines
	$(BIN)/python -m eval reliability

readme: $(VENV)/dev.stamp model ## fill the README's examples with what its commands print
	$(BIN)/python scripts/write_readme.py

screenshots: $(VENV)/dev.stamp ## take the pictures of the page anew, docs/images; needs chromium
	$(BIN)/python -m scripts.screenshots

examples: $(VENV)/dev.stamp ## run the notebook and make the examples of /openapi.json anew; no model
	$(BIN)/python -m scripts.run_notebook
	$(BIN)/python -m scripts.write_examples

docs: .venv-docs/docs.stamp ## docs/ as a site that works offline, in site/: open site/index.html
	.venv-docs/bin/zensical build --clean --strict
	$(BIN)/python scripts/check_site.py site

lock: $(VENV)/dev.stamp ## pin the requirements anew
	$(LOCK) service.in --output-file service.txt
	$(LOCK) --constraints service.txt embedded.in --output-file embedded.txt
	$(LOCK) --constraints service.txt --constraints embedded.txt dev.in --output-file dev.txt
	$(LOCK) --constraints service.txt replicas.in --output-file replicas.txt
	$(LOCK) --no-strip-extras peers.in --output-file peers.txt
	$(LOCK) --constraints service.txt fuzz.in --output-file fuzz.txt
	$(LOCK) docs.in --output-file docs.txt
	$(LOCK) --constraints service.txt training.in --output-file training.txt

schemas: $(VENV)/service.stamp ## write schemas/json anew
	$(BIN)/python scripts/write_schemas.py

model: $(VENV)/service.stamp ## bring the weights of model and parser, if they are not there
	@$(BIN)/sitrep model pull

clean: ## remove the environment and what tools left; the weights and the answers stay in the cache directory
	rm -rf $(VENV) .venv-peers .venv-fuzz .venv-docs .venv-training site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app schemas sitrep_client eval scripts tests training -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo 'error: this needs Python 3.11; name one: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/service.stamp: requirements/service.txt requirements/embedded.txt pyproject.toml | $(VENV)/venv.stamp
	$(PIP) install --require-hashes -r requirements/embedded.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# langextract in an environment of its own, never in the service's. By uv: pip takes a pinned package with an extra for
# another than the one without.
.venv-peers/peers.stamp: requirements/peers.txt | $(VENV)/dev.stamp
	$(BIN)/python -m venv .venv-peers
	$(BIN)/uv pip install --quiet --python .venv-peers/bin/python --require-hashes -r requirements/peers.txt
	@touch $@

# atheris is native code that the tests do without.
.venv-fuzz/fuzz.stamp: requirements/fuzz.txt | $(VENV)/venv.stamp
	$(BIN)/python -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv-docs/docs.stamp: requirements/docs.txt | $(VENV)/venv.stamp
	$(BIN)/python -m venv .venv-docs
	.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/docs.txt
	@touch $@

# torch, which nothing else here needs.
.venv-training/training.stamp: requirements/training.txt | $(VENV)/venv.stamp
	$(BIN)/python -m venv .venv-training
	.venv-training/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/training.txt
	@touch $@

# Has all that the service needs, too: its stamp comes first, so that nothing is installed twice.
$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/service.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
