# make demo    checks the examples and prints the findings
# make test    runs the tests
# make test-fast  the cases of all edits and the main tests of readers and outputs, in about a minute
# make extras  tries each extra alone in a clean environment
# They need only Python 3.11 or later and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
CORE := .venv/.core
INSTALLED := .venv/.installed

.PHONY: demo test test-fast lint docs docs-site extras starter bench wheel lock sbom clean

demo: $(CORE)
	@echo '$$ sightline check examples/ct-guided-lung-biopsy.837'
	@$(BIN)/sightline check examples/ct-guided-lung-biopsy.837 --fail-on never

test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test-fast: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile tests/edits/test_cases.py tests/edits/test_catalogue.py tests/edits/test_overrides.py \
		tests/claims/json tests/claims/rows/test_table.py tests/claims/x12/test_rewrite.py tests/outputs tests/payers tests/remits/test_match.py \
		tests/pricing/test_rules.py tests/commands/test_check.py tests/test_library.py tests/test_name.py

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(INSTALLED)
	$(BIN)/python -m sightline.outputs.docs docs/edits tests/edits

# The docs as a site in dist/site: `python3 -m http.server --directory dist/site` shows it.
docs-site: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[site]'
	$(BIN)/python site/compose.py build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file build/mkdocs.yml

starter: $(INSTALLED)
	$(BIN)/python -m sightline.reference.starter.build --data ../shared/data

# Each extra alone in a clean environment; `make extras EXTRA=spark` for one, EXTRA=--part for one by the commit.
extras:
	$(PYTHON) extras/run.py $(EXTRA)

bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python benchmarks/run_all.py

# The same commit gives the same bytes.
wheel: $(INSTALLED)
	$(BIN)/python -m pip install --quiet build hatchling
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: $(INSTALLED)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --output-file requirements.lock

sbom: $(INSTALLED)
	$(BIN)/python -m pip install --quiet cyclonedx-bom
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --output-file dist/sbom.json

$(CORE): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(INSTALLED): $(CORE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv build dist
