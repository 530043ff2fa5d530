# make html | lab | handouts | browser | accuracy | bench | test | lint | lock | clean
#   make html                          run the notebooks on seeds/, renew figures/, build the site in _site/
#   make html CORPUS=path OUT=folder   the same for your own articles; figures/ stays as it is
#             COLUMNS="text=Inhalt"    names of your columns, if they are unusual
#             EXCERPTS=1               quote single sentences only, for a site you publish
#   make handouts                      notebooks for students and instructors in _build/handouts/
#   make browser                       a folder that runs the notebooks in a browser, in _build/browser/
#             PARTS=folder             with files that cannot be fetched from here
#   make lab                           open the notebooks in JupyterLab
#   make accuracy GOLD=folder          measure the instruments against people, into docs/accuracy.md
#   make bench CORPUS=file             measure speed beside other tools, into benchmarks/results/
#   make test, make lint               what is checked before a change lands

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := html
.PHONY: html accuracy bench handouts browser lab test lint lock clean

# A terminal may have a variable COLUMNS of its own, so only one given to make counts.
html: $(VENV)/.ready
	@$(PY) -m utils html $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(OUT),--out "$(OUT)") $(if $(ONLY),--only $(ONLY)) $(if $(findstring command,$(origin COLUMNS)),--columns $(COLUMNS)) $(if $(EXCERPTS),--excerpts)

accuracy: $(VENV)/.ready-dev
	@$(PY) -m utils accuracy --gold "$(GOLD)"

bench: $(VENV)/.ready-dev
	@$(PY) -m pip install --quiet -r requirements-bench.txt
	@$(PY) -m utils bench $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(ARTICLES),--articles $(ARTICLES))

handouts: $(VENV)/.ready
	@$(PY) -m utils handouts $(if $(OUT),--out "$(OUT)")

browser: $(VENV)/.ready
	@$(PY) -m utils browser $(if $(OUT),--out "$(OUT)") $(if $(PARTS),--parts "$(PARTS)")

lab: $(VENV)/.ready
	@$(PY) -m utils lab

# Slow tests of one file share a browser, a server or a site; two files at a time, since a build uses all cores itself.
test: $(VENV)/.ready-dev
	$(PY) -m pytest -n auto -m "not slow" --cov=utils --cov-report=term:skip-covered --cov-fail-under=90
	$(PY) -m pytest -n 2 --dist loadfile -m slow

lint: $(VENV)/.ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -n0 tests/test_notebooks.py -m "not slow"

# An environment whose Python no longer runs (another one was installed since) is set up again.
$(shell test -f $(VENV)/.ready && ! $(PY) -c "" 2>/dev/null && rm -f $(VENV)/.ready $(VENV)/.ready-dev)

# Each stamp is written last, so a set-up that was interrupted is done again from the start.
$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@test -f $@ || $(PYTHON) -m venv --clear $(VENV)
	@echo "installing what the notebooks need into $(VENV) (once; a few minutes)"
	@$(PY) -m pip install --quiet --quiet -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@

# Pins for Python 3.11 to 3.14 on Linux, macOS and Windows, made from pyproject.toml.
lock: $(VENV)/.ready
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock" --extra grammar pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock" --group dev -c requirements.txt -o requirements-dev.txt
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock" --group bench -c requirements.txt -c requirements-dev.txt -o requirements-bench.txt
	echo "-e ." >> requirements.txt

clean:
	rm -rf $(VENV) _build _site
