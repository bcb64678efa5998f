# Two commands matter: make run, make test. make help lists the others.
# Everything they need is put in .venv/, node_modules/ and var/ (all ignored by git), from hashed locks.

PORT ?= 8000
SCALE ?= 1/4
VENV = .venv/bin
# Real rows beside the checkout, where there are some; elsewhere the tests that need them say so and are skipped by name.
MIRROR = $(or $(ESSAIM_MIRROR),$(wildcard ../shared/data))

.PHONY: help setup run test test-fast test-spark bench lint types format lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## Install what running needs, and nothing else
	@sh scripts/setup.sh front

run: setup ## Set up, make a first release if there is none, serve on 127.0.0.1:$(PORT)
	@PORT=$(PORT) sh scripts/run.sh

test: ## Set up what tests need (Chromium, Pango), then the whole suite (Spark apart: make test-spark)
	@sh scripts/setup.sh test
	@sh scripts/test_tools.sh
	@ESSAIM_MIRROR="$(MIRROR)" $(VENV)/python -m pytest -n 2 -m "not spark" $(ARGS)

test-fast: ## The everyday suite: neither browser, nor Spark, nor long tests (under 90 s on 2 cores)
	@sh scripts/setup.sh test
	@ESSAIM_MIRROR="$(MIRROR)" $(VENV)/python -m pytest -n 2 -m "not browser and not slow and not spark and not postgres" $(ARGS)

test-spark: ## The same tables with Spark and with DuckDB, row for row (needs Java)
	@sh scripts/setup.sh test spark
	@ESSAIM_MIRROR="$(MIRROR)" $(VENV)/python -m pytest -m spark $(ARGS)

bench: ## Speed and memory at SCALE (1/4 of France by default; SCALE=1 for the whole), written under var/bench/
	@sh scripts/setup.sh test
	@$(VENV)/python -m benchmarks --scale $(SCALE) $(ARGS)

lint: ## ruff, format of Python and of templates
	@sh scripts/setup.sh test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	git ls-files -z -- 'essaim/**/*.html' | xargs -0 -r $(VENV)/djade --target-version 6.0 --check

types: ## mypy on the rules and the pipeline
	@sh scripts/setup.sh test
	$(VENV)/mypy

format: ## Write the format that lint checks
	@sh scripts/setup.sh test
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	git ls-files -z -- 'essaim/**/*.html' | xargs -0 -r $(VENV)/djade --target-version 6.0

lock: ## Recompile the hashed locks from requirements/*.in and package.json
	@sh scripts/setup.sh base
	@sh scripts/lock.sh

clean: ## Remove what make installed; keeps var/ (releases, database, raw files)
	rm -rf .venv node_modules build *.egg-info essaim/web/ui/static/dist .pytest_cache .mypy_cache .ruff_cache
