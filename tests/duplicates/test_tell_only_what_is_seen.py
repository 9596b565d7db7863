"""Whatever boards, merges, states and deletions come to: no suggestion, result, completion, reason,
“did you mean” says a word that its reader may not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import HeedError
from app.ideas.models import Audience, Board, BoardGroup, Idea, State
from app.people.models import Group, GroupOrganisation, Organisation, User
from app.search.jobs import feed_index
from app.search.service import enqueue
from tests.browsers import Browser
from tests.conftest import opened
from tests.duplicates.conftest import Post, merge, unmerge

SECRETS = ("zygomorphic", "quixotical", "vermiculate", "jabberwocky", "flibbertigibbet")
FATES = ("listed", "pending", "rejected", "deleted", "merged")
PLAN = st.tuples(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(FATES), st.integers(0, len(SECRETS) - 1)),
        min_size=len(SECRETS),
        max_size=len(SECRETS),
    ),
    st.booleans(),
)
Plan = tuple[list[tuple[int, str, int]], bool]
SOME = {"suppress_health_check": [HealthCheck.function_scoped_fixture]}
FRAGMENT = {"Heed-Fragment": "1"}


class Portal(NamedTuple):
    """A public board, one of staff, one of Ada's organisation; ideas with one rare word each."""

    boards: Sequence[Board]
    ideas: Sequence[Idea]
    readers: dict[str, Browser]
    marta: User

    def may_see(self, reader: str, idea: Idea) -> bool:
        sees = {
            "nobody": (0,),
            "ben": (0,),
            "ada": (0, 2),
            "jun": (0, 1),
            "marta": (0, 1, 2),
        }[reader]
        boards = {self.boards[number].id for number in sees}
        is_there = idea.state is State.PUBLISHED and idea.deleted_at is None
        return is_there and idea.board_id in boards

    def arrange(self, plan: Plan) -> None:
        fates, is_fed = plan
        for idea in self.ideas:
            if idea.merged_into_id is not None:
                unmerge(idea, self.marta)
        with writing():
            for idea, (place, _fate, _other) in zip(self.ideas, fates, strict=True):
                idea.board_id, idea.state = self.boards[place].id, State.PUBLISHED
                idea.deleted_at = None
        for idea, (_place, fate, other) in zip(self.ideas, fates, strict=True):
            if fate == "merged":
                self._merge(idea, self.ideas[other])
        with writing():
            for idea, (_place, fate, _other) in zip(self.ideas, fates, strict=True):
                if fate in ("pending", "rejected"):
                    idea.state = State(fate)
                elif fate == "deleted":
                    idea.deleted_at = now()
            enqueue("idea", *(idea.id for idea in self.ideas))
        if is_fed:
            feed_index()
        session.rollback()

    def _merge(self, source: Idea, target: Idea) -> None:
        try:
            merge(source, target, self.marta, accepts_wider=True)
        except HeedError:
            session.rollback()

    def check(self) -> int:
        """How often a word was looked for in vain, as it should."""
        kept = 0
        for name, reader in self.readers.items():
            seen = {
                secret
                for idea, secret in zip(self.ideas, SECRETS, strict=True)
                if self.may_see(name, idea)
            }
            hidden = set(SECRETS) - seen
            for secret in SECRETS:
                pages = "".join(answers(reader, typed) for typed in nearly(secret))
                told = {each for each in hidden if each in pages.casefold()}
                assert not told, f"{name} asked for {nearly(secret)} and was told {told}"
            for idea, secret in zip(self.ideas, SECRETS, strict=True):
                found = idea.reference in answers(reader, secret)
                is_listed = secret in seen and idea.merged_into_id is None
                assert found or not is_listed, f"{name} does not find {secret}"
                kept += secret in hidden
        return kept


def nearly(secret: str) -> tuple[str, str]:
    """Half-typed, and with two letters swapped: the index knows how both go on."""
    return secret[:6], f"{secret[:4]}{secret[5]}{secret[4]}{secret[6:]}"


def answers(reader: Browser, typed: str) -> str:
    """The page of results, and what opens while one types."""
    asked = {"q": typed, "title": typed}
    ways = (("/search", {}), ("/search", FRAGMENT), ("/ideas/similar", FRAGMENT))
    given = [reader.get(path, query_string=asked, headers=headers) for path, headers in ways]
    assert {answer.status_code for answer in given} == {200}
    return "".join(answer.text for answer in given)


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """One that answers however often it is asked."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


@pytest.fixture
def portal(
    app: Flask,
    board: Board,
    staff_board: Board,
    northwind: Organisation,
    ada: User,
    ben: User,
    jun: User,
    marta: User,
    post: Post,
) -> Portal:
    with writing():
        narrow = Board(slug="narrow", name="Narrow", audience=Audience.GROUPS)
        group = Group(name="Northwind")
        session.add_all([narrow, group])
        session.flush()
        session.add(BoardGroup(board_id=narrow.id, group_id=group.id))
        session.add(GroupOrganisation(group_id=group.id, organisation_id=northwind.id))
    ideas = [post(f"The {secret} ledger", jun) for secret in SECRETS]
    for number in range(8):
        post(f"Something else about number {number}", jun)
    readers = {"nobody": Browser(app)}
    people = {"ada": ada, "ben": ben, "jun": jun, "marta": marta}
    readers |= {name: Browser(app).sign_in(person) for name, person in people.items()}
    return Portal([board, staff_board, narrow], ideas, readers, marta)


@settings(max_examples=3, **SOME)
@given(plan=PLAN)
def test_no_word_is_told_that_its_reader_may_not_see(portal: Portal, plan: Plan) -> None:
    portal.arrange(plan)
    portal.check()


def test_what_was_hidden_a_moment_ago_is_told_no_longer(portal: Portal) -> None:
    """The index still holds it."""
    portal.arrange(([(0, "listed", 0) for _secret in SECRETS], True))
    portal.check()
    portal.arrange(([(0, fate, 0) for fate in FATES], False))
    portal.check()


@pytest.mark.prove
def test_no_word_is_told_a_hundred_times(portal: Portal) -> None:
    kept: list[int] = []

    @settings(max_examples=100, **SOME)
    @given(plan=PLAN)
    def often(plan: Plan) -> None:
        portal.arrange(plan)
        kept.append(portal.check())

    often()
    print(f"{len(kept)} portals: {sum(kept)} hidden words asked for, none of them told")
