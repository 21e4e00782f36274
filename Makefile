# Two commands matter: `make run` starts Sladesk, `make test` proves it. Both bring what they need.
PY = .venv/bin/python

.PHONY: run test bench bench-million screenshots lint format clean setup setup-test

run: setup
	@exec .venv/bin/sladesk serve --demo-if-empty

test: setup-test
	@$(PY) bin/check.py

bench: setup-test
	@$(PY) -m bench.run

bench-million: setup-test
	@$(PY) -m bench.million

screenshots: setup-test
	@$(PY) -m tests.screenshots

lint: setup-test
	@$(PY) bin/check.py --lint-only

format: setup-test
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

setup:
	@python3 bin/setup.py run

setup-test:
	@python3 bin/setup.py test

clean:
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find sladesk tests -name __pycache__ -prune -exec rm -rf {} +
	find sladesk -name '*.mo' -delete
