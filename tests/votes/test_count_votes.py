"""Whatever people do in whatever order: counts equal rows, and heat equals its definition."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Organisation, User
from app.votes import service
from app.votes.models import Follow, FollowState, Vote
from tests.personas import make_person

ACTS = {
    "vote": lambda idea, who: service.cast(idea, voter=who),
    "withdraw": lambda idea, who: service.withdraw(idea, voter=who),
    "follow": lambda idea, who: service.follow(idea, follower=who),
    "mute": lambda idea, who: service.unfollow(idea, follower=who),
}
COURSE = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2)), min_size=5, max_size=40
)


@pytest.fixture
def voters(app: Flask, northwind: Organisation, contoso: Organisation) -> list[User]:
    """One of the author's organisation, one of another, one of none."""
    homes = (northwind, contoso, None)
    return [make_person(f"Voter{n} Of Three", organisation=home) for n, home in enumerate(homes)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=COURSE)
def test_counts_equal_rows_whatever_happened(
    board: Board, ada: User, voters: list[User], course: list[tuple[str, int]]
) -> None:
    idea = _new_idea(board, ada)
    voted, last = {ada.id}, dict[int, str]()
    for act, number in course:
        who = voters[number]
        with writing():
            ACTS[act](idea, who)
        voted = {"vote": voted | {who.id}, "withdraw": voted - {who.id}}.get(act, voted)
        last[who.id] = act if act in ("follow", "mute") else last.get(who.id, "")

    votes = session.execute(select(Vote.user_id, Vote.created_at).where(Vote.idea_id == idea.id))
    times = {row.user_id: row.created_at for row in votes}
    assert set(times) == voted
    assert idea.people == len(voted)
    assert idea.organisations == _organisations(voted)
    assert idea.hot == pytest.approx(service.heat(list(times.values())))
    assert _following(idea) == {ada.id} | {
        who.id for who in voters if _hears(last.get(who.id, ""), who.id in voted)
    }


def _hears(chosen: str, has_voted: bool) -> bool:
    """What one chose last stands, vote or no vote; without a choice the vote decides."""
    return {"follow": True, "mute": False}.get(chosen, has_voted)


def _new_idea(board: Board, author: User) -> Idea:
    written = draft("Kilometre log from my car")
    with writing():
        return submit(written, board=board, author=author)


def _following(idea: Idea) -> set[int]:
    mine = (Follow.idea_id == idea.id, Follow.state == FollowState.FOLLOWING)
    found = Counter(session.scalars(select(Follow.user_id).where(*mine)))
    assert set(found.values()) <= {1}
    return set(found)


def _organisations(people: set[int]) -> int:
    homes = select(func.count(func.distinct(User.organisation_id))).where(User.id.in_(people))
    return session.scalar(homes) or 0
