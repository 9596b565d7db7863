"""`flask doctor`: one line about every part."""

from __future__ import annotations

import shutil

import click
from flask import current_app

from app.telling.service import outbox_status
from app.web.cli.failing import one_clear_line
from app.web.readiness import checks

ENOUGH_DISK = 500 * 1024 * 1024


@click.command()
@one_clear_line
def doctor() -> None:
    """Look at settings, database, migrations, index, mail, worker and disk; exit 1 if one ails."""
    settings = current_app.config["HEED"]
    found = {"settings": "ok", **checks()}
    if found.get("migrations") == "ok":
        found["mail"] = _mail(settings.mail_url)
    found["disk"] = _disk(str(settings.data_dir))
    for part, state in found.items():
        click.echo(f"{part:11} {state}")
    if any(state != "ok" and not state.startswith("ok,") for state in found.values()):
        raise SystemExit(1)


def _mail(url: str) -> str:
    counts = outbox_status().counts
    kind = "files" if url == "file:" else "SMTP"
    waiting, dead = counts.get("queued", 0), counts.get("dead", 0)
    if dead:
        return f"{dead} messages given up; look with `flask outbox status`"
    return f"ok, {kind}, {waiting} waiting"


def _disk(folder: str) -> str:
    free = shutil.disk_usage(folder).free
    megabytes = free // (1024 * 1024)
    return f"ok, {megabytes} MB free" if free > ENOUGH_DISK else f"only {megabytes} MB free"
