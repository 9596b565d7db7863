"""Words planted where only some may read: no page, fragment, search, completion, feed, list, count,
mail or answer of the API says one of them to anybody else, and whoever may read it finds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pytest
from flask import Flask

from app.telling.mail.settings import mail_settings
from tests.people.holding.addresses import Address, addresses
from tests.people.holding.calling import Answer, Caller, standing
from tests.people.holding.canaries import Aviary, Canary, plant
from tests.people.holding.council_canaries import COMMON
from tests.people.holding.filling import things_for
from tests.people.holding.portal import Called, found_portal
from tests.people.holding.seeing import COLUMN, STAFF

FRAGMENT = {"Heed-Fragment": "1"}
# What a list or page may be asked beside its plain address.
ASKED = {
    "ideas.board": ["sort=top", "sort=new", "mine=1", "status=new"],
    "web.me": ["part=customers", "part=votes"],
    "triage.inbox": ["show=all", "show=open"],
    "improvements.ranking": ["show=shipped", "show=set_aside", "score=value_effort"],
    "telling.entries": ["show=published"],
    "people.directory": ["role=customer"],
    "councils.search": [f"q={COMMON}", f"q={COMMON}&kind=comment", f"q={COMMON}&page=2"],
}
# Where words are looked for, half typed and mistyped: the index knows how they go on.
LOOKED_FOR_IN = ("/search?q={}", "/ideas/similar?title={}")
STAFF_LOOK_IN = (
    "/manage/inbox?q={}",
    "/manage/customers?customer={}",
    "/manage/people?q={}",
    "/manage/organisations?q={}",
    "/manage/ideas/{idea}/merge?q={}",
)


class Portal(NamedTuple):
    caller: Caller
    aviary: Aviary


class Listener:
    """Reads what one person is answered, for the words they may not read, and for the others."""

    def __init__(self, portal: Portal, who: str) -> None:
        self.caller, self.who = portal.caller, who
        self.hidden = portal.aviary.hidden_from(who)
        self.seen = [each for each in portal.aviary.canaries if each.sees(who)]
        self.told: set[str] = set()
        self.heard: set[Canary] = set()
        self.answers = 0

    def listen(self, where: str, answer: Answer) -> None:
        body = answer.response.data.decode(errors="replace")
        self.read(where, f"{answer.response.headers}\n{body}")

    def read(self, where: str, text: str) -> None:
        self.answers += 1
        text = text.casefold()
        self.told |= {
            f"{self.who} is told {canary.where} by {where}"
            for canary in self.hidden
            if canary.word in text and not canary.is_told_to(self.who, where)
        }
        self.heard |= {canary for canary in self.seen if canary.word in text}

    def ask(self, path: str) -> None:
        for headers in ({}, FRAGMENT):
            self.listen(path, self.caller.by_browser(self.who, "GET", path, {}, **headers))

    def ask_api(self, path: str, method: str = "GET", **body: str) -> None:
        secret = self.caller.called.tokens[self.who, "read write triage admin"]
        self.listen(path, self.caller.by_token(secret, method, path, body))

    def look_for(self, words: Iterable[str]) -> None:
        idea = self.caller.called.values["idea"]
        places = LOOKED_FOR_IN + (STAFF_LOOK_IN if COLUMN[self.who] in STAFF else ())
        for word in words:
            for typed in (word[:5], f"{word[:3]}{word[4]}{word[3]}{word[5:]}"):
                for path in places:
                    self.ask(path.format(typed, idea=idea))
                if self.who != "nobody":
                    self.ask_api(f"/api/v1/ideas?q={typed}")
                    self.ask_api(f"/api/v1/organisations?q={typed}")
                    self.ask_api("/api/v1/ideas/similar", "POST", title=typed)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, empty_portal: Path) -> Iterator[Portal]:
    folder, kept = tmp_path_factory.mktemp("told"), tmp_path_factory.mktemp("kept")
    planted: list[Aviary] = []

    def found(app: Flask) -> Called:
        called = found_portal(app)
        planted.append(plant(called))
        return called

    with standing(folder, kept, empty_portal, found) as called:
        yield Portal(Caller(called, folder, kept), planted[0])


def test_a_sample_of_answers_tells_nothing_that_is_hidden(portal: Portal) -> None:
    told: set[str] = set()
    for who in ("nobody", "ben", "kim"):
        listener = Listener(portal, who)
        for address, path in _pages(portal.caller.called):
            if crc32(f"{who} {path}".encode()) % 9 == 0:
                _ask(listener, address, path)
        ours = [canary for canary in listener.hidden if canary.where.startswith("the title")]
        listener.look_for([canary.word for canary in (ours[0], *ours[-3:])])
        told |= listener.told
    assert not told, "\n".join(sorted(told))


def test_pages_of_councils_tell_their_hosts_nothing_that_is_hidden(portal: Portal) -> None:
    told: set[str] = set()
    for who in ("jun", "mila"):
        listener = Listener(portal, who)
        for address, path in _pages(portal.caller.called):
            if address.endpoint.startswith("councils."):
                _ask(listener, address, path)
        told |= listener.told
        assert listener.heard
    assert not told, "\n".join(sorted(told))


def test_no_mail_tells_what_is_hidden(portal: Portal) -> None:
    listeners = {who: Listener(portal, who) for who in COLUMN if who != "nobody"}
    for path in mail_settings().folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        who = str(message["To"] or "").partition("@")[0].rpartition("<")[2]
        if who in listeners:
            parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
            listeners[who].read(
                "a mail", "\n".join([*map(str, message.values()), *map(str, parts)])
            )
    told = set().union(*(listener.told for listener in listeners.values()))
    assert not told, "\n".join(sorted(told))
    assert sum(listener.answers for listener in listeners.values()) > 20
    assert all(listeners[who].heard for who in ("ada", "ben", "kim", "ruth"))


@pytest.mark.prove
def test_no_answer_tells_anybody_what_is_hidden(portal: Portal) -> None:
    told, heard, answers = set[str](), set[Canary](), 0
    for who in COLUMN:
        listener = Listener(portal, who)
        for address, path in _pages(portal.caller.called):
            _ask(listener, address, path)
        for reference in portal.caller.called.others:
            listener.ask(f"/ideas/{reference}")
            listener.ask(f"/manage/inbox/{reference}")
        listener.look_for(canary.word for canary in listener.hidden)
        told, heard = told | listener.told, heard | listener.heard
        answers += listener.answers
    words = len(portal.aviary.canaries)
    print(f"{words} words planted, {answers} answers read, {len(told)} hidden words told")
    assert not told, "\n".join(sorted(told))
    # Nobody reads what was deleted. All else somebody has to, or it was looked for in vain.
    meant = [each for each in portal.aviary.canaries if any(map(each.sees, COLUMN))]
    unread = [each.where for each in meant if each not in heard]
    assert not unread, "nobody is told: " + ", ".join(unread)


def _pages(called: Called) -> Iterator[tuple[Address, str]]:
    for address in addresses(called.app):
        if address.method != "GET":
            continue
        for thing in things_for(called, address.endpoint, set(address.places)):
            path = address.path(called.app, thing)
            yield address, path
            for asked in ASKED.get(address.endpoint, ()):
                yield address, f"{path}?{asked}"


def _ask(listener: Listener, address: Address, path: str) -> None:
    if not address.is_api:
        listener.ask(path)
    elif listener.who != "nobody":
        listener.ask_api(path)
