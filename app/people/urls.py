"""Addresses of `people` that others write: in letters and on the command line."""

from __future__ import annotations

from app.people.models import Purpose

SIGN_IN = "/sign-in"


def link_path(purpose: Purpose, secret: str) -> str:
    """Where a one-time link leads: `/confirm/<secret>`, `/reset/<secret>` or `/invite/<secret>`."""
    return f"/{purpose.value}/{secret}"
