# Everything runs from a bare clone, into .venv and node_modules.
PYTHON ?= python3.11
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ../shared/data

COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet pyproject.toml

.PHONY: setup run test lint types unit real bench bench-routing lock migration bench-checkout bench-lists bench-hostile bench-pages prove-orders picking-day

setup: .venv/ready delivery/static/vendor/ready delivery/translations/ready

.venv/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

delivery/static/vendor/ready: package.json package-lock.json .npmrc delivery/static/map.css
	npm ci --ignore-scripts --no-audit --no-fund --silent
	npm run build --silent
	touch $@

delivery/translations/ready: .venv/ready $(wildcard delivery/translations/*/LC_MESSAGES/*.po)
	for po in delivery/translations/*/LC_MESSAGES/*.po; do \
	  $(BIN)/pybabel --quiet compile --input-file $$po --output-file $${po%.po}.mo --locale zh_Hans || exit 1; done
	touch $@

run: setup ## a demonstration district: HOST=0.0.0.0 CERT=FOLDER serves phones on the local network
	$(BIN)/python -m delivery.demo.serve --host $(HOST) --port $(PORT) $(if $(CERT),--cert $(CERT))

test: lint types unit

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: setup # the router's own tests run it compiled; the others run the same code as plain Python
	MENKOU_NUMBA=0 $(BIN)/pytest -q -n 2 --dist loadgroup --ignore tests/routing
	$(BIN)/pytest -q -n 2 --dist loadgroup tests/routing

real: setup ## the real files of DATA through the real commands
	$(BIN)/python -m delivery.demo.real $(DATA)

bench-routing: setup .venv/bench ## every figure of the router beside its peers': SIZE=quick takes some minutes
	$(BIN)/python -m benchmarks.routing $(if $(filter quick,$(SIZE)),--quick) $(if $(ROWS),--rows $(ROWS))

.venv/bench: requirements-bench.lock .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

bench-checkout: setup ## what an order costs above bare SQL and a bare answer
	$(BIN)/python -m benchmarks.checkout

bench-lists: setup ## what a price list of 50,000 rows costs
	$(BIN)/python -m benchmarks.price_lists

bench-hostile: setup ## how cheaply files that nobody should send are turned away, and with what words
	$(BIN)/python -m benchmarks.hostile

bench-pages: setup ## what a resident's phone downloads, at first and later
	$(BIN)/python -m benchmarks.pages

prove-orders: setup ## random order histories, everything checked after every act: COUNT=100000 FROM=0 MINUTES=15 DATABASE=sqlite
	MENKOU_NUMBA=0 $(BIN)/python -m benchmarks.histories --count $(or $(COUNT),100000) --first $(or $(FROM),0) \
	  --minutes $(or $(MINUTES),15) --database $(or $(DATABASE),sqlite)

picking-day: setup ## the real baskets of DATA through a day with 8 % missing and 10 % weighed, on both databases
	MENKOU_NUMBA=0 $(BIN)/python -m benchmarks.picking_day $(DATA)

bench: bench-routing bench-checkout bench-lists bench-hostile bench-pages

lock: ## after a change of pyproject.toml
	$(COMPILE) --extra cluster --extra streets --extra dev -o requirements.lock
	$(COMPILE) --extra bench --constraint requirements.lock -o requirements-bench.lock

migration: setup ## after a change of models: MESSAGE="what it is for"
	$(BIN)/flask --app wsgi delivery make-migration "$(MESSAGE)"

SCENARIOS ?= 10000
CODES ?= 1000000
HISTORIES ?= 60

.PHONY: bench-sync prove-sync
bench-sync: setup ## acts of phones against a server process, what a phone can keep, what the gate's page weighs
	$(BIN)/python -m benchmarks.sync
	$(BIN)/python -m benchmarks.phone

bench: bench-sync

prove-sync: setup ## the offline protocol at the size of a release; SCENARIOS, CODES and HISTORIES make it smaller
	MENKOU_HISTORIES=$(HISTORIES) MENKOU_ORDERS=120 $(BIN)/pytest -q tests/services/test_any_order.py
	$(BIN)/python -m benchmarks.codes --codes $(CODES)
	$(BIN)/python -m benchmarks.prove_sync --scenarios $(SCENARIOS)
