"""Whatever is merged, taken apart, voted for and withdrawn in whatever order: the rows say what
happened, counts are what one counts by hand, and a merge taken back has changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import HeedError
from app.duplicates.models import Merge
from app.ideas.models import Board, Comment, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import Organisation, User
from app.votes import service as votes
from app.votes.models import Follow, Proxy, Vote
from app.votes.queries import VOTED_AT, ballot, voted_among
from tests.duplicates.conftest import merge, unmerge
from tests.personas import make_person

IDEAS, PEOPLE = 4, 4
ACTS = (
    "merge",
    "unmerge",
    "vote",
    "withdraw",
    "represent",
    "unrepresent",
    "delete",
    "there_and_back",
)
COURSE = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, IDEAS - 1), st.integers(0, PEOPLE - 1)),
    min_size=8,
    max_size=30,
)
SOME = {"suppress_health_check": [HealthCheck.function_scoped_fixture]}


class Portal:
    """A few ideas and people, and beside them what one would note on paper: who gave which idea a
    vote, which link leads where, which idea is gone."""

    def __init__(self, board: Board, author: User, people: list[User], marta: User) -> None:
        self.people, self.marta = people, marta
        said = words("Us too.")
        with writing():
            self.ideas = [
                submit(draft(f"Idea {n}"), board=board, author=author) for n in range(IDEAS)
            ]
            for idea in self.ideas:
                comment(idea, said, author=author)
        self.given = {(number, author.id) for number in range(IDEAS)}
        self.links: dict[int, int] = {}
        self.gone: set[int] = set()

    def root(self, number: int) -> int:
        while number in self.links:
            number = self.links[number]
        return number

    def family(self, number: int) -> set[int]:
        return {each for each in range(IDEAS) if self.root(each) == self.root(number)}

    def counted(self, number: int) -> set[int]:
        """Ids of the people who asked for an idea or one merged into it."""
        in_it = {each for each in range(IDEAS) if number in (each, self.root(each))}
        return {who for each, who in self.given if each in in_it}

    def merge(self, source: int, target: int) -> None:
        allowed = source != target and not {source, target} & (self.gone | self.links.keys())
        if self._done(allowed, lambda: merge(self.ideas[source], self.ideas[target], self.marta)):
            self.links[source] = target

    def unmerge(self, source: int, _other: int) -> None:
        if self._done(source in self.links, lambda: unmerge(self.ideas[source], self.marta)):
            del self.links[source]

    def vote(self, number: int, who: int) -> None:
        voter, idea = self.people[who], self.ideas[number]
        allowed = number not in self.links and number not in self.gone
        if self._done(allowed, lambda: self._write(votes.cast, idea, voter=voter)):
            self._give(number, voter)

    def withdraw(self, number: int, who: int) -> None:
        voter = self.people[who]
        self._write(votes.withdraw, self.ideas[number], voter=voter)
        self.given -= {(each, voter.id) for each in self.family(number)}

    def represent(self, number: int, who: int) -> None:
        """An employee asks for the customer: their plain vote, and a word of the employee."""
        voter, idea = self.people[who], self.ideas[number]
        if number in self.links or number in self.gone:
            return
        with writing():
            known = select(Proxy.id).where(Proxy.idea_id == idea.id, Proxy.user_id == voter.id)
            if votes.put(idea, voter=voter) and session.scalar(known) is None:
                session.add(Proxy(idea_id=idea.id, user_id=voter.id, employee_id=self.marta.id))
        self._give(number, voter)

    def unrepresent(self, number: int, who: int) -> None:
        voter, idea = self.people[who], self.ideas[number]
        with writing():
            session.execute(
                delete(Proxy).where(Proxy.idea_id == idea.id, Proxy.user_id == voter.id)
            )
        self.withdraw(number, who)

    def delete(self, number: int, _other: int) -> None:
        with writing():
            self.ideas[number].deleted_at = now()
        self.gone.add(number)

    def there_and_back(self, source: int, target: int) -> None:
        if source == target or {source, target} & (self.gone | self.links.keys()):
            return
        before = kept_rows(self.ideas)
        self.merge(source, target)
        self.check()
        self.unmerge(source, target)
        assert kept_rows(self.ideas) == before

    def check(self) -> None:
        session.expire_all()
        numbers = {idea.id: number for number, idea in enumerate(self.ideas)}
        found = session.execute(select(Vote).where(Vote.idea_id.in_(numbers))).scalars().all()
        assert {(numbers[vote.idea_id], vote.user_id) for vote in found} == self.given
        for number, idea in enumerate(self.ideas):
            self._check(number, idea, found)
        for who in self.people:
            self._check_shown(who, numbers)

    def _check(self, number: int, idea: Idea, found: list[Vote]) -> None:
        root = self.root(number)
        assert idea.merged_into_id == (self.ideas[root].id if root != number else None)
        people = self.counted(number)
        assert idea.people == len(people)
        homes = {
            home
            for who, home in session.execute(select(User.id, User.organisation_id))
            if who in people and home is not None
        }
        assert idea.organisations == len(homes)
        family = {idea.id, *(each.id for each in self.ideas if each.merged_into_id == idea.id)}
        first: dict[int, Any] = {}
        for vote in found:
            if vote.idea_id in family:
                first[vote.user_id] = min(vote.created_at, first.get(vote.user_id, vote.created_at))
        assert idea.hot == pytest.approx(votes.heat(list(first.values())))

    def _check_shown(self, who: User, numbers: dict[int, int]) -> None:
        """Panel, batch and list say the same of every idea that is listed."""
        roots = {idea.id for idea in self.ideas if idea.merged_into_id is None}
        wanted = {each for each in roots if who.id in self.counted(numbers[each])}
        assert {each for each in roots if ballot(each, who.id).has_voted} == wanted
        assert voted_among(roots, reader=who) == wanted
        listed = select(Idea.id).where(Idea.id.in_(roots), VOTED_AT.is_not(None))
        assert set(session.scalars(listed, {"reader": who.id})) == wanted

    def _give(self, number: int, voter: User) -> None:
        if voter.id not in self.counted(number):
            self.given.add((number, voter.id))

    def _write(self, act: Callable[..., Any], *what: Any, **more: Any) -> None:
        with writing():
            act(*what, **more)

    def _done(self, is_allowed: bool, act: Callable[[], Any]) -> bool:
        """Whether it happened, which is exactly where it is allowed."""
        try:
            act()
        except HeedError:
            assert not is_allowed
            return False
        assert is_allowed
        return True


def kept_rows(ideas: list[Idea]) -> list[Any]:
    """All that a merge must leave as it was, but for the last digits of the heat."""
    session.expire_all()
    ids = [idea.id for idea in ideas]
    kept: list[Any] = []
    for table in (Vote, Follow, Comment, Proxy, Idea):
        idea_id = Idea.id if table is Idea else table.idea_id
        columns = [column for column in table.__table__.columns if column.name != "hot"]
        rows = select(*columns).where(idea_id.in_(ids)).order_by(table.id)
        kept += [tuple(row) for row in session.execute(rows)]
    hots = session.scalars(select(Idea.hot).where(Idea.id.in_(ids)).order_by(Idea.id))
    return [*kept, *(round(hot, 9) for hot in hots)]


@pytest.fixture
def people(app: Flask, northwind: Organisation, contoso: Organisation) -> list[User]:
    homes = (northwind, northwind, contoso, None)
    return [make_person(f"Voter{n} Of Four", organisation=home) for n, home in enumerate(homes)]


@settings(max_examples=12, **SOME)
@given(course=COURSE)
def test_counts_equal_what_one_counts_by_hand(
    board: Board, ada: User, marta: User, people: list[User], course: list[tuple[str, int, int]]
) -> None:
    run(Portal(board, ada, people, marta), course)


@pytest.mark.prove
def test_counts_equal_what_one_counts_by_hand_hundreds_of_times(
    board: Board, ada: User, marta: User, people: list[User]
) -> None:
    done: list[int] = []

    @settings(max_examples=400, **SOME)
    @given(course=COURSE)
    def often(course: list[tuple[str, int, int]]) -> None:
        run(Portal(board, ada, people, marta), course)
        done.append(len(course))

    often()
    merges = session.scalars(select(Merge.id)).all()
    print(f"{len(done)} courses, {sum(done)} acts, {len(merges)} merges: counts equal the oracle")


def run(portal: Portal, course: list[tuple[str, int, int]]) -> None:
    for act, number, other in course:
        getattr(portal, act)(number, other)
        portal.check()
