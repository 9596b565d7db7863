"""What a round could ask about: what customers want most in each part of the experience, where many
people and much revenue want different things, what the council was torn over before, and the ideas
wanted most that nobody has taken up."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.councils.models import AgendaItem, Candidate, Round
from app.councils.queries.results import results_of
from app.councils.queries.rounds import candidates_of
from app.councils.results import places
from app.ideas.models import Audience, Idea, Phase, Status
from app.ideas.queries.visible import visible_boards, visible_ideas
from app.improvements.models import Evidence, Horizon, Improvement
from app.improvements.policy import may_read
from app.improvements.queries.demand import demands, revenues
from app.journey.models import Element
from app.people.models import User

MOST_OF_A_KIND = 3
FEWEST_PLACES = 3  # apart, for people and revenue to want different things
ROUNDS_BACK = 4


class Why(enum.StrEnum):
    TOP_OF_PART = "top_of_part"
    REVENUE_GAP = "revenue_gap"
    TORN_BEFORE = "torn_before"
    NOT_COVERED = "not_covered"


class Suggested(NamedTuple):
    """`part` is that of the experience, where it is the reason."""

    reference: str
    title: str
    why: Why
    part: Element | None = None


def suggestions_for(of: Round, *, reader: User) -> list[Suggested]:
    """Each once, for its first reason; nothing that is in the round already, or that this reader
    may not read."""
    taken = candidates_of(of)
    there = {_reference(each) for each in taken}
    wanted = [each for each in _open_improvements() if may_read(each, reader=reader)]
    asked = {key: demand.people for key, demand in demands([each.id for each in wanted]).items()}
    found = [*_top_of_parts(wanted, asked), *_torn_before(of)]
    if reader.sees_figures:
        found += _revenue_gaps(wanted, asked)
    found += _not_covered(reader)
    chosen: dict[str, Suggested] = {}
    for each in found:
        if each.reference not in there:
            chosen.setdefault(each.reference, each)
    return list(chosen.values())


def _open_improvements() -> Sequence[Improvement]:
    is_open = Improvement.horizon.in_([each for each in Horizon if each.is_open])
    found = select(Improvement).where(is_open).options(joinedload(Improvement.element))
    return session.scalars(found.order_by(Improvement.number)).all()


def _top_of_parts(wanted: Iterable[Improvement], asked: dict[int, int]) -> list[Suggested]:
    best: dict[int, Improvement] = {}
    for each in wanted:
        if each.element is None or not asked.get(each.id):
            continue
        kept = best.get(each.element.id)
        if kept is None or asked[each.id] > asked[kept.id]:
            best[each.element.id] = each
    order = sorted(best.values(), key=lambda each: -asked[each.id])
    return [Suggested(each.reference, each.title, Why.TOP_OF_PART, each.element) for each in order]


def _not_covered(reader: User) -> list[Suggested]:
    """The ideas wanted most that stand behind no improvement, of boards whose ideas every customer
    may read."""
    open_to_all = [
        board.id
        for board in visible_boards(reader)
        if board.audience in (Audience.PUBLIC, Audience.SIGNED_IN) and not board.is_one_way
    ]
    wanted = (
        select(Idea)
        .join(Idea.status)
        .where(visible_ideas(reader), Idea.board_id.in_(open_to_all), Idea.people > 0)
        .where(Status.phase.in_([each for each in Phase if each.is_open_for_votes]))
        .where(~exists().where(Evidence.idea_id == Idea.id))
        .order_by(Idea.people.desc(), Idea.id)
        .limit(MOST_OF_A_KIND)
    )
    found = session.scalars(wanted).all()
    return [Suggested(each.reference, each.title, Why.NOT_COVERED) for each in found]


def _revenue_gaps(wanted: Sequence[Improvement], asked: dict[int, int]) -> list[Suggested]:
    """The farthest apart first, by place among all that are open."""
    by_people = places({each.id: Fraction(asked.get(each.id, 0)) for each in wanted})
    worth = revenues([each.id for each in wanted])
    by_revenue = places({each.id: Fraction(worth.get(each.id, 0)) for each in wanted})
    gaps = {each.id: abs(by_people[each.id] - by_revenue[each.id]) for each in wanted}
    order = sorted(wanted, key=lambda each: -gaps[each.id])
    return [
        Suggested(each.reference, each.title, Why.REVENUE_GAP)
        for each in order[:MOST_OF_A_KIND]
        if gaps[each.id] >= FEWEST_PLACES
    ]


def far_apart(of: Round, agenda: Collection[AgendaItem]) -> list[Candidate]:
    """What the council or its customers are torn over in this round, and what is not on the agenda
    by that title. Raises NotFound until the round has closed."""
    titles = {item.title for item in agenda}
    torn = [each for each in results_of(of).judged if each.outcome.is_wide or each.parts_ways]
    return [each.candidate for each in torn if each.candidate.title not in titles]


def _torn_before(of: Round) -> list[Suggested]:
    """In the council's last rounds."""
    closed = (
        select(Round)
        .where(Round.council_id == of.council_id, Round.opened_at.is_not(None))
        .where(Round.closes_at <= now())
        .order_by(Round.closes_at.desc())
        .limit(ROUNDS_BACK)
    )
    return [
        Suggested(_reference(judged.candidate), judged.candidate.title, Why.TORN_BEFORE)
        for each in session.scalars(closed).all()
        for judged in results_of(each).judged
        if judged.outcome.is_wide and judged.candidate.was_asked_for
    ]


def _reference(candidate: Candidate) -> str:
    source = candidate.idea or candidate.improvement
    return source.reference if source else ""
