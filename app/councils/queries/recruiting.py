"""Whom a council lacks: how its members' organisations compare with all customers, and who among
customers contributes much and does not sit in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from app.core.clock import now
from app.core.db import session
from app.councils.models import Council, Seat
from app.councils.queries.seats import seated
from app.ideas.models import Comment, Idea
from app.people.models import Lifecycle, Organisation, Role, User
from app.votes.models import Vote

LOOK_BACK = timedelta(days=365)
MOST = 20
SIZES = ((1, "1"), (9, "2-9"), (49, "10-49"))
LARGEST = "50+"
REVENUES = (0, 10_000, 100_000, 1_000_000)  # from so much a year, in whole units


class Share(NamedTuple):
    """Of organisations with one thing in common: how many sit here, and how many there are. `name`
    is empty where nothing is known."""

    name: str
    here: int
    there: int

    @property
    def is_missing(self) -> bool:
        return not self.here and bool(self.name)


class Mix(NamedTuple):
    """By segment, by region, by where they stand with us, by how many of their people have an
    account, and by what they bring in a year, which is for those who may see revenue."""

    segments: Sequence[Share]
    regions: Sequence[Share]
    lifecycles: Sequence[Share]
    sizes: Sequence[Share]
    revenues: Sequence[Share]
    organisations: int
    seated: int

    @property
    def missing_segments(self) -> set[str]:
        return {share.name for share in self.segments if share.is_missing}

    @property
    def missing_regions(self) -> set[str]:
        return {share.name for share in self.regions if share.is_missing}

    def fill(self, organisation: Organisation | None) -> list[str]:
        """The missing segment and region that somebody from there would bring."""
        if organisation is None:
            return []
        segment = {organisation.segment} & self.missing_segments
        return [*segment, *({organisation.region} & self.missing_regions)]


class Prospect(NamedTuple):
    """`contributions` are ideas, votes and comments of twelve months; `fills` names the segment and
    the region of theirs that nobody sits here for."""

    person: User
    contributions: int
    fills: Sequence[str] = ()


def mix_of(council: Council) -> Mix:
    """Of organisations that are customers, each counted once."""
    everyone = _organisations()
    here = {seat.organisation_id for seat in seated(council) if seat.kind.answers_ballots}
    sizes = _people_by_organisation()

    def shares(of: Callable[[Organisation], str]) -> list[Share]:
        there = Counter(map(of, everyone))
        sit = Counter(of(each) for each in everyone if each.id in here)
        order = sorted(there, key=lambda name: (not name, -there[name], name))
        return [Share(name, sit[name], there[name]) for name in order]

    return Mix(
        segments=shares(lambda each: each.segment),
        regions=shares(lambda each: each.region),
        lifecycles=shares(lambda each: each.lifecycle.value),
        sizes=shares(lambda each: _size(sizes.get(each.id, 0))),
        revenues=shares(lambda each: _band(each.revenue)),
        organisations=len(everyone),
        seated=sum(each.id in here for each in everyone),
    )


def prospects_for(council: Council, mix: Mix) -> list[Prospect]:
    """Customers who are not in the council, who contribute most first; of as much, those first who
    bring what is missing."""
    done = _contributions().subquery()
    found = (
        select(User, func.count())
        .join(done, done.c.user_id == User.id)
        .where(*_could_be_asked(council))
        .group_by(User.id)
        .order_by(func.count().desc(), User.id)
        .limit(MOST)
        .options(joinedload(User.organisation))
    )
    prospects = [
        Prospect(person, count, mix.fill(person.organisation))
        for person, count in session.execute(found)
    ]
    return sorted(prospects, key=lambda each: (-each.contributions, not each.fills))


def from_what_is_missing(
    council: Council, mix: Mix, *, besides: Iterable[Prospect]
) -> list[Prospect]:
    """Customers of segments and regions that nobody sits here for, whether they contribute or not;
    those `besides` are named already."""
    missing = or_(
        Organisation.segment.in_(mix.missing_segments), Organisation.region.in_(mix.missing_regions)
    )
    found = (
        select(User)
        .join(User.organisation)
        .where(
            missing,
            _is_customer(),
            *_could_be_asked(council),
            User.id.not_in([each.person.id for each in besides]),
        )
        .order_by(Organisation.name, User.id)
        .limit(MOST)
        .options(contains_eager(User.organisation))
    )
    return [Prospect(person, 0, mix.fill(person.organisation)) for person in session.scalars(found)]


def customer_named(uid: UUID | None, *, reader: User) -> User | None:
    """None for nobody's, and for a reader who does not look people up."""
    if uid is None or not reader.is_keeper:
        return None
    found = select(User).where(User.uid == uid, User.role == Role.CUSTOMER)
    return session.scalar(found.options(joinedload(User.organisation)))


def _is_customer() -> ColumnElement[bool]:
    """Whether an organisation has bought, and has not left."""
    return Organisation.lifecycle.not_in([Lifecycle.PROSPECT, Lifecycle.CHURNED])


def _could_be_asked(council: Council) -> Sequence[ColumnElement[bool]]:
    has_seat = exists().where(
        Seat.council_id == council.id, Seat.user_id == User.id, Seat.is_open()
    )
    return (
        User.role == Role.CUSTOMER,
        User.deactivated_at.is_(None),
        User.welcomed_at.is_not(None),
        ~has_seat,
    )


def _organisations() -> Sequence[Organisation]:
    return session.scalars(select(Organisation).where(_is_customer())).all()


def _people_by_organisation() -> dict[int, int]:
    counted = (
        select(User.organisation_id, func.count(User.id))
        .where(User.organisation_id.is_not(None), User.deactivated_at.is_(None))
        .group_by(User.organisation_id)
    )
    return {key: count for key, count in session.execute(counted) if key is not None}


def _size(people: int) -> str:
    return next((name for most, name in SIZES if people <= most), LARGEST)


def _band(revenue: int | None) -> str:
    """The least that its organisations bring; empty where that is not known."""
    if revenue is None:
        return ""
    return str(max(least for least in REVENUES if least <= max(revenue, 0)))


def _contributions() -> Any:
    """One row with `user_id` for each."""
    since = now() - LOOK_BACK

    def of(table: Any, user_id: Any, *where: Any) -> Select[Any]:
        return select(user_id.label("user_id")).where(
            user_id.is_not(None), table.created_at >= since, *where
        )

    return union_all(
        of(Idea, Idea.author_id, Idea.deleted_at.is_(None)),
        of(Vote, Vote.user_id),
        of(Comment, Comment.author_id, Comment.deleted_at.is_(None)),
    )
