"""What people say once something shipped, counted."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import exists, func, or_, select

from app.core.db import session
from app.core.figures import FEWEST_FOR_SHARE, FEWEST_WITHOUT_DOUBT, percent, wilson
from app.ideas.models import Idea
from app.insights.models import FixAnswer, Fixed
from app.people.models import User
from app.votes.demand import Pairs, families
from app.votes.models import Vote


class Share(NamedTuple):
    """Answers to “did this fix it?”, one a person. As product.md has it: under 5 answers only the
    counts are shown, under 30 the share is indicative, and n and interval stand beside it."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def n(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def is_countable(self) -> bool:
        return self.n >= FEWEST_FOR_SHARE

    @property
    def is_indicative(self) -> bool:
        return self.n < FEWEST_WITHOUT_DOUBT

    @property
    def percent(self) -> int:
        """Of those who answered, how many say yes."""
        return percent(self.yes / self.n)

    @property
    def interval(self) -> tuple[int, int]:
        """95 %, Wilson, in whole percent."""
        return wilson(self.yes, self.n)


def shares_of(pairs: Pairs) -> dict[int, Share]:
    """By group, in one statement; groups nobody answered for are left out. Who answered for several
    ideas of a group counts once, with their last answer."""
    members = families(pairs)
    ranked = (
        select(
            members.c.group_id,
            FixAnswer.answer,
            func.row_number()
            .over(
                partition_by=[members.c.group_id, FixAnswer.user_id],
                order_by=[FixAnswer.updated_at.desc(), FixAnswer.id.desc()],
            )
            .label("place"),
        )
        .join(FixAnswer, FixAnswer.idea_id == members.c.idea_id)
        .subquery()
    )
    counted = (
        select(ranked.c.group_id, ranked.c.answer, func.count())
        .where(ranked.c.place == 1)
        .group_by(ranked.c.group_id, ranked.c.answer)
    )
    found: dict[int, Share] = {}
    for group, answer, people in session.execute(counted):
        found[group] = found.get(group, Share())._replace(**{Fixed(answer).value: people})
    return found


def answer_of(idea: Idea, person: User) -> FixAnswer | None:
    return session.scalar(
        select(FixAnswer).where(FixAnswer.idea_id == idea.id, FixAnswer.user_id == person.id)
    )


def has_asked(idea: Idea, person: User) -> bool:
    """Whether they put the idea, or one merged into it, down, were represented in it, or voted."""
    in_family = or_(Idea.id == idea.id, Idea.merged_into_id == idea.id)
    voted = exists().where(Vote.idea_id == Idea.id, Vote.user_id == person.id)
    is_theirs = or_(Idea.author_id == person.id, Idea.on_behalf_of_id == person.id, voted)
    return session.scalar(select(Idea.id).where(in_family, is_theirs).limit(1)) is not None
