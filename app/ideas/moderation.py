"""Whether what somebody posts waits to be looked at before others see it."""

from __future__ import annotations

import re

from app.core.errors import Forbidden, Invalid
from app.core.i18n import _
from app.ideas.models import Board, Comment, Held, Idea, Moderation
from app.ideas.queries.standing import is_known
from app.people.models import User

MOST_LINKS = 2  # of somebody who is not known yet
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def why_held(
    text: str,
    *,
    board: Board,
    author: User,
    in_haste: bool = False,
    instead_of: Idea | Comment | None = None,
) -> Held | None:
    """What staff and those they trust post is never held; `in_haste`, that it was sent sooner than
    one can write it. What it stands `instead_of` makes nobody known: friendly words would open the
    door to any."""
    if author.is_staff or author.trusted_at is not None:
        return None
    if board.moderation is Moderation.ALL:
        return Held.ALL
    has_many_links = len(_LINK.findall(text)) > MOST_LINKS
    is_first = board.moderation is Moderation.FIRST
    if not (is_first or has_many_links or in_haste) or is_known(author, besides=instead_of):
        return None
    if has_many_links:
        return Held.LINKS
    return Held.HASTE if in_haste else Held.FIRST


def refuse_links(title: str) -> None:
    """A letter repeats this title: it must not be a way to send strangers a link. Raises
    Invalid."""
    if _LINK.search(title):
        message = _("Write the title without addresses; they fit below.")
        raise Invalid(message, errors={"title": message})


def refuse_blocked(author: User) -> None:
    """Raises Forbidden."""
    if author.blocked_at is not None:
        raise Forbidden(
            _(
                "You can read and vote here, but not post any more. If you think this is a mistake,"
                " write to whoever runs this portal."
            )
        )
