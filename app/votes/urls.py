"""Addresses of votes. `back` is the path of the list a vote is cast from, to return to it."""

import re
from urllib.parse import quote

from app.ideas.urls import query

_VOTE = re.compile(r"/ideas/([^/?]+)/vote(?:\?.*)?")
MY_CUSTOMERS = "/me?part=customers"


def vote_url(reference: str, *, back: str = "") -> str:
    """Where a vote is cast by POST; for someone signed out, the page that leads there."""
    return f"/ideas/{reference}/vote{_with(back)}"


def reference_in(path: str) -> str | None:
    """The reference of the idea that somebody on their way to `path` is about to vote for."""
    found = _VOTE.fullmatch(path)
    return found[1] if found else None


def withdraw_url(reference: str, *, back: str = "") -> str:
    return f"/ideas/{reference}/vote/withdraw{_with(back)}"


def for_me_url(reference: str) -> str:
    """Where a customer answers what an employee asked for them."""
    return f"/ideas/{reference}/for-me"


def askers_url(reference: str, *, cursor: str | None = None) -> str:
    """Who asked for the idea, for staff."""
    return f"/ideas/{reference}/people{query(cursor=cursor)}"


def _with(back: str) -> str:
    return f"?next={quote(back, safe='/')}" if back else ""
