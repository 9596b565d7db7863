"""How often something may be asked for: all limits stand in one table, by method and endpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

import structlog
from flask import Flask, current_app, g, request
from flask import session as cookie
from flask_login import current_user
from limits import RateLimitItem, parse
from limits.storage import RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from app.core.clock import now
from app.core.errors import TooMany
from app.core.i18n import ngettext
from app.core.text import email_key
from app.core.web.counts import SqliteStorage
from config import Config

log = structlog.get_logger()


@dataclass(frozen=True)
class Limit:
    """`amount` requests in a window, `per` what identifies the asker. `stays_on` holds even where
    limits are switched off. `what` names what several doors are counted for together."""

    amount: str
    per: Callable[[], str]
    stays_on: bool = False
    what: str = ""

    @cached_property
    def item(self) -> RateLimitItem:
        return parse(self.amount)


def per_place() -> str:
    """The asker's network address. An IPv6 household has 2**64 of them and counts as one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return f"place:{request.remote_addr}"
    if isinstance(address, IPv6Address):
        return f"place:{ip_network((address, 64), strict=False)}"
    return f"place:{address}"


def per_account() -> str:
    """The account that the form names, whether it exists or not."""
    named = email_key(request.form.get("email", "")[:254])
    return f"account:{hashlib.sha256(named.encode()).hexdigest()}"


def per_account_and_place() -> str:
    return f"{per_account()} {per_place()}"


def per_reader() -> str:
    return per_place() if current_user.id is None else f"reader:{current_user.id}"


def per_token() -> str:
    """The bearer token, which people.session puts down once it was found valid."""
    token = g.get("api_token")
    return f"token:{token.id}" if token is not None else per_place()


def per_waiting() -> str:
    """Whoever has proven one thing in this browser and owes a code."""
    waiting = cookie.get("waiting") or {}
    return f"waiting:{waiting.get('user')}" if waiting else per_place()


# Whoever writes an address at a door has a letter sent to it. Counted over all such doors: else
# each would give as many again.
LETTERS = [
    Limit("3/hour", per_account, what="letters"),
    Limit("10/hour", per_place, what="letters"),
]
VOTES = [Limit("60/minute", per_reader)]
SEARCHES = [Limit("60/minute", per_reader)]
EXPORTS = [Limit("5/hour", per_reader)]
LIMITS = {
    "POST people.sign_in": [
        Limit("5/15 minutes", per_account_and_place, stays_on=True),
        Limit("20/15 minutes", per_place, stays_on=True),
    ],
    "POST people.ask_passkey": [Limit("30/15 minutes", per_place, stays_on=True)],
    "POST people.enter_with_passkey": [Limit("20/15 minutes", per_place, stays_on=True)],
    "POST people.begin_passkey": [Limit("20/15 minutes", per_reader, stays_on=True)],
    "POST people.code": [Limit("5/15 minutes", per_waiting, stays_on=True)],
    "POST people.confirm_second_factor": [Limit("10/15 minutes", per_reader, stays_on=True)],
    "POST people.sign_up": [Limit("2/hour", per_place), *LETTERS],
    "POST people.confirm": [Limit("20/15 minutes", per_place, stays_on=True)],
    "POST people.confirm_again": LETTERS,
    "POST people.forgot": LETTERS,
    "POST people.ask_link": LETTERS,
    "POST people.enter": [Limit("20/15 minutes", per_place, stays_on=True)],
    "POST people.depart": [Limit("60/15 minutes", per_place, stays_on=True)],
    "GET people.come_back": [Limit("60/15 minutes", per_place, stays_on=True)],
    "POST people.connect": [Limit("20/15 minutes", per_reader, stays_on=True)],
    "POST people.change_password": [Limit("5/15 minutes", per_reader, stays_on=True)],
    "POST people.ask_address": [Limit("10/hour", per_reader), *LETTERS],
    "POST people.confirm_address": [Limit("20/15 minutes", per_place, stays_on=True)],
    # What one was called is taken out of all texts on the day one is erased.
    "POST people.change_profile": [Limit("20/hour", per_reader)],
    "POST people.ask_for_copy": [Limit("5/hour", per_reader)],
    "POST people.accept": [Limit("20/15 minutes", per_place, stays_on=True)],
    "POST people.send_invitations": [Limit("20/hour", per_reader)],
    "POST web.export_audit": EXPORTS,
    "GET councils.export": EXPORTS,
    "POST web.test_elsewhere": [Limit("20/hour", per_reader)],
    "POST web.send_test_mail": [Limit("20/hour", per_reader)],
    "POST people.invite_again": [Limit("60/hour", per_reader)],
    "POST ideas.submit": [Limit("10/hour", per_reader)],
    "POST ideas.submit_anonymously": [Limit("30/hour", per_place)],
    "POST ideas.confirm": [Limit("20/15 minutes", per_place, stays_on=True)],
    "POST ideas.comment": [Limit("30/hour", per_reader)],
    "POST ideas.save_comment": [Limit("30/hour", per_reader)],
    "POST ideas.vote_instead": [Limit("30/hour", per_reader)],
    "GET councils.paper_file": [Limit("60/hour", per_reader)],
    "POST votes.cast": VOTES,
    "POST votes.withdraw": VOTES,
    "POST votes.importance": VOTES,
    "POST roadmap.want": VOTES,
    "POST ideas.vote_for_customer": VOTES,
    "GET search.results": SEARCHES,
    "GET duplicates.similar": SEARCHES,
    "GET people.customers": SEARCHES,
    "GET councils.search": SEARCHES,
}
ANONYMOUS = [Limit("3/hour", per_place, what="anonymous"), *LETTERS]
PROOFS = Limit("5/15 minutes", per_reader, stays_on=True, what="proof")
API_READS = [Limit("6000/minute", per_token)]
API_WRITES = [Limit("600/minute", per_token)]
READS = ("GET", "HEAD")


