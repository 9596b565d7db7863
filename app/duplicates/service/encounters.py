"""What people made of the look-alikes they were shown: the portal's own measure of how well it
finds what was asked before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from app.core.db import insert_new, key_of, session
from app.duplicates.models import Encounter, Met, Outcome
from app.duplicates.shown import Shown
from app.ideas.models import Idea
from app.people.models import User


def keep_encounter(idea: Idea, outcome: Outcome, *, shown: Sequence[Shown], actor: User) -> None:
    """Remember that somebody who was `shown` ideas voted for `idea`, one of them, or posted it as
    their own. Once a person, idea and outcome: an employee may vote for several customers."""
    idea_id = key_of(idea)
    if not shown or not _belongs(idea_id, outcome, shown):
        return
    encounter = {"user_id": key_of(actor), "idea_id": idea_id, "outcome": outcome}
    new = session.scalar(insert_new(Encounter).returning(Encounter.id), encounter)
    if new is not None:
        rows = [{"encounter_id": new, **each._asdict()} for each in shown]
        session.execute(insert(Met), rows)


def _belongs(idea_id: int, outcome: Outcome, shown: Sequence[Shown]) -> bool:
    """One votes for what was shown, and posts what was not."""
    return (outcome is Outcome.VOTED) == any(each.idea_id == idea_id for each in shown)
