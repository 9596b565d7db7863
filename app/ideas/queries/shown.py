"""How people and their words are shown to a reader."""

from __future__ import annotations

from app.core.i18n import _
from app.core.markup import RENDERER_VERSION, render
from app.ideas.models import Audience, Board, Comment, Idea
from app.people.models import Reader, Role, User, public_name


def shown_name(author: User | None, *, board: Board, reader: Reader) -> str:
    """What `reader` calls the author of something on `board`."""
    if author is None:
        return _("Imported")
    return name_as_read(author.name, author.role, audience=board.audience, reader=reader)


def name_as_read(name: str, role: Role, *, audience: Audience, reader: Reader) -> str:
    """On a public board a customer is “Priya R.”; staff speak under their full names, and see those
    of everyone. People of an import may have no name."""
    if not name:
        return _("A customer")
    is_short = audience is Audience.PUBLIC and not role.is_staff and not reader.is_staff
    return public_name(name) if is_short else name


def shown_html(written: Idea | Comment) -> str:
    """The text as HTML, rendered anew where the kept HTML is of an older renderer."""
    if written.renderer_version < RENDERER_VERSION:
        return render(written.body)
    return written.body_html
