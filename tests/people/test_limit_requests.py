from __future__ import annotations

import threading
from pathlib import Path

import time_machine
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.core.web.counts import SqliteStorage
from app.core.web.limits import LIMITS
from app.ideas.models import Board
from app.people import gate
from app.people.asked_letters import send_asked_letters
from app.people.models import User
from tests.browsers import Browser
from tests.conftest import opened
from tests.people.conftest import Letter
from tests.people.test_pass_gate import called
from tests.personas import PASSWORD

WRONG = {"email": "ada@heed.example", "password": "quiet-harbour-lamppost"}
RIGHT = {"email": "ada@heed.example", "password": PASSWORD}


def test_every_limit_is_for_an_address_that_exists(app: Flask) -> None:
    assert set(LIMITS) - called(app) == set()


# Rows of the table of permissions whose addresses are all of one kind, with what trust allows a
# kind; and what the name of an endpoint says, in whatever row it stands.
OF_ROWS = {
    ("POST", "P09"): "60 per 1 minute",
    ("POST", "P09-roadmap"): "60 per 1 minute",
    ("POST", "P25"): "60 per 1 minute",
    ("GET", "P03"): "60 per 1 minute",
    ("GET", "P38-customers"): "60 per 1 minute",
}
OF_NAMES = {"export": "5 per 1 hour", ".search": "60 per 1 minute"}
SETTINGS_OF_THE_SEARCH = ("web.searching", "web.change_searching")


def test_votes_searches_and_exports_are_limited_wherever_they_stand() -> None:
    """Those of programs count per token."""
    wanted = {}
    for row in gate.rows():
        for door in row.endpoints:
            method, endpoint = door.split(" ")
            said = [amount for word, amount in OF_NAMES.items() if word in endpoint]
            amount = OF_ROWS.get((method, row.id)) or next(iter(said), "")
            if (
                amount
                and not endpoint.startswith("api.")
                and endpoint not in SETTINGS_OF_THE_SEARCH
            ):
                wanted[door] = amount
    held = {door: {str(limit.item) for limit in LIMITS.get(door, [])} for door in wanted}
    assert {door: amount for door, amount in wanted.items() if amount not in held[door]} == {}
    assert len(wanted) >= 11


def test_five_wrong_passwords_and_the_door_stays_shut_a_while(app: Flask, ada: User) -> None:
    start = int(now().timestamp())
    with time_machine.travel(start, tick=False):
        tries = [Browser(app).post("/sign-in", WRONG).status_code for _ in range(5)]
        assert tries == [422] * 5
        refused = Browser(app).post("/sign-in", RIGHT)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "900"
        assert "Wait 15 minutes" in refused.text
        elsewhere = Browser(app).post(
            "/sign-in", RIGHT, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}
        )
        assert elsewhere.status_code == 303, "a stranger cannot lock Ada out"
    with time_machine.travel(start + 901, tick=False):
        assert Browser(app).post("/sign-in", RIGHT).status_code == 303


def test_twenty_accounts_tried_from_one_place_are_enough(app: Flask) -> None:
    for number in range(20):
        Browser(app).post("/sign-in", {**WRONG, "email": f"p{number}@heed.example"})
    assert Browser(app).post("/sign-in", {**WRONG, "email": "q@heed.example"}).status_code == 429


def test_a_letters_link_is_no_way_to_try_passwords_without_end(
    app: Flask, letters: list[Letter]
) -> None:
    Browser(app).post("/sign-up", {**RIGHT, "name": "Ada Lovelace"})
    path = letters[0].path
    tries = [Browser(app).post(path, WRONG).status_code for _ in range(20)]
    assert tries == [422] * 20
    assert Browser(app).post(path, RIGHT).status_code == 429


