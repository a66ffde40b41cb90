# Everything a person may want to do; `make help` lists it.
PYTHON ?= python3
VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
MINUTES ?= 10
.DEFAULT_GOAL := help
.PHONY: lock-peers help setup setup-serve serve train promote evaluate report peers datasheet test unit lint types imports format notebooks pictures bench soak fuzz bench-relabel lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What serving needs, and training once where there is no model yet. The lock files name everything, hence --no-deps:
# asked to resolve, pip takes a package wanted with an extra at its newest release, for which there is no hash.
$(VENV)/.serve: requirements/serve.txt requirements/train.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sendgate needs Python 3.11 or newer; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/train.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.serve
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.dev ## install everything into .venv from the lock files

setup-serve: $(VENV)/.serve ## install only what training and serving need

serve: $(VENV)/.serve ## serve the API on 127.0.0.1:8000 (HOST=, PORT=); trains first if there is no model
	$(BIN)/sendgate train --if-missing
	$(BIN)/sendgate serve --host $(HOST) --port $(PORT)

train: $(VENV)/.serve ## train a new version from data/: the challenger, or the champion where there is none
	$(BIN)/sendgate train

promote: $(VENV)/.serve ## compare the challenger with the champion and let it serve if nothing speaks against it
	$(BIN)/sendgate promote

evaluate: $(VENV)/.serve ## measure the current model on data/evaluation
	$(BIN)/sendgate evaluate

report: $(VENV)/.serve ## evaluate into a page of pictures and a model card, reports/evaluation
	$(BIN)/sendgate evaluate --report reports/evaluation

# One thread each, so that the times compare. The lock has torch's CPU build, which PyPI does not carry for Linux.
peers: $(PEERS)/.ready $(VENV)/.serve ## measure sendgate beside other classifiers, reports/peers.md (torch, 20 minutes)
	$(BIN)/sendgate train --if-missing
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false $(PEERS)/bin/python -m tests.load.peers

$(PEERS)/.ready: requirements/peers.txt pyproject.toml
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/peers.txt
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test: lint types imports unit ## everything CI runs

unit: $(VENV)/.dev ## the tests, with coverage
	$(BIN)/python -m pytest --cov --cov-report=term

lint: $(VENV)/.dev ## style, every rule explained in pyproject.toml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## strict types
	$(BIN)/mypy

imports: $(VENV)/.dev ## who may import whom
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

datasheet: $(VENV)/.serve ## count the tables of data/README.md anew
	$(BIN)/python -m training.datasheet

notebooks: $(VENV)/.dev ## execute the notebooks into reports/notebooks
	$(BIN)/python -m pytest tests/docs/test_notebooks.py --notebooks-to reports/notebooks

# In a clone with a model of its own, since the round trains, promotes and rolls back.
pictures: $(VENV)/.dev ## draw the pictures of docs/guide.md anew by going its round in build/round
	$(BIN)/sendgate train --if-missing
	rm -rf build/round && git clone --quiet . build/round && cp -r artefacts build/round/artefacts
	$(BIN)/python -m tests.docs.pictures build/round

# One thread for sums, as a worker has. On a busy machine `nice -n -10 make bench` is quieter; ratios hold anyway.
bench: $(VENV)/.dev ## the service's speed, start, memory and reload beside their bars, reports/bench.md
	$(BIN)/sendgate train --if-missing
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(BIN)/python -W ignore -m tests.load.bench

soak: $(VENV)/.dev ## the service at full load for ten minutes (MINUTES=): no request fails and memory stays flat
	$(BIN)/sendgate train --if-missing
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(BIN)/python -W ignore -m tests.load.soak --minutes $(MINUTES)

# atheris has wheels for Linux alone, hence not in the lock of those who only run the tests.
fuzz: $(VENV)/.dev ## anything at all read as message, HTML, text and mail, MINUTES= each; stops at what it finds
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3'
	for target in test_mails test_messages test_html test_plain_text; do \
		$(BIN)/python -W ignore -m tests.fuzz $$target --minutes $(MINUTES) || exit 1; \
	done

bench-relabel: $(VENV)/.dev ## relabelling beside scikit-learn, fastText and a bare pass of reader and writer
	$(BIN)/python -W ignore -m tests.load.bench_relabel

# What serves may serve from PostgreSQL: the container image is made of serve.txt.
lock: ## write requirements/*.txt anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra postgresql pyproject.toml requirements/build.in -o requirements/serve.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra postgresql --extra train pyproject.toml requirements/build.in -c requirements/serve.txt -o requirements/train.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra postgresql --extra train --extra audit --extra track --extra dask --extra dev pyproject.toml requirements/build.in -c requirements/train.txt -o requirements/dev.txt

lock-peers: ## write requirements/peers.txt anew (needs uv, and UV_FIND_LINKS naming a place with CPU builds of torch)
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra train pyproject.toml requirements/build.in requirements/peers.in -c requirements/train.txt -o requirements/peers.txt

clean: ## remove what was built, models included
	rm -rf $(VENV) $(PEERS) artefacts build reports .mypy_cache .ruff_cache .pytest_cache
