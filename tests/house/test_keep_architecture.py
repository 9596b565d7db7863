"""The contracts of pyproject.toml hold, and each of them can fail."""

import shutil
import tomllib
from pathlib import Path
from subprocess import run
from sys import executable

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]


def lint_imports(folder):
    command = [*LINT, "--no-logo", "--no-cache"]
    return run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_follow_the_rules():
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout


@pytest.fixture
def house(tmp_path):
    """An empty house: the contracts of the real one, and the packages they name."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in named_in_contracts():
        add_module(tmp_path / module.replace(".", "/") / "__init__.py")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        ("app/ideas/service.py", "import app.votes", "Imports point up the stream"),
        ("app/core/clock.py", "import app.people", "Imports point up the stream"),
        ("app/newcomer/__init__.py", "", "Imports point up the stream"),
        ("app/votes/views.py", "import app.web", "Nobody imports the edges"),
        ("app/web/demo.py", "import app.api", ""),
        ("app/ideas/models.py", "import flask", "Flask, its sign-in and its forms"),
        ("app/core/events.py", "import flask_login", "Flask, its sign-in and its forms"),
        ("app/core/web/errors.py", "import flask", ""),
        (
            "app/ideas/service/merge.py",
            "import app.ideas.views.merge",
            "Views are known to the wiring",
        ),
        ("app/telling/jobs.py", "import app.ideas.forms", "Forms are known to views"),
        ("app/ideas/views.py", "import app.votes, app.telling, app.ideas.forms", ""),
        ("app/ideas/views/merge.py", "import app.votes, app.telling", ""),
        ("app/ideas/queries.py", "import whoosh.index", "Whoosh only in search"),
        ("app/telling/jobs.py", "import huey", "Huey only in core/jobs.py"),
        ("app/people/service.py", "import smtplib", "Mail leaves from telling only"),
        ("app/people/service.py", "import requests", "Other servers are asked in core/http.py"),
        ("app/telling/jobs.py", "import http.client", "Other servers are asked in core/http.py"),
        ("app/core/http.py", "import http.client, socket", ""),
    ],
)
def test_a_broken_rule_is_named(house, path, line, broken):
    for module in ("app/ideas/views/merge.py", "app/ideas/forms.py", path):
        add_module(house / module)
    (house / path).write_text(line)

    verdict = lint_imports(house)

    broken_names = [name for name in verdict.stdout.splitlines() if name.endswith("BROKEN")]
    assert len(broken_names) == bool(broken), verdict.stdout
    assert all(name.startswith(broken) for name in broken_names)
    assert verdict.returncode == bool(broken)


def named_in_contracts():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    for contract in contracts["contracts"]:
        yield from (f"app.{layer}" for layer in contract.get("layers", ()))
        yield from (name for name in contract.get("allowed_importers", ()) if "*" not in name)


def add_module(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    for folder in path.parents:
        (folder / "__init__.py").touch()
        if folder.name == "app":
            return
