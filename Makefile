# Every target makes what it needs. Python 3.11 or newer, make and a package index are enough for all but a few: lint,
# test-monitoring, test-cluster and test-engine need Go, test-servers node, npm, and Debian or a redis-server,
# test-images root on Debian, test-engine Pulumi, node and npm as well.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEVELOP := $(VENV)/.develop-installed
LOAD := $(VENV)/.load-installed
AWS := $(VENV)/.aws-installed
RELEASE := $(VENV)/release
AUDIT := $(VENV)/audit
SITE := $(VENV)/site
POLICIES := $(VENV)/policies
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
STACK ?= dev
# What Renovate reads at the head of requirements/*.txt and pins with, too: it knows no other options.
PINNING := --allow-unsafe --generate-hashes --no-emit-index-url
SCHEMA := $(BIN)/check-jsonschema --quiet --builtin-schema

.DEFAULT_GOAL := help
# Tests that start servers: a plain `make test` leaves them out.
PYTEST_WITH_SERVERS := $(BIN)/pytest -o addopts="-q --strict-markers --import-mode=importlib"

.PHONY: help demo preview up down refresh cancel output secret test test-servers test-monitoring test-zod test-cluster test-engine test-images check lint types docs site pictures format schema requirements librechat librechat-generated rag-api sbom audit policies release benchmark benchmark-ready benchmark-retrieval-api clean

##@ To begin with
help: ## Show this list
	@awk -F ':.*## ' '/^##@ / {printf "%s%s\n", separator, substr($$0, 5); separator = "\n"} \
	  /^[a-z-]+:.*## / {printf "  make %-23s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "homelab needs Python 3.11 or newer, and \
	$(PYTHON) is older: name another one, as in make demo PYTHON=python3.12")'
	@echo "Installing Python packages into $(VENV), once: about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(LOAD): $(RUN) requirements/load.txt
	@echo "Installing Locust into $(VENV), once."
	@$(PIP) -r requirements/load.txt
	@touch $@

$(AWS): $(RUN) requirements/aws.txt
	@echo "Installing Pulumi's AWS provider into $(VENV), once: about half a minute."
	@$(PIP) -r requirements/aws.txt
	@touch $@

$(DEVELOP): $(RUN) $(LOAD) $(AWS) requirements/develop.txt
	@echo "Installing the tools of the tests into $(VENV), once: about two minutes."
	@$(PIP) -r requirements/develop.txt
	@touch $@

$(RELEASE)/.installed: requirements/release.txt
	$(PYTHON) -m venv $(RELEASE)
	$(RELEASE)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/release.txt
	@touch $@

$(SITE)/.installed: requirements/docs.txt
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

$(POLICIES)/.installed: requirements/policies.txt
	@echo "Installing what the policy pack needs into $(POLICIES), once: its protobuf is older than the library's."
	$(PYTHON) -m venv $(POLICIES)
	$(POLICIES)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/policies.txt
	@touch $@

demo: $(RUN) ## Render the dev stack into rendered/dev, check and show it; needs no cluster
	@$(BIN)/homelab render --stack dev

##@ A stack: dev, or another one with STACK=NAME
preview: $(RUN) ## Show what Pulumi would change, with DIFF=1 every field; needs no cluster
	@$(BIN)/python -m tools.engine preview --stack $(STACK) $(if $(DIFF),--diff)

up: $(RUN) ## Show what would change in the current context, ask (not with YES=1), and deploy it
	@$(BIN)/python -m tools.engine up --stack $(STACK) $(if $(YES),--yes)

down: $(RUN) ## Remove the stack from the current context, after asking; volumes stay
	@$(BIN)/python -m tools.engine down --stack $(STACK) $(if $(YES),--yes)

refresh: $(RUN) ## Read the actual state of the stack from the cluster
	@$(BIN)/python -m tools.engine refresh --stack $(STACK)

cancel: $(RUN) ## Release the lock of an operation that was interrupted elsewhere
	@$(BIN)/python -m tools.engine cancel --stack $(STACK)

output: $(RUN) ## Show an output, also a secret one: make output NAME=firstAdminPassword
	@$(BIN)/python -m tools.engine output --stack $(STACK) '$(NAME)'

secret: $(RUN) ## Set a secret, encrypted in the stack's file: make secret KEY=openai.api_key
	@$(BIN)/python -m tools.engine secret --stack $(STACK) '$(KEY)'

##@ Tests and checks
test: $(DEVELOP) ## Run the tests that need Python alone
	$(BIN)/pytest -n auto

test-servers: $(DEVELOP) ## Run rendered scripts and the doctor's on real servers; needs node and npm
	$(PYTEST_WITH_SERVERS) tests/servers

test-monitoring: $(DEVELOP) ## Have promtool check the alerts and run their tests; needs Go the first time
	$(PYTEST_WITH_SERVERS) tests/monitoring

test-zod: $(DEVELOP) ## Compare homelab's checker with LibreChat's own schema; needs node and npm
	$(PYTEST_WITH_SERVERS) tests/zod

test-cluster: $(DEVELOP) ## Apply everything to a real control plane; built with Go the first time
	@$(BIN)/python -m tests.cluster build
	$(PYTEST_WITH_SERVERS) tests/cluster

test-engine: $(DEVELOP) $(POLICIES)/.installed ## Deploy to that control plane with the Pulumi on PATH
	@$(BIN)/python -m tests.cluster build
	$(PYTEST_WITH_SERVERS) tests/engine

test-images: $(DEVELOP) ## Build and run the project's own images, without an engine; needs root on Debian
	$(PYTEST_WITH_SERVERS) tests/images

