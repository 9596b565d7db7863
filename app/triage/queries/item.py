"""One idea on a manager's desk, with who asked for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible, visible_ideas
from app.people.models import Reader, User

OTHERS = 3
_ON_THE_DESK = (
    joinedload(Idea.author).joinedload(User.organisation),
    joinedload(Idea.on_behalf_of).joinedload(User.organisation),
    joinedload(Idea.owner),
    joinedload(Idea.stage),
    joinedload(Idea.element),
)


def one_item(reference: str, *, reader: Reader) -> Idea:
    """With all the page shows of it, in one statement. Raises NotFound."""
    return one_visible(reference, reader=reader, also=_ON_THE_DESK)


def asker_of(idea: Idea) -> User | None:
    """Whose wish it is: the customer's where staff put it down for one."""
    return idea.on_behalf_of or idea.author


def other_ideas(idea: Idea, *, reader: Reader) -> list[Idea]:
    """What else its author asked for, the newest first; at most OTHERS."""
    if idea.author_id is None:
        return []
    others = (
        select(Idea)
        .where(Idea.author_id == idea.author_id, Idea.id != idea.id, visible_ideas(reader))
        .order_by(Idea.created_at.desc(), Idea.id.desc())
        .limit(OTHERS)
        .options(load_only(Idea.number, Idea.title, Idea.people))
    )
    return list(session.scalars(others))
