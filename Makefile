# Two commands matter: `make demo` and `make test`. Both set up what they need.

VENV   := .venv
PYTHON := $(VENV)/bin/python
STAMP  := $(VENV)/.ready
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: setup demo serve serve-demo test check build bench quality clean lock wheel

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(PYTHON) || python3 -m venv $(VENV)
ifdef UV
	$(UV) pip install --quiet --compile-bytecode --python $(PYTHON) -c constraints.txt -e '.[dev]'
else
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
endif
	touch $(STAMP)

demo: setup
	$(VENV)/bin/ictip demo

serve: setup
	$(VENV)/bin/ictip serve

serve-demo: setup
	$(VENV)/bin/ictip serve --demo

test: setup
	$(PYTHON) -m pytest -n 2

check: setup
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

build: setup
	$(VENV)/bin/ictip build

bench: setup
	$(PYTHON) -m bench.speed

quality: setup
	$(PYTHON) -m bench.quality

wheel: setup
	$(PYTHON) -m pip wheel --no-deps --no-build-isolation -w dist .

lock:
	uv pip compile --universal --python-version 3.11 --all-extras --no-annotate --no-header --no-emit-index-url -o constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist models/*/ .pytest_cache .mypy_cache .ruff_cache
