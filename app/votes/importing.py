"""Votes that come with an import: many at once, telling nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.core.db import Base, insert_new, session
from app.ideas.importing.service import Ballot
from app.ideas.models import Idea
from app.ideas.service.counts import keep_demands
from app.people.models import User
from app.votes.models import Follow, FollowState, Vote
from app.votes.service import heat


def bring_votes_in(ballots: Sequence[Ballot]) -> None:
    """Cast the votes that are not there yet; whoever votes follows. Votes cast in the portal stay,
    and so does the wish of those who want to hear no more."""
    given = [(each.idea_id, voter, each.cast_at) for each in ballots for voter in each.voter_ids]
    _insert_new(
        Vote,
        [
            {"idea_id": idea_id, "user_id": voter, "importance": None, "created_at": cast_at}
            for idea_id, voter, cast_at in given
        ],
    )
    _insert_new(
        Follow,
        [
            {"idea_id": idea_id, "user_id": voter, "state": FollowState.FOLLOWING, "by_vote": True}
            for idea_id, voter, _cast_at in given
        ],
    )
    refresh_demands({idea_id for idea_id, _voter, _cast_at in given})


def refresh_demands(idea_ids: Collection[int]) -> None:
    """As `service.refresh_demand` for many ideas and for what they were merged into."""
    merged = select(Idea.merged_into_id).where(
        Idea.id.in_(idea_ids), Idea.merged_into_id.is_not(None)
    )
    wanted = {*idea_ids, *session.scalars(merged)}
    keep_demands(tally.row() for tally in _tallies(wanted).values())


class _Tally:
    """What one merge family has gathered."""

    def __init__(self, idea_id: int) -> None:
        self.idea_id = idea_id
        self.first_votes: dict[int, datetime] = {}
        self.organisations: set[int] = set()

    def add(self, user_id: int, organisation_id: int | None, cast_at: datetime) -> None:
        self.first_votes[user_id] = min(cast_at, self.first_votes.get(user_id, cast_at))
        if organisation_id is not None:
            self.organisations.add(organisation_id)

    def row(self) -> dict[str, Any]:
        return {
            "idea_id": self.idea_id,
            "people": len(self.first_votes),
            "organisations": len(self.organisations),
            "hot": heat(list(self.first_votes.values())),
        }


def _tallies(wanted: Collection[int]) -> dict[int, _Tally]:
    tallies = {idea_id: _Tally(idea_id) for idea_id in wanted}
    votes = (
        select(Idea.id, Idea.merged_into_id, Vote.user_id, User.organisation_id, Vote.created_at)
        .join(Idea, Idea.id == Vote.idea_id)
        .join(User, User.id == Vote.user_id)
        .where(or_(Idea.id.in_(wanted), Idea.merged_into_id.in_(wanted)))
    )
    for idea_id, merged_into_id, user_id, organisation_id, cast_at in session.execute(votes):
        for counted in (idea_id, merged_into_id):
            if counted in tallies:
                tallies[counted].add(user_id, organisation_id, cast_at)
    return tallies


def _insert_new(table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert what the unique key lets in."""
    given = list(rows)
    if given:
        session.execute(insert_new(table), given)
