# Everything starts from python3, pip and make; bootstrap.py brings the rest.
PYTHON ?= python3
BIN := .venv/bin
OUT := out/practice-day
JOBS ?= 2
LANG ?= C.UTF-8
export LANG

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format types imports bench faults package deb update manual clean

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

setup:  ## .venv with the locked packages, the developers' tools and the command huicun
	@$(PYTHON) bootstrap.py

run: setup  ## the window; without a screen, a practice day and its papers in out/practice-day
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/huicun; \
	else \
		echo "没有屏幕，过一个练习工作日 no screen: living a practice day"; \
		QT_QPA_PLATFORM=offscreen $(BIN)/huicun demo --headless --out $(OUT); \
	fi

test:  ## the whole suite
	@$(PYTHON) bootstrap.py --for-tests
	$(BIN)/python -m pytest -n $(JOBS)

lint: setup  ## style and likely mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup  ## put the files in the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup  ## mypy, strict
	$(BIN)/mypy

imports: setup  ## the floors: imports point down only
	$(BIN)/lint-imports

bench: setup  ## speed, as ratios inside one run
	$(BIN)/python -m pytest tests/benchmarks -m bench --benchmark-enable -s

faults: setup  ## full disks, killed processes, flipped bytes
	$(BIN)/python -m pytest -m fault

package:  ## the program as a folder: dist/huicun (RELEASE_SIGNERS=file: whose updates it takes)
	@$(PYTHON) bootstrap.py --for-package
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build build_installer.spec

deb: package  ## the Debian package of it: dist/huicun_VERSION_amd64.deb
	$(BIN)/python packaging/make_deb.py dist/huicun --out dist

update: package  ## a signed update of it for sticks: make update KEY=~/huicun-release
	$(BIN)/python packaging/make_update.py dist/huicun --key $(KEY) --out dist

manual: setup  ## the pictures of the manual, drawn anew from the practice village
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/make_manual_pictures.py

clean:  ## what was built; .venv stays
	rm -rf build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
