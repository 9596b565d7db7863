"""The audit log as administrators read it: narrowed, a page at a time, with names and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import Select, false, select

from app.core.audit import AuditEntry, name_of
from app.core.db import Base, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.core.settings import portal
from app.ideas.models import Board, Idea
from app.ideas.urls import idea_url
from app.improvements.models import Improvement
from app.improvements.urls import improvement_url
from app.people.models import Group, Organisation, User
from app.people.queries import by_email

PAGE = 50
ORDER = Order((AuditEntry.id,))
SYSTEM = "system"


@dataclass(frozen=True)
class Wanted:
    """As it stands in the address. `who` is an e-mail address or `system`; `what` a family such as
    `user` or one action; `about` an e-mail address, an idea's reference or a row's name; days are
    those of the portal's time zone, both included."""

    who: str = ""
    what: str = ""
    about: str = ""
    begins: date | None = None
    ends: date | None = None

    def in_address(self) -> dict[str, str]:
        asked = {"who": self.who, "what": self.what, "about": self.about}
        days = {"from": self.begins, "to": self.ends}
        return asked | {name: day.isoformat() if day else "" for name, day in days.items()}


class Subject(NamedTuple):
    """`url` is empty where nothing can be opened."""

    name: str
    url: str


def day_in(text: str, field: str) -> date | None:
    """Raises Invalid for what is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("“%(day)s” is no day. Write it as 2027-03-31.", day=text[:40])
        raise Invalid(message, errors={field: message}) from None


def entries_page(wanted: Wanted, cursor: str | None) -> Page[AuditEntry]:
    return page(first_page(_matching(wanted), ORDER, size=PAGE), ORDER, cursor, size=PAGE)


def all_entries(wanted: Wanted) -> Iterator[Sequence[AuditEntry]]:
    """Every entry, newest first, a batch at a time."""
    newest = _matching(wanted).order_by(*ORDER.by())
    yield from session.scalars(newest.execution_options(yield_per=500)).partitions()


def subjects_of(entries: Iterable[AuditEntry]) -> dict[str, Subject]:
    """Name and address of what the entries are about, as far as it is still there."""
    named = defaultdict(set)
    for entry in entries:
        table, _colon, uid = entry.subject.partition(":")
        if table in _OPENED:
            named[table].add(UUID(uid))
    found = {}
    for table, uids in named.items():
        model, shown = _OPENED[table]
        for row in session.scalars(select(model).where(model.uid.in_(uids))):
            found[name_of(row)] = shown(row)
    return found


def _matching(wanted: Wanted) -> Select[Any]:
    found = select(AuditEntry)
    if wanted.who:
        found = found.where(_by(wanted.who))
    if wanted.what:
        family = AuditEntry.action.startswith(f"{wanted.what}.", autoescape=True)
        found = found.where((AuditEntry.action == wanted.what) | family)
    if wanted.about:
        found = found.where(AuditEntry.subject == _subject_called(wanted.about))
    if wanted.begins:
        found = found.where(AuditEntry.created_at >= _midnight(wanted.begins))
    if wanted.ends:
        found = found.where(AuditEntry.created_at < _midnight(wanted.ends) + timedelta(days=1))
    return found


def _by(who: str) -> Any:
    if who == SYSTEM:
        return AuditEntry.actor_id.is_(None)
    person = by_email(who)
    return AuditEntry.actor_id == person.id if person else false()


def _subject_called(about: str) -> str:
    person = by_email(about) if "@" in about else None
    if person is not None:
        return name_of(person)
    kind, _dash, number = about.upper().partition("-")
    if kind == "H" and number.isdecimal() and len(number) < 10:
        idea = session.scalar(select(Idea).where(Idea.number == int(number)))
        return name_of(idea) if idea else about
    return about


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(portal().time_zone or "UTC"))


def _person(row: Any) -> Subject:
    return Subject(row.name or row.email or "", url_for("people.person", uid=row.uid))


def _organisation(row: Any) -> Subject:
    return Subject(row.name, url_for("people.organisation", uid=row.uid))


def _board(row: Any) -> Subject:
    return Subject(row.name, url_for("web.board_settings", slug=row.slug))


def _group(row: Any) -> Subject:
    return Subject(row.name, url_for("web.group", uid=row.uid))


def _idea(row: Any) -> Subject:
    return Subject(f"{row.reference} {row.title}", idea_url(row))


def _improvement(row: Any) -> Subject:
    return Subject(f"{row.reference} {row.title}", improvement_url(row))


_OPENED: dict[str, tuple[type[Base], Callable[[Any], Subject]]] = {
    "users": (User, _person),
    "organisations": (Organisation, _organisation),
    "boards": (Board, _board),
    "groups": (Group, _group),
    "ideas": (Idea, _idea),
    "improvements": (Improvement, _improvement),
}
