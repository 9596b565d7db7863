"""News of advisory boards: that something waits there, with nothing of what it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, cast, exists, literal, null, select

from app.core.db import session
from app.councils.models import Council, Matter, Seat
from app.people.models import User
from app.telling.fan_out import owe
from app.telling.models import Because, Update, UpdateKind


def tell_board(matter: Matter, council: Council, people: Collection[User]) -> int:
    """Owe it to `people`, as far as they still belong there; returns to how many."""
    facts = {"matter": matter.value, "council": str(council.uid)}
    news = Update(kind=UpdateKind.COUNCIL, facts=facts)
    session.add(news)
    session.flush()
    return owe(news, belonging(news, [person.id for person in people]))


def belonging(news: Update, user_ids: Collection[int]) -> Select[Any]:
    """As rows of `audience`: who of these people sits in the council, is to, or is asked to."""
    council = select(Council.id).where(Council.uid == UUID(news.facts["council"]))
    has_seat = exists().where(
        Seat.user_id == User.id, Seat.council_id == council.scalar_subquery(), Seat.is_open()
    )
    row: list[ColumnElement[Any]] = [
        User.id.label("user_id"),
        literal(Because.COUNCIL.value).label("because"),
        cast(null(), Integer).label("idea_id"),
    ]
    return select(*row).where(
        User.id.in_(user_ids),
        User.welcomed_at.is_not(None),
        User.deactivated_at.is_(None),
        has_seat,
    )
