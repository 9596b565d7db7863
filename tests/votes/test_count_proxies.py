"""Own votes and an employee's word in any order: one vote a person, and counts that are right."""

from __future__ import annotations

from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.db import session, writing
from app.core.errors import HeedError
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Organisation, User
from app.votes import service
from app.votes.importances import demand
from app.votes.models import Proxy, Vote
from app.votes.service.represent import Wish, cast_for, claim, take_out
from tests.personas import make_person

ACTS = {
    "vote": lambda idea, who, by: service.cast(idea, voter=who),
    "withdraw": lambda idea, who, by: service.withdraw(idea, voter=who),
    "represent": lambda idea, who, by: cast_for(idea, customer=who, employee=by, wish=Wish()),
    "claim": lambda idea, who, by: claim(idea, customer=who),
    "take out": lambda idea, who, by: take_out(idea, customer=who, actor=by),
    "leave": lambda idea, who, by: take_out(idea, customer=who, actor=who),
}
STEP = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(0, 1))
# Where each customer stands: no vote, one that an employee put down (“by” whom), one of those made
# their own, a vote that was theirs from the start.
NONE, CLAIMED, OWN = "none", "claimed", "own"


@pytest.fixture
def customers(app: Flask, northwind: Organisation, contoso: Organisation) -> list[User]:
    homes = (northwind, contoso, None)
    return [make_person(f"Voter{n} Of Three", organisation=home) for n, home in enumerate(homes)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=st.lists(STEP, min_size=5, max_size=30))
def test_one_vote_a_person_whoever_spoke_first(
    board: Board,
    ada: User,
    customers: list[User],
    jun: User,
    marta: User,
    course: list[tuple[str, int, int]],
) -> None:
    with writing():
        idea = submit(draft("Kilometre log from my car"), board=board, author=ada)
    employees, expected = (jun, marta), [NONE] * 3
    for act, customer, employee in course:
        with suppress(HeedError), writing():
            ACTS[act](idea, customers[customer], employees[employee])
        expected[customer] = after(act, expected[customer], f"by {employee}")

    assert [standing(idea, who, employees) for who in customers] == expected
    voted = {who.id for who, stands in zip(customers, expected, strict=True) if stands != NONE}
    rows = session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)).all()
    assert sorted(rows) == sorted(voted | {ada.id})
    assert idea.people == len(voted) + 1
    homes = select(func.count(func.distinct(User.organisation_id))).where(User.id.in_(rows))
    assert idea.organisations == session.scalar(homes)
    spoken_for = sum(stands.startswith("by") for stands in expected)
    assert demand(idea, reader=ada).by_proxy == spoken_for


def after(act: str, stands: str, employee: str) -> str:
    """The whole rule in six lines."""
    is_spoken_for = stands.startswith("by")
    return {
        "vote": OWN if stands == NONE else CLAIMED if is_spoken_for else stands,
        "withdraw": NONE,
        "represent": employee if stands == NONE else stands,
        "claim": CLAIMED if is_spoken_for else stands,
        "take out": NONE if stands == employee else stands,
        "leave": NONE if is_spoken_for or stands == CLAIMED else stands,
    }[act]


def standing(idea: Idea, who: User, employees: tuple[User, User]) -> str:
    mine = (Vote.idea_id == idea.id, Vote.user_id == who.id)
    if session.scalar(select(Vote.id).where(*mine)) is None:
        theirs = (Proxy.idea_id == idea.id, Proxy.user_id == who.id)
        assert session.scalar(select(Proxy.id).where(*theirs)) is None, "a word without its vote"
        return NONE
    proxy = session.scalars(
        select(Proxy).where(Proxy.idea_id == idea.id, Proxy.user_id == who.id)
    ).first()
    if proxy is None:
        return OWN
    if proxy.claimed_at is not None:
        return CLAIMED
    return f"by {[each.id for each in employees].index(proxy.employee_id)}"
