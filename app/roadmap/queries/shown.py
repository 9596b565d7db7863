"""What is on the roadmap, for whom: one filter for the page, the feed, what others embed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, select

from app.core.clock import now
from app.core.db import database, session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import in_order_of
from app.ideas.queries.visible import visible_boards
from app.improvements.models import Horizon, Improvement
from app.people.models import Reader

LANES = (Horizon.NOW, Horizon.NEXT, Horizon.LATER)
ON_ROADMAP = (*LANES, Horizon.SHIPPED)
A_MINUTE = timedelta(minutes=1)
# By database: when it was asked whether anything is public on the roadmap, and the answer.
_found: dict[str, tuple[datetime, bool]] = {}
_REFERENCE = re.compile(r"I-([1-9][0-9]{0,8})(?:-.*)?", re.IGNORECASE)


def on_roadmap(reader: Reader) -> ColumnElement[bool]:
    """A condition on `improvements`. Staff also see internal ones. Whoever sees no board at all
    sees no roadmap: a portal that shows strangers nothing does not show them its plans."""
    is_placed = Improvement.horizon.in_(ON_ROADMAP)
    if reader.is_staff:
        return is_placed
    return and_(is_placed, Improvement.is_public) if visible_boards(reader) else false()


def one_shown(reference: str, *, reader: Reader) -> Improvement:
    """The improvement `I-7` names, as far as the roadmap shows it to this reader. Raises NotFound,
    alike for what is hidden and what does not exist."""
    named = _REFERENCE.fullmatch(reference)
    if named is not None:
        one = select(Improvement).where(Improvement.number == int(named[1]), on_roadmap(reader))
        found = session.scalar(one)
        if found is not None:
            return found
    raise NotFound(_("There is nothing at this address."))


def shown_among(ids: Sequence[int], *, reader: Reader) -> list[Improvement]:
    """Those of `ids` that the roadmap shows to this reader, in their order."""
    if not ids:
        return []
    found = session.scalars(select(Improvement).where(Improvement.id.in_(ids), on_roadmap(reader)))
    return in_order_of(ids, found)


def has_roadmap(reader: Reader) -> bool:
    """Whether there is anything for them to see: every page's menu asks."""
    if reader.is_staff:
        return True
    return bool(visible_boards(reader)) and is_anything_public()


def is_anything_public() -> bool:
    """As it was at most a minute ago."""
    moment, database_url = now(), str(database.engine.url)
    asked_at, found = _found.get(database_url, (moment - A_MINUTE, False))
    if not timedelta() <= moment - asked_at < A_MINUTE:
        public = select(Improvement.id).where(
            Improvement.horizon.in_(ON_ROADMAP), Improvement.is_public
        )
        found = session.scalar(public.limit(1)) is not None
        _found[database_url] = (moment, found)
    return found