ONCE = parse("1/hour")


def init_app(app: Flask, settings: Config) -> None:
    counts = FixedWindowRateLimiter(_storage(settings))
    app.extensions["counts"] = counts
    are_on = settings.limits == "on"

    @app.before_request
    def check() -> None:
        for limit in _limits_of_this_request():
            if are_on or limit.stays_on:
                _count(counts, limit)


def count_proof() -> None:
    """Whoever is asked again who they are may guess a few times. Raises TooMany."""
    _count(current_app.extensions["counts"], PROOFS)


def count_anonymous() -> None:
    """What somebody not signed in sent is to be kept: counted once nothing in it must be put right.
    Raises TooMany."""
    if current_app.config["HEED"].limits != "on":
        return
    for limit in ANONYMOUS:
        _count(current_app.extensions["counts"], limit)


def is_first_this_hour(*what: str) -> bool:
    """Whether this was not asked before in this hour, by any process. For what is noted once."""
    counts: FixedWindowRateLimiter = current_app.extensions["counts"]
    try:
        return counts.hit(ONCE, *what)
    except counts.storage.base_exceptions:
        log.exception("what happened could not be counted; it is not noted")
        return False


def _storage(settings: Config) -> Storage:
    if settings.redis_url:
        return RedisStorage(settings.redis_url)
    return SqliteStorage(settings.data_dir / "limits.db")


def _limits_of_this_request() -> list[Limit]:
    if _is_api():
        return API_READS if request.method in READS else API_WRITES
    method = "GET" if request.method == "HEAD" else request.method
    return LIMITS.get(f"{method} {request.endpoint}", [])


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _count(counts: FixedWindowRateLimiter, limit: Limit) -> None:
    who = (limit.what or ("api" if _is_api() else str(request.endpoint)), limit.per())
    try:
        if counts.hit(limit.item, *who):
            return
        ends_at = counts.get_window_stats(limit.item, *who).reset_time
    except counts.storage.base_exceptions:
        log.exception("requests could not be counted; this one is let through")
        return
    raise _too_many(seconds=max(1, ceil(ends_at - now().timestamp())))


def _too_many(seconds: int) -> TooMany:
    minutes = ceil(seconds / 60)
    message = ngettext(
        "That was often in a short time. Wait %(num)s minute, then try again.",
        "That was often in a short time. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return TooMany(message, retry_after=seconds)