def test_an_ipv6_household_is_one_place(app: Flask) -> None:
    for number in range(20):
        place = {"REMOTE_ADDR": f"2001:db8::{number:x}"}
        form = {**WRONG, "email": f"p{number}@heed.example"}
        Browser(app).post("/sign-in", form, environ_overrides=place)
    last = Browser(app).post("/sign-in", WRONG, environ_overrides={"REMOTE_ADDR": "2001:db8::ff"})
    assert last.status_code == 429


def test_processes_share_their_counts(app: Flask, data_dir: Path, ada: User) -> None:
    for _ in range(3):
        Browser(app).post("/sign-in", WRONG)
    with opened(data_dir) as other:
        codes = [other.test_client().post("/sign-in", data=WRONG).status_code for _ in range(3)]
    assert codes == [400, 400, 429]


def test_switched_off_limits_leave_those_on_signing_in(data_dir: Path) -> None:
    with opened(data_dir, HEED_LIMITS="off") as free:
        asked = [free.test_client().post("/forgot", data={}).status_code for _ in range(12)]
        tried = [free.test_client().post("/sign-in", data=WRONG).status_code for _ in range(6)]
    assert set(asked) == {400}
    assert tried == [400] * 5 + [429]


def test_letters_to_one_address_are_few(app: Flask, ada: User, letters: list) -> None:
    codes = [Browser(app).post("/forgot", {"email": ada.email}).status_code for _ in range(4)]
    send_asked_letters()
    assert codes == [303, 303, 303, 429]
    assert len(letters) == 3


DOORS = ("/forgot", "/sign-in/link", "/sign-up", "/confirm", "/ideas/anonymous")


def test_letters_to_one_address_are_few_over_all_doors(
    app: Flask, board: Board, ada: User, ben: User
) -> None:
    """Three may be asked for wherever one asks; the fourth is refused at each door."""
    with writing():
        board.takes_anonymous = True
    form = {"email": "dana@fern.example", "title": "More colours", "board": board.slug}
    form |= {"name": "Dana", "password": PASSWORD}
    for place, door in enumerate(DOORS[:3]):
        asked = Browser(app).post(door, form, environ_overrides=at(place))
        assert asked.status_code == 303, (door, asked.text)
    refused = [Browser(app).post(door, form, environ_overrides=at(9)).status_code for door in DOORS]
    assert refused == [429] * len(DOORS)
    of_another = Browser(app).sign_in(ben)
    change = of_another.post("/security/address", form, environ_overrides=at(9))
    assert change.status_code == 429
    other = {**form, "email": "eve@fern.example"}
    assert Browser(app).post("/forgot", other, environ_overrides=at(8)).status_code == 303


def test_letters_from_one_place_are_few_over_all_doors(app: Flask) -> None:
    codes = []
    for number in range(12):
        form = {"email": f"p{number}@fern.example"}
        codes.append(Browser(app).post(DOORS[number % 2], form).status_code)
    assert codes == [303] * 10 + [429] * 2


def at(place: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"203.0.113.{place}"}


def test_parallel_counting_loses_nothing(tmp_path: Path) -> None:
    counts = SqliteStorage(tmp_path / "limits.db")
    counts.check()

    def count() -> None:
        for _ in range(50):
            counts.incr("key", 60)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.get("key") == 400


def test_ended_windows_are_forgotten(tmp_path: Path) -> None:
    counts = SqliteStorage(tmp_path / "limits.db")
    start = int(now().timestamp())
    with time_machine.travel(start, tick=False):
        assert [counts.incr("old", 60), counts.incr("old", 60)] == [1, 2]
    with time_machine.travel(start + 61, tick=False):
        assert counts.get("old") == 0
        assert counts.incr("old", 60) == 1
        assert counts.get_expiry("old") == start + 121
    with time_machine.travel(start + 1000, tick=False):
        counts.incr("new", 60)
        assert counts.reset() == 1


def test_a_broken_count_refuses_nobody(app: Flask, data_dir: Path, ada: User) -> None:
    (data_dir / "limits.db").write_bytes(b"this is no database" * 100)
    assert Browser(app).post("/sign-in", RIGHT).status_code == 303
