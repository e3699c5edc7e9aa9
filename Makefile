# Set-up, daily commands and checks. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRACKER := $(BIN)/tracker
export TRACKER_ENV ?= development
export TRACKER_DEMO ?= on
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
TEST_PACKAGES := chromium fonts-wqy-microhei postgresql libreoffice-calc poppler-utils

.PHONY: help run test lint types check messages vendor lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/run.stamp: requirements/run.txt setup.cfg setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

$(VENV)/translations.stamp: $(VENV)/run.stamp $(wildcard tracker/translations/*/LC_MESSAGES/*.po)
	@[ ! -d tracker/translations ] || $(BIN)/pybabel --quiet compile -d tracker/translations
	touch $@

run: $(VENV)/run.stamp $(VENV)/translations.stamp  ## set everything up, fill a demo office, serve it on 127.0.0.1:8000
	$(TRACKER) demo
	$(TRACKER) serve

test: $(VENV)/test.stamp $(VENV)/translations.stamp  ## install what the tests need and run every check
	@$(MAKE) --no-print-directory test-packages
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest

.PHONY: test-packages
test-packages:
	@missing=; for package in $(TEST_PACKAGES); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then echo "installing:$$missing"; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi

lint: $(VENV)/test.stamp  ## style, types and the direction of imports
	$(BIN)/flake8 tracker tests
	$(BIN)/isort --check-only --quiet tracker tests
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/run.stamp  ## collect the Chinese sentences and update the English catalogue
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _l -k lazy_gettext --no-location --sort-output -o /tmp/tracker.pot tracker templates
	$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete -i /tmp/tracker.pot -d tracker/translations -l en

vendor:  ## fetch the pinned front-end files again (needs npm)
	vendor/refresh

lock: $(VENV)/test.stamp  ## resolve the dependencies anew, with hashes
	cd requirements && for name in run test; do ../$(BIN)/pip-compile -q --upgrade --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-header --no-annotate \
	  -o $$name.txt $$name.in; done

clean:  ## remove the virtual environment and build results, never the data
	rm -rf $(VENV) build dist *.egg-info
