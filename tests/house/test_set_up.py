"""`make` sets a checkout up by itself, says in one line what is missing, and may be interrupted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose lock names no package, so that setting it up needs no network."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def make(checkout, *words):
    command = ["make", "--no-print-directory", *words]
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        command, cwd=checkout, env=own, capture_output=True, text=True, check=False
    )


def python_without(checkout, what):
    """A Python that fails when asked about `what`."""
    python = checkout / "python"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *{what}*) exit 1;; esac\nexec {sys.executable} "$@"'
    )
    python.chmod(0o755)
    return f"PYTHON={python}"


def test_a_missing_venv_module_is_named_in_one_line(checkout):
    answer = make(checkout, "setup", python_without(checkout, "ensurepip"))

    assert answer.returncode != 0
    line, *rest = answer.stderr.splitlines()
    assert line == "Python's venv module is missing; on Debian: apt install python3-venv"
    assert all(other.startswith("make") for other in rest)


def test_an_old_python_is_named_in_one_line(checkout):
    answer = make(checkout, "setup", python_without(checkout, "version_info"))

    assert answer.returncode != 0
    assert answer.stderr.startswith("Heed needs Python 3.11 or newer")


def test_an_interrupted_set_up_starts_over_and_a_finished_one_is_kept(checkout):
    leftover = checkout / ".venv" / "leftover"
    leftover.parent.mkdir()
    leftover.touch()
    (checkout / ".venv" / ".unfinished").touch()

    first = make(checkout, "setup")
    assert first.returncode == 0, first.stderr
    assert not leftover.exists()
    assert (checkout / ".venv" / "bin" / "python").exists()

    leftover.touch()
    second = make(checkout, "setup")
    assert second.returncode == 0
    assert "Setting up" not in second.stdout
    assert leftover.exists()


def test_demo_passes_the_port_on_and_adds_no_setting(checkout):
    recipe = make(checkout, "--dry-run", "demo").stdout
    assert "HEED_" not in recipe
    assert recipe.splitlines()[-1].endswith("flask serve --port ${PORT:-8000}")
