"""Every limit of the table holds, whatever address the asker claims to come from."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.core.web.limits import LIMITS
from app.people.gate import row_for
from app.people.models import User
from tests.bench.processes import free_port
from tests.bench.signing_in import sign_all_in
from tests.browsers import Browser
from tests.conftest import opened
from tests.faults.serving import STARTS_WITHIN, Heed, until

AS_TRUST_HAS_IT = {
    "POST people.sign_in": {"5 per 15 minute", "20 per 15 minute"},
    "POST people.sign_up": {"3 per 1 hour", "10 per 1 hour", "2 per 1 hour"},
    "POST people.forgot": {"3 per 1 hour", "10 per 1 hour"},
    "POST people.confirm_again": {"3 per 1 hour", "10 per 1 hour"},
    "POST ideas.submit": {"10 per 1 hour"},
    "POST ideas.comment": {"30 per 1 hour"},
    "POST votes.cast": {"60 per 1 minute"},
    "GET search.results": {"60 per 1 minute"},
    "POST web.export_audit": {"5 per 1 hour"},
}
A_FEW = ("POST people.sign_up", "POST people.forgot", "POST web.export_audit")
SAMPLE = {"uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "int": "1"}


def address_of(app: Flask, door: str) -> str:
    """An address of this door; nothing need be there, as counting comes first."""
    _method, endpoint = door.split(" ")
    rule: Rule = next(each for each in app.url_map.iter_rules() if each.endpoint == endpoint)
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda m: SAMPLE.get(m[1], "x"), rule.rule)


def is_way_in(door: str) -> bool:
    """Whether it is for those who have not signed in."""
    row = row_for(*door.split(" "))
    return row is not None and row.cells["An"] == "Y"


def smallest(door: str) -> int:
    return min(limit.item.amount for limit in LIMITS[door])


def test_the_table_has_what_trust_promises() -> None:
    held = {door: {str(limit.item) for limit in LIMITS[door]} for door in AS_TRUST_HAS_IT}
    assert held == AS_TRUST_HAS_IT


@pytest.mark.parametrize("door", LIMITS)
def test_a_limit_holds_whatever_is_forwarded(app: Flask, root: User, door: str) -> None:
    method, address = door.split(" ")[0].lower(), address_of(app, door)
    browser = Browser(app) if is_way_in(door) else Browser(app).sign_in(root)
    ask = browser.get if method == "get" else browser.post
    # The account named is always the same; the address claimed never is.
    form = {} if method == "get" else {"form": {"email": "eve@heed.example"}}
    claimed = [f"198.51.100.{each}, 203.0.113.{each}" for each in range(smallest(door) + 1)]
    answers = [ask(address, **form, headers={"X-Forwarded-For": each}) for each in claimed]
    statuses = [answer.status_code for answer in answers]
    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_behind_one_proxy_only_the_last_hop_counts(data_dir: Path) -> None:
    def asked(app: Flask, forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        form = {"email": f"{forwarded[:13]}@{forwarded[-1]}.example"}
        return app.test_client().post("/sign-up", data=form, headers=headers).status_code

    with opened(data_dir, HEED_TRUSTED_PROXIES="1") as app:
        rotating = [asked(app, f"198.51.100.{each}, 192.0.2.7") for each in range(3)]
        assert rotating[-1] == 429, "what the asker wrote in front of it means nothing"
        assert asked(app, "198.51.100.1, 192.0.2.8") != 429, "another visitor of the proxy"


@pytest.fixture
def two_processes(app: Flask, root: User, data_dir: Path) -> Iterator[Heed]:
    """`flask serve` as it is, which has two web processes."""
    heed = Heed(data_dir, free_port(), HEED_SECRET_KEY=str(app.secret_key))
    try:
        assert until(heed.is_ready, STARTS_WITHIN), "".join(heed.said)
        yield heed
    finally:
        heed.end()


def test_limits_hold_over_two_processes(two_processes: Heed, app: Flask, root: User) -> None:
    [voter] = sign_all_in(app, [root.id])
    for door in A_FEW:
        hold_over(two_processes, app, door, voter.cookie)


@pytest.mark.prove
def test_all_limits_hold_over_two_processes(two_processes: Heed, app: Flask, root: User) -> None:
    [voter] = sign_all_in(app, [root.id])
    for door in LIMITS:
        hold_over(two_processes, app, door, voter.cookie)
        print(f"{door}: {smallest(door)} let through, the next refused")


def hold_over(heed: Heed, app: Flask, door: str, cookie: str) -> None:
    method, address = door.split(" ")[0], address_of(app, door)
    # Letters are counted over all doors: each is asked for by another address, from another place.
    number_of_door = list(LIMITS).index(door) + 1
    per_account = f"email=eve{number_of_door}%40heed.example" if method == "POST" else None
    place = (f"127.0.1.{number_of_door}", 0)
    codes = []
    for number in range(smallest(door) + 1):
        headers = {
            "X-Forwarded-For": f"198.51.100.{number}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        if not is_way_in(door):
            headers["Cookie"] = cookie
        connection = http.client.HTTPConnection(
            "127.0.0.1", heed.port, timeout=30, source_address=place
        )
        connection.request(method, address, per_account, headers)
        codes.append(connection.getresponse().status)
        connection.close()
    assert 429 not in codes[:-1], door
    assert codes[-1] == 429, door
