# Every target makes what it needs. Python 3.11 or newer, make and a package index are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEVELOP := $(VENV)/.develop-installed
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types format schema requirements preview up down test-images benchmark clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN): requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/run.txt
	@touch $@

$(DEVELOP): $(RUN) requirements/develop.txt
	$(PIP) -r requirements/develop.txt
	@touch $@

demo: $(RUN) ## Render the dev stack into rendered/dev, check it and show it; needs no cluster
	@$(BIN)/python -m homelab render --stack dev

test: $(DEVELOP) ## Run the tests
	$(BIN)/pytest -n auto

check: lint types test ## Lint, types and tests: what CI runs

lint: $(DEVELOP) ## Lint and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEVELOP) ## Static types, strict
	$(BIN)/basedpyright

format: $(DEVELOP) ## Format and apply safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was installed and rendered
	rm -rf $(VENV) rendered
