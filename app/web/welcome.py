"""What a start prints: where the portal is and, for a demonstration, who may come in."""

from __future__ import annotations

import secrets
from pathlib import Path

import click
from flask import current_app

from app.core.settings import portal
from config import keep_secret

SIGN_INS = ("admin", "manager", "employee", "customer", "member")


def print_welcome(host: str, port: int) -> None:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    click.echo(f"{portal().name} is at http://{shown}:{port}  (Ctrl-C stops it)")
    if portal().is_demonstration:
        password = demonstration_password()
        for name in SIGN_INS:
            click.echo(f"  {name:9} {name}@heed.example  {password}")


def demonstration_password() -> str:
    """One random password a data folder, kept there readable by its owner alone."""
    return keep_secret(_password_file(), lambda: secrets.token_urlsafe(12))


def forget_demonstration_password() -> None:
    _password_file().unlink(missing_ok=True)


def _password_file() -> Path:
    return Path(current_app.config["HEED"].data_dir) / "demo_password"
