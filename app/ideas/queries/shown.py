"""How people and their words are shown to a reader."""

from __future__ import annotations

from typing import NamedTuple

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
    of everyone. People of an import and those who were erased have no name."""
    if not name:
        return _("Somebody who left") if role.is_staff else _("A customer")
    is_short = audience is Audience.PUBLIC and not role.is_staff and not reader.is_staff
    return public_name(name) if is_short else name


class Asker(NamedTuple):
    """By whom an idea was asked, as far as names go: who wrote it down, and for which customer if
    for one. The one rule for pages, lists, feeds, mail and API."""

    author: str | None
    author_role: Role | None
    customer: str | None
    is_claimed: bool
    audience: Audience
    is_imported: bool
    organisation: str | None = None

    @classmethod
    def of(cls, idea: Idea) -> Asker:
        author, customer = idea.author, idea.on_behalf_of
        return cls(
            author=author.name if author else None,
            author_role=author.role if author else None,
            customer=customer.name if customer else None,
            is_claimed=idea.claimed_at is not None,
            audience=idea.board.audience,
            is_imported=idea.is_imported,
            organisation=customer.organisation.name if customer and customer.organisation else None,
        )

    def name_for(self, reader: Reader) -> str:
        """A customer who was asked for stays unnamed until they say that it is theirs; staff read
        both names."""
        if self.customer is not None and self.is_claimed:
            return self._as_read(self.customer, Role.CUSTOMER, reader)
        if self.author is None or self.author_role is None:
            return _("Imported") if self.is_imported else _("Somebody not signed in")
        if self.customer is None:
            return self._as_read(self.author, self.author_role, reader)
        if not reader.is_staff:
            return _("A customer, added by support")
        names = {
            "customer": self.customer or _("A customer"),
            "employee": self.author.split(" ")[0],
        }
        if self.organisation is None:
            return _("%(customer)s, added by %(employee)s", **names)
        return _(
            "%(customer)s (%(organisation)s), added by %(employee)s",
            organisation=self.organisation,
            **names,
        )

    def _as_read(self, name: str, role: Role, reader: Reader) -> str:
        return name_as_read(name, role, audience=self.audience, reader=reader)


def shown_author(idea: Idea, *, reader: Reader) -> str:
    """What `reader` calls whoever asked for the idea."""
    return Asker.of(idea).name_for(reader)


def shown_face(idea: Idea, *, reader: Reader) -> User | None:
    """Whose initials stand beside that name; nobody's where it is no name."""
    if idea.on_behalf_of is None:
        return idea.author
    return idea.on_behalf_of if idea.claimed_at or reader.is_staff else None


def shown_html(written: Idea | Comment) -> str:
    """The text as HTML, rendered anew where the kept HTML is of an older renderer."""
    if written.renderer_version < RENDERER_VERSION:
        return render(written.body)
    return written.body_html
