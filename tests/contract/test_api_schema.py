"""Schemathesis calls every operation with what the OpenAPI description allows and forbids, and
judges the answers. What it may expect of them stands in schemathesis.toml, each with its reason.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.db import writing
from app.ideas.models import Idea
from app.improvements.service.drafts import Charge, draft
from app.improvements.service.promote import promote
from app.people.models import User
from tests.api.programs import token_of

SETTINGS = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def judged(served: str, token: str, folder: Path, *options: str) -> str:
    """What Schemathesis has to say. Fails for an answer it does not accept, a failure of ours, and
    operations that never got past the gate."""
    run = subprocess.run(
        [
            SCHEMATHESIS, "--no-color", f"--config-file={SETTINGS}",
            "run", f"{served}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", "all", "--continue-on-failure", *options,
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    return run.stdout


@pytest.fixture
def token(marta: User, idea: Idea) -> str:
    """A manager's, in a portal that has an idea and an improvement."""
    written = draft("Bank links that warn", charge=Charge(reason_without="Just begun."))
    with writing():
        promote([], written, actor=marta)
    return token_of(marta, "read", "write", "triage", "admin")


def test_answers_are_what_the_description_promises(served: str, token: str, tmp_path: Path):
    judged(
        served, token, tmp_path,
        "--max-examples=5", "--phases=fuzzing,stateful", "--seed=1",
    )  # fmt: skip


@pytest.mark.prove
def test_answers_are_what_the_description_promises_in_all_phases(
    served: str, token: str, tmp_path: Path
):
    report = judged(
        served, token, tmp_path,
        "--max-examples=200", "--phases=examples,coverage,fuzzing,stateful",
    )  # fmt: skip
    print(report[report.index("SUMMARY") :])
