"""What a row must be like to become an idea."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from app.core import text
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.importing.files import Row
from app.ideas.service.drafts import BODY_LENGTH, TITLE_LENGTH
from app.ideas.service.sort import TAG_LENGTH
from app.people.addresses import checked_address

ID_LENGTH = 200
NAME_LENGTH = 200
MOST_VOTERS = 10_000
MOST_SUPPORT = 1_000_000_000
PARTS = ("title", "body", "author", "created_at", "status_id", "topic", "tags", "votes")
"""What of an idea a later import may change, each by itself."""

_BETWEEN_ADDRESSES = re.compile(r"[\s,;|]+")
_BETWEEN_TAGS = re.compile(r"[,;|]")


@dataclass(frozen=True)
class ImportedIdea:
    """A row that was checked. `author` and `voters` are e-mail addresses, `support` is a number of
    votes without names; what the file does not say is empty or None."""

    external_id: str
    title: str
    body: str
    author: str
    author_name: str
    created_at: datetime | None
    status_id: int | None
    topic: str
    tags: tuple[str, ...]
    voters: tuple[str, ...]
    support: int

    @property
    def votes(self) -> tuple[tuple[str, ...], int]:
        return self.voters, self.support

    @property
    def addresses(self) -> set[str]:
        """Of everyone who asks for it."""
        return {*self.voters, self.author} - {""}

    @property
    def digest(self) -> str:
        """A short digest of each of PARTS, in their order."""
        return " ".join(_digest(getattr(self, part)) for part in PARTS)

    def changed_parts(self, known_digest: str | None) -> set[str]:
        """Those of PARTS that differ from when the digest was made."""
        known = (known_digest or "").split(" ")
        if len(known) != len(PARTS):
            return set(PARTS)
        pairs = zip(PARTS, known, self.digest.split(" "), strict=True)
        return {part for part, before, after in pairs if before != after}


class Checks:
    """Checks the rows of one file. `statuses` maps what rows call a status to its id; `read_date`
    is how dates that are not ISO 8601 are meant, where the file has such."""

    def __init__(
        self, statuses: Mapping[str, int], read_date: Callable[[str], datetime] | None = None
    ) -> None:
        self.removed_characters = 0
        self._statuses = statuses
        self._read_date = read_date or datetime.fromisoformat
        self._seen: set[str] = set()
        self._addresses: dict[str, str] = {}

    def check(self, row: Row) -> ImportedIdea:
        """Raises Invalid with what is wrong with the row."""
        if row.fault:
            raise Invalid(row.fault)
        title, body = self._title(row), self._body(row)
        author = self._address(_text(row, "author_email"))
        voters, support = self._votes(row.fields.get("votes"))
        return ImportedIdea(
            external_id=self._external_id(row, title, body, author),
            title=title,
            body=body,
            author=author,
            author_name=self._line(row, "author_name")[:NAME_LENGTH],
            created_at=_moment(_text(row, "created_at").strip(), self._read_date),
            status_id=self._status(self._line(row, "status")),
            topic=self._line(row, "topic")[:TAG_LENGTH],
            tags=self._tags(row.fields.get("tags")),
            voters=voters,
            support=support,
        )

    def _title(self, row: Row) -> str:
        title = self._line(row, "title")
        if not title:
            raise Invalid(_("has no title"))
        if len(title) > TITLE_LENGTH:
            raise Invalid(_("has a title longer than %(num)s characters", num=TITLE_LENGTH))
        return title

    def _body(self, row: Row) -> str:
        written = _text(row, "body")
        self.removed_characters += text.unwanted_characters(written)
        body = text.block(written)
        if len(body) > BODY_LENGTH:
            raise Invalid(_("has a body longer than %(num)s characters", num=BODY_LENGTH))
        return body

    def _external_id(self, row: Row, title: str, body: str, author: str) -> str:
        """A row that comes without one is known again by what it says."""
        given = self._line(row, "external_id") or self._line(row, "id")
        external_id = given or f"sha256-{_digest([title, body, author])}"
        if len(external_id) > ID_LENGTH:
            raise Invalid(_("has an external_id longer than %(num)s characters", num=ID_LENGTH))
        if external_id in self._seen:
            raise Invalid(_("has the same external_id as a row before it"))
        self._seen.add(external_id)
        return external_id

    def _line(self, row: Row, name: str) -> str:
        written = _text(row, name)
        self.removed_characters += text.unwanted_characters(written)
        return text.one_line(written)

    def _address(self, written: str) -> str:
        written = text.one_line(written)
        if written and written not in self._addresses:
            try:
                self._addresses[written] = checked_address(written)
            except Invalid:
                message = _("“%(address)s” is no e-mail address", address=written[:100])
                raise Invalid(message) from None
        return self._addresses.get(written, "")

    def _status(self, name: str) -> int | None:
        if name and name not in self._statuses:
            raise Invalid(_("has the unknown status “%(name)s”", name=name[:100]))
        return self._statuses.get(name)

    def _tags(self, written: object) -> tuple[str, ...]:
        if written is None or isinstance(written, str):
            written = _BETWEEN_TAGS.split(written or "")
        if not _is_list_of_texts(written):
            raise Invalid(_("has tags that are neither texts nor a list of them"))
        lines = [text.one_line(tag)[:TAG_LENGTH] for tag in written]
        return tuple(sorted({line for line in lines if line}))

    def _votes(self, written: object) -> tuple[tuple[str, ...], int]:
        """The voters, or how many there are without names."""
        if isinstance(written, str) and not written.strip().isdecimal():
            written = [each for each in _BETWEEN_ADDRESSES.split(written) if each]
        if _is_list_of_texts(written):
            if len(written) > MOST_VOTERS:
                raise Invalid(_("has more than %(num)s voters", num=MOST_VOTERS))
            return tuple(sorted({self._address(each) for each in written} - {""})), 0
        count = 0 if written is None else _count(written)
        return (), count


def _text(row: Row, name: str) -> str:
    written = row.fields.get(name)
    if written is None:
        return ""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return str(written)
    if not isinstance(written, str):
        raise Invalid(_("has a %(name)s that is no text", name=name))
    return written


def _moment(written: str, read_date: Callable[[str], datetime]) -> datetime | None:
    """Without a zone, UTC is meant."""
    if not written:
        return None
    try:
        moment = read_date(written)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = _("has a created_at that is no date like 2026-03-09T14:05:00Z")
        raise Invalid(message) from None
    if moment > now():
        raise Invalid(_("has a created_at that lies in the future"))
    return moment


def _is_list_of_texts(written: object) -> TypeGuard[list[str]]:
    return isinstance(written, list) and all(isinstance(each, str) for each in written)


def _count(written: object) -> int:
    is_number = isinstance(written, int | str) and not isinstance(written, bool)
    try:
        count = int(str(written)) if is_number else -1
    except ValueError:
        count = -1
    if not 0 <= count <= MOST_SUPPORT:
        raise Invalid(_("has votes that are neither a number nor a list of e-mail addresses"))
    return count


def _digest(said: Any) -> str:
    content = json.dumps(said, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
