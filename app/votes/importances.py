"""How much an idea matters, to how many: of each person of its merge family the strongest word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from app.core.db import session
from app.ideas.models import Idea
from app.people.models import Organisation, Reader, User
from app.votes.models import Importance, Proxy, Vote
from app.votes.queries import BALLOT, Ballot, empty_ballot, read_ballot

FEWEST_FOR_SHARES = 5  # below, a share would claim more than it knows
RANKS = {Importance.NICE: 1, Importance.IMPORTANT: 2, Importance.CRITICAL: 3}
OF_A_BALLOT = len(BALLOT.selected_columns)
_IDEA = bindparam("idea", type_=Integer)
_FAMILY = select(Idea.id).where(or_(Idea.id == _IDEA, Idea.merged_into_id == _IDEA))


class Share(NamedTuple):
    """One part of the bar: `percent` of those who said, None where too few did. It begins at
    `start` and is `width` wide, of 100."""

    importance: Importance
    people: int
    percent: int | None
    start: float
    width: float


class Demand(NamedTuple):
    """Who wants an idea, beside the counts kept on it: how much, through whom, how many by the idea
    itself and not by one merged into it, and for keepers what their organisations pay in a year.
    `added_by` is who asked for the reader."""

    critical: int
    important: int
    nice: int
    by_proxy: int
    own: int
    revenue: int | None
    added_by: str | None

    @property
    def said(self) -> int:
        return self.critical + self.important + self.nice

    @property
    def shares(self) -> list[Share]:
        """From critical to nice; nothing where nobody said."""
        counted = zip(reversed(RANKS), self[:3], strict=True)
        shares, start = [], 0.0
        for importance, people in counted if self.said else ():
            width = round(100 * people / self.said, 3)
            shares.append(Share(importance, people, self._percent(people), round(start, 3), width))
            start += width
        return shares

    def _percent(self, people: int) -> int | None:
        if self.said < FEWEST_FOR_SHARES:
            return None
        exact = Decimal(100 * people) / Decimal(self.said)
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def demand(idea: Idea, *, reader: Reader) -> Demand:
    """In one statement, whoever reads."""
    asked = {"idea": idea.id, "reader": reader.id}
    return Demand(*session.execute(_demand(reader.sees_figures), asked).one())


def ballot_and_demand(idea: Idea, *, reader: Reader) -> tuple[Ballot, Demand]:
    """Both in one statement: a page shows much else."""
    if reader.id is None:
        return empty_ballot(idea), demand(idea, reader=reader)
    asked = {"idea": idea.id, "reader": reader.id}
    rows = session.execute(_ballot_and_demand(reader.sees_figures), asked).all()
    return read_ballot([row[:OF_A_BALLOT] for row in rows], idea.id), Demand(*rows[0][OF_A_BALLOT:])


def importances_counted(ids: Sequence[int]) -> Select[Any]:
    """(`importance`, idea id, which, people) of many ideas, to be asked with other words."""
    root = case((Idea.merged_into_id.in_(ids), Idea.merged_into_id), else_=Idea.id)
    each = (
        select(root.label("root"), func.max(_rank()).label("rank"))
        .join(Idea, Idea.id == Vote.idea_id)
        .where(or_(Idea.id.in_(ids), Idea.merged_into_id.in_(ids)), Vote.importance.is_not(None))
        .group_by(root, Vote.user_id)
        .subquery()
    )
    words = case({rank: word.value for word, rank in RANKS.items()}, value=each.c.rank)
    return select(literal("importance"), each.c.root, words, func.count()).group_by(
        each.c.root, each.c.rank
    )


@cache
def _demand(has_revenue: bool) -> Select[Any]:
    spoken_for = and_(
        Proxy.idea_id == Vote.idea_id,
        Proxy.user_id == Vote.user_id,
        Proxy.claimed_at.is_(None),
    )
    each = (
        select(
            func.max(_rank()).label("rank"),
            func.count(Proxy.id).label("proxies"),
            func.max(case((Vote.idea_id == _IDEA, 1), else_=0)).label("own"),
        )
        .select_from(Vote)
        .outerjoin(Proxy, spoken_for)
        .where(Vote.idea_id.in_(_FAMILY))
        .group_by(Vote.user_id)
        .subquery()
    )
    ranks = [func.count().filter(each.c.rank == RANKS[word]) for word in reversed(RANKS)]
    by_proxy = func.count().filter(each.c.proxies > 0)
    revenue: Any = _revenue() if has_revenue else null()
    own = func.count().filter(each.c.own == 1)
    columns: list[Any] = [*ranks, by_proxy, own, revenue, _added_by()]
    named = [column.label(name) for column, name in zip(columns, Demand._fields, strict=True)]
    return select(*named).select_from(each)


@cache
def _ballot_and_demand(has_revenue: bool) -> Select[Any]:
    wanted = _demand(has_revenue).subquery()
    return BALLOT.join(wanted, true()).add_columns(*wanted.c)


def _rank() -> ColumnElement[int]:
    ranks = {word.value: rank for word, rank in RANKS.items()}
    return case(
        *((Vote.importance == word, literal(rank)) for word, rank in ranks.items()), else_=0
    )


def _revenue() -> ScalarSelect[int]:
    """Each organisation once, however many of its people voted."""
    homes = (
        select(User.organisation_id)
        .join(Vote, Vote.user_id == User.id)
        .where(Vote.idea_id.in_(_FAMILY))
    )
    return (
        select(func.sum(Organisation.revenue)).where(Organisation.id.in_(homes)).scalar_subquery()
    )


def _added_by() -> ScalarSelect[str]:
    mine = (
        Proxy.idea_id == _IDEA,
        Proxy.user_id == bindparam("reader", type_=Integer),
        Proxy.claimed_at.is_(None),
    )
    named = select(User.name).join(Proxy, Proxy.employee_id == User.id).where(*mine)
    return named.limit(1).scalar_subquery()
