# Every target sets up what it needs. Only Python 3.11 or later and make must be there.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
ARGS ?=

RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(RECENT)' >/dev/null 2>&1 && { echo $$p; break; }; done)

# A sound environment: a recent Python with pip in it, and no package whose installation stopped half way (pip writes
# the list of a package's files last).
SOUND := import sys, pip, importlib.metadata as m; \
	sys.exit(sys.version_info < (3, 11) or any(d.files is None for d in m.distributions()))

.DEFAULT_GOAL := help
.PHONY: wheel-test release licences calibrate claims docs tutorials findings questions help publish setup site demo view test exhaustive crash compat lint types bench schema clean
.DELETE_ON_ERROR:

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PYTHON=python3.12 names another Python; ARGS='-k trust' goes to pytest, WORKERS=0 runs it in one process."

setup: $(READY) ## make .venv with everything in it (done once)

$(READY): pyproject.toml
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(RECENT)' >/dev/null 2>&1; then \
		echo "hoardshare needs Python 3.11 or later; found: $$("$(or $(PYTHON),python3)" --version 2>/dev/null || echo "no such program")." >&2; \
		echo "Name one, for example: make setup PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
	@rm -f $@
	@if ! $(BIN)/python -c '$(SOUND)' >/dev/null 2>&1; then \
		echo "Making $(VENV) with $$("$(PYTHON)" --version)"; \
		"$(PYTHON)" -m venv --clear $(VENV); \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]'
	@touch $@

demo: setup ## hoarding against sharing, in a minute: figures and a table
	$(BIN)/python experiments/demo.py $(ARGS)

view: setup ## watch, change and compare worlds in the browser
	$(BIN)/hoardshare view $(ARGS)

test: setup ## all tests
	@$(BIN)/hoardshare run base --quarters 1 --json > /dev/null
	REQUIRE_EXTRAS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

exhaustive: setup ## every value of every scenario, by every route by which it can be set (hours)
	$(BIN)/python -m pytest -n $(WORKERS) -m exhaustive $(ARGS)

crash: setup ## kill sweeps 30 times over, let each operation on the disk fail, forge parts; nothing is lost (40 min)
	HOARDSHARE_KILLS=30 $(BIN)/python -m pytest tests/crash $(ARGS)
	HOARDSHARE_FAULTS=all HOARDSHARE_FUZZ=1000 $(BIN)/python -m pytest tests/study/test_faults.py tests/study/test_forged.py -n $(WORKERS) $(ARGS)

compat: compat-oldest compat-newest ## the core alone, with its oldest and its newest packages

compat-%:
	.ci/compat $*

lint: setup ## style, format and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## static types
	$(BIN)/mypy

bench: setup ## speed, beside peers and the limit
	$(BIN)/python benchmarks/bench.py $(ARGS)

docs: setup ## rewrite the tables of docs/ODD.md, docs/facts.md and docs/howto/play
	$(BIN)/python docs/tables.py
	$(BIN)/python docs/facts.py
	$(BIN)/python docs/play.py

site: setup ## build the documentation into build/site; warnings and broken links are errors
	@rm -rf build/site build/.doctrees
	$(BIN)/python -m sphinx -q -W --keep-going -b html -d build/.doctrees $(ARGS) docs build/site
	$(BIN)/python docs/check_site.py build/site

tutorials: setup ## run the tutorials, and store what they print (ARGS=03 runs the third alone; two minutes)
	$(BIN)/python docs/tutorials/execute.py $(ARGS)

wheel-test: setup ## build wheel and sdist, and use each in an empty environment (minutes)
	$(BIN)/python .ci/wheel_test.py $(ARGS)

release: setup site ## gather packages, site, page, posterior and checksums in dist/
	$(BIN)/python .ci/release.py $(ARGS)

licences: setup ## rewrite docs/licences.md from what is installed
	$(BIN)/python docs/licences.py

FITS := results/calibration/race-2019 results/calibration/forecast

calibrate: setup ## fit the baseline anew, and rewrite its posterior, scenarios and page (a quarter of an hour)
	$(BIN)/hoardshare calibrate race-2019 --budget 250000 --leave-out --out $(word 1,$(FITS))
	$(BIN)/hoardshare calibrate race-2019 --until 2022-12-31 --budget 120000 --out $(word 2,$(FITS))
	$(BIN)/python seeds/evidence/posterior.py $(FITS)
	$(BIN)/python docs/calibration.py $(FITS)

claims: setup ## put the articles' claims to the test, and rewrite their page and table (minutes)
	$(BIN)/python docs/claims.py

findings: setup ## conclusions under draws, for docs/findings.md and README.md (minutes)
	$(BIN)/python docs/findings.py

questions: setup ## answer the questions that the pages ask, from runs under draws (minutes)
	$(BIN)/python docs/questions.py $(ARGS)

publish: setup ## rewrite docs/hoardshare.html, the page without a server (minutes)
	$(BIN)/hoardshare publish --out docs/hoardshare.html $(ARGS)

schema: setup ## rewrite scenarios/scenario.schema.json, for completion in editors
	$(BIN)/hoardshare schema > scenarios/.schema.tmp || { rm -f scenarios/.schema.tmp; exit 1; }
	@mv scenarios/.schema.tmp scenarios/scenario.schema.json

clean: ## remove .venv, caches and builds (results stay)
	rm -rf $(VENV) .venv-compat-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
