"""Rounds whose minutes name nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.councils.models import Round, Seat, SeatKind
from app.people.models import User


def refuse_names(of: Round, written: Mapping[str, str]) -> None:
    """Of members, also of former ones, in what is `written` by the name of its field. Raises
    Invalid naming the fields; what hosts are called may stand there."""
    if of.names_members:
        return
    seats = select(User.name).join(Seat, Seat.user_id == User.id)
    seats = seats.where(Seat.council_id == of.council_id, Seat.kind != SeatKind.HOST)
    names = [name for name in session.scalars(seats.distinct()) if name]
    errors = {
        field: _(
            "Write what was said, not who said it: minutes of this board name no members, and "
            "%(name)s is named.",
            name=name,
        )
        for field, text in written.items()
        for name in names
        if _names(name, text)
    }
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _names(name: str, text: str) -> bool:
    """A single word only as it is written: some names are words, too."""
    spelling = re.IGNORECASE if " " in name else re.NOFLAG
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, spelling) is not None
