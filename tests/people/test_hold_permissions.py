"""Who may do what, asked of every address: each as everybody, with each kind of token, about things
on boards of every class and in every state. What has to be answered stands in the table of
permissions and in `holding.seeing`; what an address is called with, in `holding.filling`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.people.holding.addresses import Address, addresses
from tests.people.holding.calling import Answer, Caller, standing
from tests.people.holding.expecting import (
    ASIDE,
    NOT_ALLOWED,
    SIGN_IN,
    THROUGH,
    cell_of,
    expected,
    of_token,
)
from tests.people.holding.filling import Thing, form_for, things_for
from tests.people.holding.portal import found_portal
from tests.people.holding.seeing import COLUMN

pytestmark = pytest.mark.sqlite("what a call changed is taken back by copying the file")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FULLY = 1  # of an address's things, so many are asked of by everybody
NO_GOOD = ("expired", "revoked", "made up", "of a closed account")


class Prover:
    """Calls, compares, and keeps in words what is otherwise than it has to be."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.called = caller, caller.called
        self.deviations: list[str] = []

    def prove(self, address: Address, who: str, thing: Thing) -> None:
        form, path = (
            form_for(self.called, address.endpoint, who),
            address.path(self.called.app, thing),
        )
        if address.is_api:
            secret = self.called.tokens.get((who, address.row.token), "")
            answer = self.caller.by_token(secret, address.method, path, form)
            wanted = SIGN_IN if who == "nobody" else expected(address.row, who, thing)
        else:
            answer = self.caller.by_browser(who, address.method, path, form)
            wanted = ASIDE.get(address.endpoint) or expected(address.row, who, thing)
        self.judge(f"{address.name} as {who}, {thing.name}", answer, wanted)

    def prove_tokens(self, address: Address, thing: Thing) -> None:
        """All of Ruth's, who may do everything: what she gets depends on the token alone."""
        path = address.path(self.called.app, thing)
        form = form_for(self.called, address.endpoint, "ruth")
        kinds = {secret: name for name, secret in self.called.tokens.items() if name[0] in NO_GOOD}
        for secret, (kind, _scopes) in kinds.items():
            answer = self.caller.by_token(secret, address.method, path, form)
            self.judge(f"{address.name} with a token {kind}", answer, SIGN_IN)
        for (owner, scopes), secret in self.called.tokens.items():
            if owner == "ruth" and scopes != address.row.token:
                answer = self.caller.by_token(secret, address.method, path, form)
                wanted = of_token(address.row, thing, set(scopes.split()))
                if len(address.row.token.split()) > 1 and wanted == THROUGH:
                    wanted = answer.verdict if answer.verdict == NOT_ALLOWED else THROUGH
                self.judge(f"{address.name} with “{scopes}”, {thing.name}", answer, wanted)
        answer = self.caller.by_browser("ruth", address.method, path, form)
        self.judge(f"{address.name} with a cookie and no token", answer, SIGN_IN)

    def judge(self, what: str, answer: Answer, wanted: str) -> None:
        if answer.verdict != wanted:
            self.deviations.append(f"{what}: {answer.verdict} and not {wanted}")
        if wanted != THROUGH and answer.has_rung:
            self.deviations.append(f"{what}: refused, and rang for a worker")
        if not answer.has_written:
            return
        if wanted != THROUGH and self.caller.checksum() != self.caller.untouched:
            self.deviations.append(f"{what}: refused, and changed something")
        self.caller.take_back()

    def prove_nothing_changed(self) -> None:
        if self.caller.checksum() != self.caller.untouched:
            self.deviations.append("something changed that no statement said")

    def prove_hidden_is_missing(self, address: Address, who: str, hidden: Thing) -> None:
        """Byte for byte, but for the number of the request."""
        path = address.path(self.called.app, hidden)
        missing = address.path(self.called.app, hidden._replace(values=hidden.missing))
        form = form_for(self.called, address.endpoint, who)
        texts = []
        for each in (path, missing):
            if address.is_api:
                secret = self.called.tokens[who, address.row.token]
                answer = self.caller.by_token(secret, address.method, each, form)
            else:
                answer = self.caller.by_browser(who, address.method, each, form)
            texts.append((answer.response.status_code, answer.text_without(each)))
        if texts[0] != texts[1]:
            self.deviations.append(f"{address.name} as {who}: {hidden.name} shows that it is there")


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory, empty_portal: Path) -> Iterator[Caller]:
    folder, kept = tmp_path_factory.mktemp("called"), tmp_path_factory.mktemp("kept")
    with standing(folder, kept, empty_portal, found_portal) as called:
        yield Caller(called, folder, kept)


