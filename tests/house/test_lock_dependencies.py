"""Lock files say exactly what is installed, by hash, and not from where."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[\w,-]+\])?==\S+ ", re.MULTILINE)


@pytest.fixture(params=["requirements.txt", "requirements-dev.txt"])
def lock(request):
    return (ROOT / request.param).read_text()


def test_a_lock_names_no_address(lock):
    assert not re.search(r"\w+://|^-", lock, re.MULTILINE)


def test_every_package_is_pinned_by_hash(lock):
    for requirement in lock.replace("\\\n", " ").splitlines():
        if requirement and not requirement.lstrip().startswith("#"):
            assert PINNED.match(requirement), requirement
            assert "--hash=sha256:" in requirement, requirement


def test_what_runs_heed_is_what_is_tested():
    """requirements-dev.txt holds each line of requirements.txt in the same version."""
    running, developing = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert running <= developing


def test_every_declared_package_is_locked(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.match(r"[\w-]+", one)[0].lower() for one in project["dependencies"]}
    assert declared <= set(PINNED.findall(lock))