check: lint types site test test-servers test-monitoring test-zod ## Lint, types, the site and the tests without a cluster
	@echo "Not run: make test-cluster (a control plane), make test-engine (Pulumi), make test-images (root)."

lint: $(DEVELOP) ## Lint and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint docker/*/Dockerfile
	$(BIN)/zizmor --offline --persona regular --strict-collection --no-progress --quiet \
	  .github action.yml examples/*/.github templates/*/.github
	cd tests/workflows && go tool actionlint -shellcheck= -pyflakes= ../../.github/workflows/*.yml \
	  ../../examples/*/.github/workflows/*.yml ../../templates/*/.github/workflows/*.yml
	$(SCHEMA) vendor.github-workflows .github/workflows/*.yml examples/*/.github/workflows/*.yml \
	  templates/*/.github/workflows/*.yml
	$(SCHEMA) vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(SCHEMA) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA) vendor.renovate .github/renovate.json
	$(SCHEMA) vendor.github-actions action.yml

types: $(DEVELOP) ## Static types, strict
	$(BIN)/basedpyright

format: $(DEVELOP) ## Format and apply safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

##@ Generated files and pins
schema: $(RUN) ## Write the schemas of the arguments anew
	$(BIN)/python -m tools.schemas
	$(BIN)/python -m tools.templates

docs: $(DEVELOP) ## Write all that is generated in docs/ anew, and the dashboards, and build the site
	$(BIN)/python -m tools.network
	$(BIN)/python -m tools.sizing
	$(BIN)/python -m tools.aws_docs
	$(BIN)/python -m tools.owned_variables
	$(BIN)/python -m tools.explanations
	$(BIN)/python -m tools.licences
	$(BIN)/python -m tools.dashboards
	$(BIN)/python -m tools.aws_alarms
	$(BIN)/python -m tools.retrieval_costs
	$(BIN)/python -m tools.doctor
	$(BIN)/python -m tools.policies
	$(MAKE) site

site: $(AWS) $(SITE)/.installed ## Build the documentation as a site, site/html/index.html, without warnings and dead links
	$(BIN)/python -m tools.site
	$(SITE)/bin/zensical build --clean --strict --config-file site/mkdocs.yml
	$(BIN)/python -m tools.site.built site/html

pictures: $(DEVELOP) ## Draw the diagrams in docs/pictures anew, and what commands print; needs node and npm
	$(BIN)/python -m tools.pictures

librechat: $(DEVELOP) ## Move to a release of LibreChat: make librechat VERSION=v0.8.9
	@$(BIN)/python -m tools.librechat release $(VERSION) $(if $(SOURCE),--source $(SOURCE)) \
	  $(if $(DATA_PROVIDER),--data-provider $(DATA_PROVIDER)) $(if $(AGENTS),--agents $(AGENTS)) $(if $(NEAR),--near)
	$(BIN)/python -m tools.schemas
	$(BIN)/python -m tools.templates
	$(PYTEST_WITH_SERVERS) tests/zod

librechat-generated: $(DEVELOP) ## Write the schema of librechat.yaml and its types anew; needs node and npm
	@$(BIN)/python -m tools.librechat generated

rag-api: $(DEVELOP) ## Write the variables of a release of the RAG API: make rag-api VERSION=v0.9.1
	@$(BIN)/python -m tools.librechat rag-api $(VERSION) $(if $(SOURCE),--source $(SOURCE))

requirements: $(DEVELOP) ## Pin the newest versions, with hashes and without addresses
	cd requirements && for name in run plugin develop sbom load aws release audit docs policies; do \
	  CUSTOM_COMPILE_COMMAND="pip-compile $(PINNING) --output-file=$$name.txt --strip-extras $$name.in" \
	  ../$(BIN)/pip-compile --quiet --upgrade $(PINNING) --strip-extras \
	    --no-emit-find-links --no-emit-trusted-host $$name.in -o $$name.txt || exit 1; done

##@ Releases
sbom: $(RUN) ## List the Python packages and the images in CycloneDX, in sbom/
	$(PYTHON) -m venv $(VENV)/sbom
	$(VENV)/sbom/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/sbom.txt
	mkdir -p sbom
	$(VENV)/sbom/bin/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml \
	  --output-reproducible --output-file sbom/python.cdx.json
	$(BIN)/python -m tools.image_list sbom/images.cdx.json

audit: ## Look for known weaknesses in the pinned packages; asks PyPI
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	$(AUDIT)/bin/pip-audit --disable-pip --require-hashes \
	  --requirement requirements/run.txt --requirement requirements/load.txt --requirement requirements/aws.txt

policies: $(POLICIES)/.installed ## Install what the policy pack needs, and say how to preview with it
	@echo 'PATH="$$PWD/$(POLICIES)/bin:$$PATH" pulumi preview --policy-pack homelab_policies'

release: $(RELEASE)/.installed ## Check a release and build it, or begin one: make release VERSION=0.2.0
	@$(RELEASE)/bin/python -m tools.release $(if $(VERSION),prepare "$$VERSION",check --tag "$$TAG")

##@ Measurements
benchmark: $(RUN) ## Measure what a workspace costs, as ratios
	$(BIN)/python -m benchmarks.workspace

benchmark-ready: $(DEVELOP) ## Measure how long an up takes on the test cluster, with the Pulumi on PATH
	@$(BIN)/python -m tests.cluster build
	$(BIN)/python -m benchmarks.ready

benchmark-retrieval-api: $(DEVELOP) ## Measure the retrieval API's function over 100,000 chunks in a real Postgres
	$(BIN)/python -m benchmarks.retrieval_api

##@ Cleaning up
clean: ## Remove what was installed, rendered and built; the state in .pulumi-local stays
	rm -rf $(VENV) rendered site
