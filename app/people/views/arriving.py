"""Letting a person in who has proven who they are, whichever way they came."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.people.models import User
from app.people.session import open_session


def let_in(user: User, *, onward: str, is_strong: bool = False) -> ResponseReturnValue:
    """Sign this browser in and lead it `onward`. `is_strong` tells that the proof was more than
    one thing (a passkey with its owner verified, another system that answers for it)."""
    with writing():
        open_session(user)
    return redirect(onward, 303)
