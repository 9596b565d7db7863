"""Until a round has closed nobody can tell what another member answered: the whole portal, asked by
everybody, answers the same whatever that was. Hosts can tell how much was answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from difflib import unified_diff
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, insert, select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.jobs import remind_councils
from app.councils.models import (
    Ballot,
    BallotSave,
    Candidate,
    Council,
    Quoting,
    Round,
    Seat,
    SeatState,
    Stage,
)
from app.people.models import User
from app.telling.jobs import send_outbox
from app.telling.mail.settings import mail_settings
from tests.people.holding import seeing
from tests.people.holding.addresses import addresses
from tests.people.holding.calling import FORM_TOKEN, REQUEST_ID, Caller, standing
from tests.people.holding.filling import things_for
from tests.people.holding.portal import Called, found_portal
from tests.people.holding.seeing import COLUMN

pytestmark = pytest.mark.sqlite("what a call changed is taken back by copying the file")
AUTHOR = "ada"
FRAGMENT = {"Heed-Fragment": "1"}
# Letters are written anew in each world, with a number and a moment of their own.
OF_LETTERS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|<time .*?</time>")
ALWAYS_NEW = {"X-Request-Id", "Date", "Set-Cookie"}
# What else a page may be asked: orders and filters that could give a count away.
ASKED = {
    "ideas.board": ["sort=top", "sort=new"],
    "improvements.ranking": ["score=value_effort"],
    "web.audit": ["family=council"],
    # What is said below, and what stands beside it.
    "councils.search": ["q=wait", "q=sell+-colours", "q=idea"],
}
SILENT: dict[str, Any] = {}
QUIET = {"importance": 1, "satisfaction": 10, "comment": "No.", "version": 1}
LOUD = {
    "importance": 10,
    "satisfaction": 1,
    "comment": "This is what we wait for. " * 20,
    "is_attributed": True,
    "quoting": Quoting.NAMED,
    "version": 7,
}
AGAINST = {"has_conflict": True, "comment": "We sell it ourselves.", "version": 2}
Heard = dict[str, str]


class Listening:
    """Everything one world answers, by who asked what."""

    def __init__(self, caller: Caller, share: int) -> None:
        self.caller, self.share = caller, share

    def listen(self) -> Heard:
        heard: Heard = {}
        for who in COLUMN:
            if who == AUTHOR:
                continue
            for name, path, is_api in _paths(self.caller.called):
                if crc32(f"{who} {path}".encode()) % self.share == 0:
                    heard |= self._ask(who, name, path, is_api)
        return heard

    def _ask(self, who: str, name: str, path: str, is_api: bool) -> Heard:
        if is_api:
            secret = self.caller.called.tokens.get((who, "read write triage admin"), "")
            return {f"{who}: {name} {path}": _plain(self.caller.by_token(secret, "GET", path, {}))}
        return {
            f"{who}: {name} {path}{' as a part' if headers else ''}": _plain(
                self.caller.by_browser(who, "GET", path, {}, **headers)
            )
            for headers in ({}, FRAGMENT)
        }


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory, empty_portal: Path) -> Iterator[Caller]:
    folder, kept = tmp_path_factory.mktemp("blind"), tmp_path_factory.mktemp("kept")

    def found(app: Flask) -> Called:
        called = found_portal(app)
        _seat_a_neighbour(called)
        return called

    with standing(folder, kept, empty_portal, found) as called:
        yield Caller(called, folder, kept)


@pytest.fixture(scope="module")
def moment(caller: Caller) -> datetime:
    """The same in every world."""
    return now().replace(microsecond=0)


@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.prove), 23])
def test_no_answer_depends_on_a_ballot_before_its_round_has_closed(
    caller: Caller, moment: datetime, share: int
) -> None:
    worlds = {
        name: _world(caller, moment, said, share)
        for name, said in {"quiet": QUIET, "loud": LOUD, "against": AGAINST}.items()
    }
    quiet = worlds["quiet"]
    print(f"{len(quiet)} answers in each of {len(worlds)} worlds")
    for name, heard in worlds.items():
        told = [
            f"{what}\n{_difference(quiet[what], heard[what])}"
            for what in quiet
            if quiet[what] != heard[what]
        ]
        assert not told, f"{name}: {len(told)} answers tell\n" + "\n".join(told[:5])
    silent = _world(caller, moment, SILENT, share)
    told = [what for what in quiet if quiet[what] != silent[what] and not _may_count(what)]
    assert not told, "that anything was answered is told by\n" + "\n".join(told)


def test_it_would_be_noticed(caller: Caller) -> None:
    """Once the round has closed its results do depend on the ballot, and so does what is found."""
    slug, number = caller.called.values["round:1"]
    paths = [f"/councils/{slug}/rounds/{number}/results", f"/councils/{slug}/search?q=wait"]
    answers = []
    for said in (QUIET, LOUD):
        _prepare(caller, said)
        with writing():
            for of in session.scalars(select(Round)):
                of.closes_at = now() - timedelta(hours=1) if of.opened_at else None
        answers.append([_plain(caller.by_browser("ben", "GET", path, {})) for path in paths])
    for quiet, loud in zip(*answers, strict=True):
        assert quiet != loud


def _world(caller: Caller, moment: datetime, said: Mapping[str, Any], share: int) -> Heard:
    """All that is answered, and all mail, where Ada said this in each round that has not closed."""
    with time_machine.travel(moment, tick=False):
        _prepare(caller, said)
        return Listening(caller, share).listen() | _mail()


def _prepare(caller: Caller, said: Mapping[str, Any]) -> None:
    caller.take_back()
    for letter in mail_settings().folder.glob("*.eml"):
        letter.unlink()
    with writing():
        session.execute(delete(BallotSave))
        session.execute(delete(Ballot))
        if said:
            _say_everywhere(said)
    remind_councils()
    send_outbox()
    session.remove()


def _say_everywhere(said: Mapping[str, Any]) -> None:
    kept = {"created_at": now(), "updated_at": now(), **said}
    judged = (
        select(Candidate.id, Seat.id, Round)
        .join(Round, Round.id == Candidate.round_id)
        .join(Seat, Seat.council_id == Round.council_id)
        .join(Seat.user)
        .where(User.email.startswith(f"{AUTHOR}@"))
        .order_by(Candidate.id)
    )
    for candidate_id, seat_id, of in session.execute(judged).all():
        if of.stage in (Stage.DRAFT, Stage.PRE_READ, Stage.HELD, Stage.OPEN):
            session.execute(
                insert(Ballot), [{"candidate_id": candidate_id, "seat_id": seat_id, **kept}]
            )


def _seat_a_neighbour(called: Called) -> None:
    """Ben takes the seat he was offered, and what is judged in the open round is an idea that many
    pages speak of, and an improvement."""
    with writing():
        slug, number = called.values["round:1"]
        council = session.scalars(select(Council).where(Council.slug == slug)).one()
        ben = (Seat.council_id == council.id, Seat.user_id == called.people["ben"].id)
        session.scalars(select(Seat).where(*ben)).one().state = SeatState.ACTIVE
        of = session.scalars(
            select(Round).where(Round.council_id == council.id, Round.number == number)
        ).one()
        of.closes_at = now() + timedelta(hours=20)
        idea = next(iter(called.ideas.values()))
        plan = next(iter(called.plans.values()))
        session.add(Candidate(round_id=of.id, idea_id=idea.id, title=idea.title))
        session.add(Candidate(round_id=of.id, improvement_id=plan.id, title=plan.title))


def _paths(called: Called) -> Iterator[tuple[str, str, bool]]:
    for address in addresses(called.app):
        if address.method != "GET":
            continue
        things = things_for(called, address.endpoint, set(address.places))
        wanted = things if "council" in address.places else things[:2]
        for thing in wanted:
            path = address.path(called.app, thing)
            yield address.endpoint, path, address.is_api
            for asked in ASKED.get(address.endpoint, ()):
                yield address.endpoint, f"{path}?{asked}", False


def _may_count(what: str) -> bool:
    """Hosts, and administrators who look in, see who answered how much; administrators also to whom
    a reminder went."""
    who, _colon, rest = what.partition(": ")
    is_admin = COLUMN.get(who) == "Ad"
    if rest.startswith("councils.round "):
        return is_admin or who in seeing.COUNCILS[0].hosts
    return is_admin and rest.startswith("telling.mail_box ")


def _plain(answer: Any) -> str:
    """Status, headers and body, but for what is new in every answer."""
    response = answer.response
    headers = [f"{k}: {v}" for k, v in response.headers if k not in ALWAYS_NEW]
    body = response.data.decode(errors="replace")
    if response.request.path.startswith("/manage/mail"):
        body = OF_LETTERS.sub("", body)
    body = FORM_TOKEN.sub("", REQUEST_ID.sub("", body))
    return "\n".join([str(response.status_code), *headers, body])


def _mail() -> Heard:
    """What lies in the folder of mail, by its recipient; Ada's own left out."""
    parts: dict[str, list[str]] = {}
    for path in mail_settings().folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        to, subject = str(message["To"]), str(message["Subject"])
        if f"{AUTHOR}@" not in to:
            said = [part.get_content() for part in message.walk() if not part.is_multipart()]
            parts.setdefault(f"{to}: a mail, {subject}", []).extend(map(str, said))
    return {key: "\n".join(sorted(said)) for key, said in parts.items()}


def _difference(one: str, other: str) -> str:
    lines = unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return "\n".join(list(lines)[:12])[:1500]
