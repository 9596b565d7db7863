# Heed's commands. Written for GNU make 3.81, which macOS still ships.

PYTHON ?= python3
RUN = .venv/bin/python -m

# Heed reads its own .env; Flask by itself would also take one from a folder above.
export FLASK_SKIP_DOTENV = 1
# What is compiled is kept, whatever the shell says: the tests start Heed a hundred times.
export PYTHONDONTWRITEBYTECODE =

# Set-up installs exactly what the lock file names. An interrupted one leaves .venv/.unfinished
# behind, and the next starts over.
INSTALL = @set -e; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Heed needs Python 3.11 or newer; name it with: make PYTHON=python3.12" >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing; on Debian: apt install python3-venv" >&2; exit 1; }; \
	if [ -e .venv/.unfinished ]; then rm -rf .venv; fi; \
	echo "Setting up .venv from $<: $$(grep -c '^[a-z0-9].*==' $<) packages, about half a minute ..."; \
	mkdir -p .venv; touch .venv/.unfinished; \
	$(PYTHON) -m venv .venv; \
	$(RUN) pip install -qq --disable-pip-version-check --require-hashes -r $<; \
	mv .venv/.unfinished $@; \
	echo "Set up."

.PHONY: help demo setup setup-dev test test-postgresql check prove bench format lock clean

help:
	@echo "make demo    a portal with demonstration data on http://127.0.0.1:8000 (PORT=... for another)"
	@echo "make setup   .venv with what Heed needs to run, and nothing else"
	@echo "make test    all tests but the long ones"
	@echo "make test-postgresql   the same on a PostgreSQL server of its own"
	@echo "make check   format, lint, types, architecture, templates, sizes, dependencies"
	@echo "make prove   the long faults, races and corpora, with their figures"
	@echo "make bench   the benchmarks"
	@echo "make format  write the code the way check wants it"
	@echo "make lock    resolve the lock files anew (UPGRADE=--upgrade for newer versions)"
	@echo "make clean   remove .venv and caches; your data folder stays"

demo: setup
	@$(RUN) flask demo --if-empty
	@exec $(RUN) flask serve --port $${PORT:-8000}

setup: .venv/.runtime

setup-dev: .venv/.dev

test: setup-dev
	@$(RUN) pytest -q -n 2 --dist worksteal

# On a server of its own, where PostgreSQL is installed; HEED_DATABASE_URL=... make test takes yours.
# TESTS="tests/votes ..." runs only these.
test-postgresql: setup-dev
	@$(RUN) tests.postgresql .venv/bin/python -m pytest -q -n 2 --dist worksteal $(TESTS)

# `make -k check` goes on after the first that fails; each can be run alone.
CHECKS = check-format check-lint check-types check-architecture check-templates \
	check-sizes check-dependencies check-audit

.PHONY: $(CHECKS)
check: $(CHECKS)

$(CHECKS): setup-dev

check-format:
	@echo '== format'; $(RUN) ruff format --check --quiet .

check-lint:
	@echo '== lint'; $(RUN) ruff check --quiet .

check-types:
	@echo '== types'; $(RUN) mypy --no-error-summary

check-architecture:
	@echo '== architecture'; .venv/bin/lint-imports --no-logo

check-templates:
	@echo '== templates'; $(RUN) djlint --lint --quiet templates

check-sizes:
	@echo '== sizes'; $(RUN) tests.house.sizes

check-dependencies:
	@echo '== dependencies'; $(RUN) deptry .

check-audit:
	@echo '== audit'; $(RUN) tests.house.audit

prove: setup-dev
	@$(RUN) pytest -q -s -m prove

bench: setup-dev
	@$(RUN) tests.bench
	@$(RUN) tests.bench.engines

format: setup-dev
	@$(RUN) ruff check --quiet --fix . ; $(RUN) ruff format .

# Without index addresses, so that a lock says what is installed and not from where.
LOCK = $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE) pyproject.toml

lock: setup-dev
	@$(LOCK) --extra postgresql --extra redis --output-file requirements.txt
	@$(LOCK) --extra semantic --constraints requirements.txt --output-file requirements-semantic.txt
	@$(LOCK) --all-extras --constraints requirements.txt --output-file requirements-dev.txt

.venv/.runtime: requirements.txt
	$(INSTALL)

.venv/.dev: requirements-dev.txt
	$(INSTALL)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find app tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
