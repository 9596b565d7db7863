"""Ideas that were taken out, for those who can bring them back."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Idea
from app.ideas.queries.visible import FACES, number_in

LAST_FIRST = Order((Idea.deleted_at, Idea.id))
PAGE_SIZE = 30


def removed_page(cursor: str | None) -> Page[Idea]:
    """The last taken out first. Raises Invalid for a cursor that was not made here."""
    removed = select(Idea).options(*FACES).where(Idea.deleted_at.is_not(None))
    return page(first_page(removed, LAST_FIRST, size=PAGE_SIZE), LAST_FIRST, cursor, size=PAGE_SIZE)


def one_removed(reference: str) -> Idea:
    """Raises NotFound."""
    named = (Idea.number == number_in(reference), Idea.deleted_at.is_not(None))
    found = session.scalars(select(Idea).where(*named)).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found
