"""The `flask …` commands, each with what it answers when all is well and when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.core.db import is_sqlite, session, writing
from app.core.settings import portal
from app.ideas.models import Board, Idea
from app.people.models import ApiToken, Role, User
from app.people.passwords import fits
from app.people.queries import by_email
from app.search import jobs
from app.telling import outbox
from app.telling.models import Delivery, Update, UpdateKind
from app.telling.service import tell
from tests.databases import settings_of

ROOT = Path(__file__).resolve().parents[2]
GUARDS = {
    "sqlite": ("audit_entries_no_update", "audit_entries_no_delete"),
    "postgresql": (
        "audit_entries_no_change ON audit_entries",
        "audit_entries_no_update ON audit_entries",
    ),
}


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    result = app.test_cli_runner().invoke(args=arguments, input=typed)
    session.rollback()
    return result


def refused(result: Result) -> str:
    """The one line of a failure."""
    assert result.exit_code == 1, result.output
    [line] = result.stderr.splitlines()
    return line


def test_every_command_explains_itself(app: Flask) -> None:
    listed = [name for name in app.cli.commands if name not in ("run", "shell", "routes")]
    for name in listed:
        shown = run(app, name, "--help")
        assert shown.exit_code == 0
        assert shown.output.startswith("Usage:")


def test_bad_use_is_exit_code_2(app: Flask) -> None:
    assert run(app, "users", "create", "ada@heed.example", "--role", "queen").exit_code == 2


def test_a_new_account_may_sign_in_at_once(app: Flask) -> None:
    password = "slow-amber-kettle"
    shown = run(
        app, "users", "create", "ada@heed.example", "--role", "manager", "--name", "Ada Lovelace",
        "--organisation", "Northwind", "--password-stdin", typed=f"{password}\n",
    )  # fmt: skip

    assert shown.output == "ada@heed.example is a confirmed manager\n"
    ada = by_email("ada@heed.example")
    assert ada is not None
    assert ada.is_active
    assert ada.organisation is not None
    assert ada.organisation.name == "Northwind"
    assert fits(password, ada.password_hash)
    assert (
        "ada@heed.example\tmanager\tAda Lovelace\tconfirmed\n" in run(app, "users", "list").output
    )


def test_a_weak_password_is_refused(app: Flask) -> None:
    shown = run(
        app, "users", "create", "ada@heed.example", "--role", "customer", "--password-stdin",
        typed="short\n",
    )  # fmt: skip

    assert "at least 12 characters" in refused(shown)
    assert by_email("ada@heed.example") is None


def test_a_known_address_is_refused(app: Flask, ada: User) -> None:
    shown = run(app, "users", "create", "ADA@heed.example", "--role", "customer")
    assert "already an account" in refused(shown)


def test_a_token_stands_alone_on_standard_output(app: Flask, ada: User) -> None:
    shown = run(app, "tokens", "create", "ada@heed.example", "--scope", "read", "--scope", "write")

    secret = shown.stdout.rstrip("\n")
    assert secret.startswith("heed_")
    assert len(secret) == len("heed_") + 43
    assert "valid for a year" in shown.stderr
    assert session.scalars(select(ApiToken.scopes)).all() == [["read", "write"]]


def test_nobody_gets_no_token(app: Flask) -> None:
    shown = run(app, "tokens", "create", "nobody@heed.example")
    assert refused(shown) == "Error: There is no account for nobody@heed.example."
    assert shown.stdout == ""


def test_setup_makes_administrator_and_board_once(app: Flask) -> None:
    links = [
        run(app, "setup", "--admin-email", "root@heed.example", "--site-name", "Larch").output
        for _attempt in range(2)
    ]

    assert all("http://localhost/reset/" in link for link in links)
    assert session.scalars(select(User.role)).all() == [Role.ADMIN]
    assert session.scalar(select(func.count(Board.id))) == 1
    assert portal().name == "Larch"


def test_setup_prepares_a_database_that_is_not_there(bare_dir: Path) -> None:
    unprepared = flask(bare_dir, "users", "list")
    assert unprepared.returncode == 1
    assert "Run `flask setup` or `flask demo` first." in unprepared.stderr

    assert flask(bare_dir, "setup", "--admin-email", "root@heed.example").returncode == 0
    assert "root@heed.example" in flask(bare_dir, "users", "list").stdout


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    shown = flask(tmp_path, "users", "list", HEED_LIMITS="maybe")
    assert shown.returncode == 1
    assert shown.stderr == "Heed: HEED_LIMITS is 'maybe', but it takes on or off.\n"


def flask(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEED_")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "flask", *arguments],
        cwd=ROOT,
        env={**kept, **settings_of(folder, **more)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_dead_mail_is_counted_and_queued_again(app: Flask, idea: Idea, ada: User) -> None:
    with writing():
        tell(Update(kind=UpdateKind.RECEIVED, idea=idea), only=ada)
    mails = select(Delivery.id).where(Delivery.channel == "mail")
    outbox.give_up(list(session.scalars(mails)), "550 no such person")
    count = session.scalar(select(func.count()).select_from(mails.subquery()))

    assert f"dead         {count:>8}" in run(app, "outbox", "status").output
    assert run(app, "outbox", "retry").output == f"{count} queued again\n"
    assert "dead                0" in run(app, "outbox", "status").output


def test_the_audit_chain_is_recomputed(app: Flask, ada: User) -> None:
    run(app, "tokens", "create", "ada@heed.example")
    first, second = run(app, "audit", "verify").output.splitlines()
    assert first == "1 entries, chain unbroken"
    noted = second.removeprefix("Mark to note outside Heed: ")
    run(app, "tokens", "create", "ada@heed.example")
    assert run(app, "audit", "verify", "--mark", noted).exit_code == 0
    cut_off = noted.replace("1:", "9:", 1)
    assert "was cut off" in refused(run(app, "audit", "verify", "--mark", cut_off))

    with writing() as unit:
        for trigger in GUARDS["sqlite" if is_sqlite() else "postgresql"]:
            unit.connection().exec_driver_sql(f"DROP TRIGGER {trigger}")
        unit.connection().exec_driver_sql("UPDATE audit_entries SET action = 'nothing'")
    assert refused(run(app, "audit", "verify")) == "Error: The audit chain breaks at entry 1."


def test_the_index_is_checked_and_made_anew(app: Flask, idea: Idea) -> None:
    assert "search rebuild" in refused(run(app, "search", "check"))
    assert run(app, "search", "rebuild").stdout == "1 documents indexed\n"
    assert run(app, "search", "check").exit_code == 0

    with jobs.engine().writing() as index:
        index.remove([("idea", idea.id)])
    shown = run(app, "search", "check")
    assert shown.exit_code == 1
    assert f"missing         1  idea {idea.id}" in shown.output


def test_the_doctor_names_what_ails(app: Flask) -> None:
    shown = run(app, "doctor")

    assert shown.exit_code == 1
    states = dict(line.split(maxsplit=1) for line in shown.stdout.splitlines())
    assert list(states) == [
        "settings", "database", "migrations", "worker", "index", "mail", "disk",
    ]  # fmt: skip
    assert states["worker"] == "never seen"
    assert states["mail"] == "ok, files, 0 waiting"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_an_unprepared_database_is_not_served(bare_dir: Path, command: str) -> None:
    assert "Run `flask setup`" in flask(bare_dir, command).stderr


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("worker", "Run the worker alone: mail and the search index."),
        ("serve", "Web processes."),
        ("demo", "What chance is drawn from"),
        ("demo", "How many ideas"),
        ("demo", "How many people"),
        ("tokens create", "What the token may do"),
        ("users create", "What they may do"),
        ("ideas import", "by its name when left out"),
    ],
)
def test_options_say_what_they_are_for(app: Flask, command: str, says: str) -> None:
    shown = " ".join(run(app, *command.split(), "--help").output.split())
    assert says in shown
