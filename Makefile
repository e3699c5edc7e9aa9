# Set-up, daily commands and checks. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRACKER := $(BIN)/tracker
DATA := $(or $(TRACKER_DATA),var)
PIP := $(BIN)/pip --disable-pip-version-check --quiet
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
# Of the use cases and commands a fifth is asked of PostgreSQL, another each day; TURN=all asks all.
TURN := $(shell expr $$(date +%s) / 86400 % 5)
TEST_PACKAGES := chromium-headless-shell fonts-wqy-microhei postgresql libreoffice-calc poppler-utils

.PHONY: help run test thorough lint audit coverage messages vendor lock clean debian-packages permissions

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || $(MAKE) --no-print-directory debian-packages WANTED=python3-venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt setup.cfg setup.py pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/translations.stamp: $(wildcard tracker/translations/*/LC_MESSAGES/*.po) $(VENV)/run.stamp
	$(BIN)/pybabel --quiet compile -d tracker/translations
	@touch $@

# The data folder itself says that it is a trial, so that $(BIN)/tracker works on it afterwards.
run: $(VENV)/run.stamp $(VENV)/translations.stamp  ## set everything up, fill a demo office, serve it on 127.0.0.1:8000
	@mkdir -p -m 700 "$(DATA)"
	@[ -e "$(DATA)/tracker.toml" ] || printf '%s\n' '# Written by make run: a trial on invented data.' \
	  'env = "development"' 'demo = true' > "$(DATA)/tracker.toml"
	$(TRACKER) db upgrade
	$(TRACKER) demo
	@[ ! -e "$(DATA)/demo-people.txt" ] || echo "Who may sign in, with passwords: $(DATA)/demo-people.txt"
	$(TRACKER) serve

test: $(VENV)/test.stamp $(VENV)/translations.stamp  ## install what the tests need and run every check
	@$(MAKE) --no-print-directory debian-packages WANTED="$(TEST_PACKAGES)"
	@$(MAKE) --no-print-directory -j 2 lint audit
	TRACKER_POSTGRES=$(TURN) $(BIN)/pytest -n 3 --dist worksteal

thorough: $(VENV)/test.stamp $(VENV)/translations.stamp  ## whole what `make test` takes samples of: some hours
	TRACKER_BULLETINS=full TRACKER_REAL=all TRACKER_CHOICES=6 TRACKER_HOSTILE=1000 TRACKER_KILLS=50 \
	  TRACKER_WALKS=10000 TRACKER_FUZZ=100000 $(BIN)/pytest -n 2 --dist worksteal \
	  tests/bulletins tests/real tests/matrix tests/journeys/test_hostile_texts.py tests/survival tests/walks tests/fuzz

lint: $(VENV)/test.stamp  ## style, types and the direction of imports
	$(BIN)/flake8 tracker tests
	$(BIN)/isort --check-only --quiet tracker tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml tracker

audit: $(VENV)/test.stamp  ## ask for known weaknesses in the pinned dependencies
	$(BIN)/python requirements/audit.py

coverage: $(VENV)/test.stamp $(VENV)/translations.stamp  ## run the tests and list the lines and branches they miss
	$(BIN)/pytest --cov --cov-report=term

debian-packages:
	@missing=; for package in $(WANTED); do \
	  dpkg -s $$package 2>/dev/null | grep -q '^Status: install ok installed' || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] && [ -z "$(SUDO)" ] || ! command -v apt-get >/dev/null; then \
	  echo "Please install (these are Debian's names):$$missing"; exit 0; fi; \
	echo "Installing:$$missing"; \
	$(SUDO) apt-get update -qq </dev/null && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $$missing </dev/null >/dev/null

messages: $(VENV)/run.stamp  ## collect the Chinese sentences and update the English catalogue
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _l -k lazy_gettext --no-location --sort-output \
	  -o build/tracker.pot tracker templates
	$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete -i build/tracker.pot -d tracker/translations -l en

permissions: $(VENV)/run.stamp  ## write docs/permissions.md from the tables of permissions and the doors of the routes
	TRACKER_ENV=development TRACKER_DATA=$$(mktemp -d) $(VENV)/bin/tracker permissions > docs/permissions.md

vendor:  ## fetch the pinned front-end files again (needs npm)
	vendor/refresh

lock: $(VENV)/test.stamp  ## resolve the dependencies anew, with hashes and without addresses
	cd requirements && for name in run test; do ../$(BIN)/pip-compile -q --upgrade --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-strip-extras --no-header --no-annotate \
	  -o $$name.txt $$name.in || exit 1; done

clean:  ## remove the virtual environment and build results, never the data
	rm -rf $(VENV) build dist *.egg-info