def test_every_address_answers_a_sample_as_the_table_says(caller: Caller) -> None:
    """Each address as one person of two roles, about one thing each."""
    prover = Prover(caller)
    for address in addresses(caller.called.app):
        things = things_for(caller.called, address.endpoint, set(address.places))
        for turn in range(2):
            chance = crc32(f"{address.name} {turn}".encode())
            who = list(COLUMN)[chance % len(COLUMN)]
            prover.prove(address, who, things[(chance >> 8) % len(things)])
    prover.prove_nothing_changed()
    assert not prover.deviations, "\n".join(prover.deviations)


@pytest.mark.prove
def test_every_address_answers_everybody_as_the_table_says(caller: Caller) -> None:
    prover, began, worked = Prover(caller), time.monotonic(), time.process_time()
    calls = caller.calls
    for address in addresses(caller.called.app):
        things = things_for(caller.called, address.endpoint, set(address.places))
        for number, thing in enumerate(things):
            for who in COLUMN:
                if number < FULLY or _depends_on_thing(address, who):
                    prover.prove(address, who, thing)
        if address.is_api and address.row.token:
            for thing in (things[0], things[-1]):
                prover.prove_tokens(address, thing)
        prover.prove_nothing_changed()
    calls, took = caller.calls - calls, time.monotonic() - began
    worked = time.process_time() - worked
    print(
        f"{calls} calls, {len(prover.deviations)} deviations, {took:.0f} s ({worked:.0f} at work)"
    )
    assert not prover.deviations, "\n".join(prover.deviations)
    assert calls >= 4_000


def test_what_is_hidden_answers_as_what_does_not_exist(caller: Caller) -> None:
    """Byte for byte, asked by somebody from whom something is hidden at that address."""
    prover, compared = Prover(caller), 0
    for address in addresses(caller.called.app):
        things = things_for(caller.called, address.endpoint, set(address.places))
        for who, thing in _hidden(address, things):
            prover.prove_hidden_is_missing(address, who, thing)
            compared += 1
    assert not prover.deviations, "\n".join(prover.deviations)
    assert compared > 80


def test_what_no_address_takes_is_refused_by_its_method(caller: Caller) -> None:
    """One such method of every address."""
    app = caller.called.app
    paths, wrong = set(), []
    for address in addresses(app):
        thing = things_for(caller.called, address.endpoint, set(address.places))[0]
        paths.add(address.path(app, thing))
    for path in sorted(paths):
        taken = app.url_map.bind("localhost").allowed_methods(path)
        others = sorted(set(METHODS).difference(taken))
        method = others[crc32(path.encode()) % len(others)]
        answer = caller.by_browser("ruth", method, path, {}, Accept="application/json")
        if answer.response.status_code != 405 or answer.has_written:
            wrong.append(f"{method} {path}: {answer.response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert len(paths) > 100


def _depends_on_thing(address: Address, who: str) -> bool:
    """Not where the cell alone decides, nor for the second of two who see everything alike."""
    return cell_of(address.row, who) not in ("A", "N") and who not in ("mila", "rhea")


def _hidden(address: Address, things: list[Thing]) -> Iterator[tuple[str, Thing]]:
    """For an address one customer and one employee, and what they may not see of it."""
    for who in ("nobody", "ada", "ben", "jun"):
        is_left_to_objects = cell_of(address.row, who) in ("v", "o", "c")
        hidden = [thing for thing in things if thing.missing and not thing.sees(who)]
        if is_left_to_objects and hidden and not (address.is_api and who == "nobody"):
            yield who, hidden[crc32(address.name.encode()) % len(hidden)]
