# The developer's commands; each sets up what it needs first.
SHELL := /bin/bash
PY := .venv/bin/python

.PHONY: run test lint bench bench-addresses bench-crash shots setup-run setup-test format

run: setup-run
	@.venv/bin/hall-app --base-dir .hall practice run --end-with-parent --out out/reception

test: setup-test
	@$(PY) -m pytest -n 2 --dist loadfile

lint: setup-test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/pyright
	@.venv/bin/lint-imports

bench: setup-test
	@$(PY) -m bench --out out/bench.json

bench-addresses: setup-test
	@$(PY) -m bench.addresses --out out/addresses.json

bench-crash: setup-test
	@$(PY) -m bench.crash --kills 200

shots: setup-run
	@DISPLAY= .venv/bin/hall-app --base-dir .hall practice run --end-with-parent --out out/reception
	@DISPLAY= .venv/bin/hall-app --base-dir .hall practice shots --end-with-parent --out out/shots

format: setup-test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

setup-run:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test
