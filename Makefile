# Everything lives in .venv; a fresh machine needs only Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
Q ?= Welke stappen moet ik zetten om te beginnen met Smart Industry?
INSTALLED := $(VENV)/.installed-dev
COMPARABLE := $(VENV)/.installed-bench
PASSAGES ?= 100000
SETS ?= ../shared/eval

.DEFAULT_GOAL := help
.PHONY: help install ask test check format lint types imports docs questions reports bench-speed bench-quality clean

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@rm -f $(INSTALLED) $(COMPARABLE)
	@touch $@

$(INSTALLED): $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(COMPARABLE): $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

install: $(INSTALLED) ## set up .venv with everything that tests and checks need

ask: $(VENV)/.installed ## index corpus/ and answer a question: make ask Q="..."
	@$(BIN)/wegwijzer ingest || test $$? -eq 1
	@$(BIN)/wegwijzer ask "$(Q)"

test: $(INSTALLED) ## run the tests
	$(BIN)/python -m pytest -q

check: $(INSTALLED) lint types imports docs ## format, lint, types, import rules, docs

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(INSTALLED)
	$(BIN)/mypy

imports: $(INSTALLED)
	$(BIN)/lint-imports

docs: $(INSTALLED)
	$(BIN)/python -m pytest -q tests/test_house.py

format: $(INSTALLED) ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

questions: $(VENV)/.installed ## print question, expectation and answer side by side
	@$(BIN)/wegwijzer ingest --quiet || test $$? -eq 1
	@$(BIN)/python -m bench.questions

bench-speed: $(COMPARABLE) ## speed, start and memory beside the plain recipe: make bench-speed PASSAGES=20000
	$(BIN)/python -m bench.speed --passages $(PASSAGES)

bench-quality: $(COMPARABLE) ## how well the search finds, on judged sets: make bench-quality SETS=folder
	$(BIN)/python -m bench.quality --sets $(SETS) --ablation --write docs/quality.md

reports: $(INSTALLED) ## build the PDF reports of corpus/reports anew
	$(BIN)/python docs/reports/build.py

clean: ## remove the environment and the index
	rm -rf $(VENV) index
