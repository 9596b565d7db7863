"""What the audit log says, as sentences for those who look after people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session
from app.core.i18n import _
from app.people.models import Role, User
from app.people.roles import role_words

SAID = (
    "user.role",
    "user.executive",
    "user.organisation",
    "user.invite",
    "user.withdraw_invitation",
    "user.come_in",
    "user.create",
    "user.merge",
    "user.deactivate",
    "user.reactivate",
    "user.trust",
    "user.block",
    "user.unblock",
)
"""The actions that have a sentence here."""


class Change(NamedTuple):
    """`who` is empty for the system itself."""

    who: str
    sentence: str
    at: datetime


def changes_shown(entries: Sequence[AuditEntry]) -> list[Change]:
    """The entries that have a sentence, in one statement for all names."""
    who = names_of(entries)
    said = [(entry, _sentence(entry)) for entry in entries]
    return [
        Change(who.get(entry.actor_id or 0, ""), sentence, entry.created_at)
        for entry, sentence in said
        if sentence
    ]


def names_of(entries: Sequence[AuditEntry]) -> dict[int, str]:
    """Names of those who acted, by id; an address where there is no name."""
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    if not ids:
        return {}
    acted = select(User.id, User.name, User.email).where(User.id.in_(ids))
    return {row.id: row.name or row.email or "" for row in session.execute(acted)}


def _sentence(entry: AuditEntry) -> str:
    if entry.blanked_at is not None:
        return _("Changed; what it was named somebody who was erased since.")
    role, nobody = _role_in(entry.after), _("none")
    match entry.action:
        case "user.role":
            return _("Now %(role)s, before %(before)s.", role=role, before=_role_in(entry.before))
        case "user.executive":
            sees = entry.after["is_executive"]
            return _("Sees what executives see.") if sees else _("No longer sees figures.")
        case "user.organisation":
            return _(
                "Now of %(name)s, before of %(before)s.",
                name=entry.after["organisation"] or nobody,
                before=entry.before["organisation"] or nobody,
            )
        case "user.invite":
            return _("Invited as %(role)s.", role=role)
        case "user.withdraw_invitation":
            return _("Invitation withdrawn.")
        case "user.come_in":
            return _("Came in as %(role)s, by this invitation.", role=role)
        case "user.create":
            return _("Made on the command line, as %(role)s.", role=role)
        case "user.merge":
            return _("Made one with another account of theirs.")
        case "user.deactivate":
            return _("Account closed.")
        case "user.reactivate":
            return _("Account opened again.")
    return _sentence_of_standing(entry.action)


def _sentence_of_standing(action: str) -> str:
    match action:
        case "user.trust":
            return _("What they post appears at once from now on.")
        case "user.block":
            return _("May post no more.")
        case "user.unblock":
            return _("May post again.")
    return ""


def _role_in(held: dict[str, str]) -> str:
    return role_words(Role(held["role"])) if held.get("role") in list(Role) else ""
