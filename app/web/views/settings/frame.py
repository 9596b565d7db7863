"""What all settings pages share: the list beside them, and what changed there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy import select

from app.core.audit import AuditEntry, entries_about
from app.core.db import session
from app.core.i18n import _
from app.core.settings import Setting
from app.people.gate import may
from app.people.wording import names_of
from app.web.setting_words import said_of_setting

MOST = 5


class Leaf(NamedTuple):
    label: str
    url: str
    is_current: bool


class Change(NamedTuple):
    """`uid` is of an entry that can be put back."""

    who: str
    sentence: str
    at: datetime
    uid: UUID | None = None


def settings_page(template: str, **facts: Any) -> str:
    return render_template(template, leaves=_leaves(), **facts)


def changes_of_settings(*names: str) -> list[Change]:
    """The newest changes of these settings; the last of each can be put back by who may."""
    rows = list(session.scalars(select(Setting).where(Setting.key.in_(names))))
    entries = entries_about(rows, MOST) if rows else []
    who, newest = names_of(entries), set[str]()
    found = []
    for entry in entries:
        is_last = entry.subject not in newest
        newest.add(entry.subject)
        changed = entry.before != entry.after
        sentence = said_of_setting(entry.before, entry.after)
        name = who.get(entry.actor_id or 0, "")
        uid = entry.uid if is_last and changed and may("POST", "web.put_back") else None
        found.append(Change(name, sentence, entry.created_at, uid))
    return found


def changes_said(entries: Sequence[AuditEntry], sentences: dict[str, str]) -> list[Change]:
    """Entries whose action has a sentence."""
    who = names_of(entries)
    return [
        Change(who.get(entry.actor_id or 0, ""), sentences[entry.action], entry.created_at)
        for entry in entries
        if entry.action in sentences
    ]


def _leaves() -> list[Leaf]:
    pages: Iterable[tuple[str, str, dict[str, Any]]] = (
        (_("Name and look"), "web.look", {}),
        (_("Who may come in"), "web.coming_in", {}),
        (_("Privacy"), "web.privacy_notes", {}),
        (_("Storage times"), "web.keeping", {}),
        (_("Signing in elsewhere"), "web.elsewhere", {}),
        (_("Boards"), "web.boards", {}),
        (_("Groups"), "web.groups", {}),
        (_("The promise"), "web.promise", {}),
        (_("Empty boards"), "web.starters", {}),
        (_("Roadmap elsewhere"), "web.embedding", {}),
        (_("Statuses"), "web.wordings", {"kind": "statuses"}),
        (_("Topics"), "web.wordings", {"kind": "topics"}),
        (_("Tags"), "web.wordings", {"kind": "tags"}),
        (_("Journey steps"), "web.wordings", {"kind": "steps"}),
        (_("Parts of the experience"), "web.wordings", {"kind": "parts"}),
        (_("Touchpoints"), "web.wordings", {"kind": "touchpoints"}),
        (_("Words of the search"), "web.searching", {}),
        (_("Mail"), "web.mail", {}),
        (_("Audit log"), "web.audit", {}),
    )
    return [
        Leaf(label, url_for(endpoint, **values), _is_here(endpoint, values))
        for label, endpoint, values in pages
        if may("GET", endpoint)
    ]


def _is_here(endpoint: str, values: dict[str, Any]) -> bool:
    same = {
        "web.boards": ("web.boards", "web.new_board", "web.board_settings"),
        "web.groups": ("web.groups", "web.group"),
    }.get(endpoint, (endpoint,))
    here = request.url_rule.endpoint if request.url_rule else ""
    shown = _PAGE_OF.get(here, here)
    return shown in same and values.items() <= (request.view_args or {}).items()


# Where a form that was refused is shown again.
_PAGE_OF = {
    "web.change_look": "web.look",
    "web.change_coming_in": "web.coming_in",
    "web.change_privacy_notes": "web.privacy_notes",
    "web.change_keeping": "web.keeping",
    "web.change_elsewhere": "web.elsewhere",
    "web.test_elsewhere": "web.elsewhere",
    "web.change_promise": "web.promise",
    "web.change_starters": "web.starters",
    "web.change_embedding": "web.embedding",
    "web.change_searching": "web.searching",
    "web.send_test_mail": "web.mail",
    "web.add_board": "web.new_board",
    "web.edit_board": "web.board_settings",
    "web.add_group": "web.groups",
    "web.edit_group": "web.group",
    "web.add_wording": "web.wordings",
    "web.change_wording": "web.wordings",
}
