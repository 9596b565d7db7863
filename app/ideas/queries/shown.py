"""How people and their words are shown to a reader."""

from __future__ import annotations

from app.core.i18n import _
from app.core.markup import RENDERER_VERSION, render
from app.ideas.models import Audience, Board, Comment, Idea
from app.people.models import Reader, User


def shown_name(author: User | None, *, board: Board, reader: Reader) -> str:
    """What `reader` calls the author of something on `board`. On a public board a customer is
    “Priya R.”; staff speak under their full names, and see those of everyone."""
    if author is None:
        return _("Imported")
    if board.audience is Audience.PUBLIC and not author.is_staff and not reader.is_staff:
        return author.public_name
    return author.name


def shown_html(written: Idea | Comment) -> str:
    """The text as HTML, rendered anew where the kept HTML is of an older renderer."""
    if written.renderer_version < RENDERER_VERSION:
        return render(written.body)
    return written.body_html
