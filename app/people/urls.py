"""Addresses of `people` that others write: in letters and on the command line."""

from __future__ import annotations

from app.people.models import Purpose

SIGN_IN = "/sign-in"
FORGOT = "/forgot"
SECURITY = "/security"
ADDRESS = "/security/address"
SECOND_FACTOR = "/security/second-factor"
PASSKEYS = "/security/passkeys"
BACK_FROM_ELSEWHERE = "/sign-in/elsewhere/back"
MY_DATA = "/me/data"


def link_path(purpose: Purpose, secret: str) -> str:
    """Where a one-time link leads: `/confirm/<secret>`, `/reset/<secret>` and so on."""
    return f"/{purpose.value}/{secret}"


def decline_path(welcome_path: str) -> str:
    """Where someone says no who was sent a welcome."""
    return f"{welcome_path}/no"
