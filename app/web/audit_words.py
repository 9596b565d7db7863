"""What the audit log says, as words: what was done, to whom or what, and what it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import Base, session
from app.core.i18n import _
from app.ideas.models import Board, Idea
from app.ideas.urls import idea_url
from app.improvements.models import Improvement
from app.improvements.urls import improvement_url
from app.people.models import Organisation, User
from app.people.wording import names_of


class Subject(NamedTuple):
    """`url` is empty where there is no page for it."""

    label: str
    url: str = ""


class Change(NamedTuple):
    """Empty where there was, or is, nothing."""

    name: str
    before: str
    after: str


class Line(NamedTuple):
    """`who` is empty for the system itself. No `subject`: they did it to themselves."""

    entry: AuditEntry
    who: str
    action: str
    subject: Subject | None
    changes: list[Change]


class Kind(NamedTuple):
    model: type[Base]
    subject_of: Callable[[Any], Subject]


_KINDS = {
    "users": Kind(
        User,
        lambda person: Subject(
            person.name or person.email or _("Somebody"), f"/manage/people/{person.uid}"
        ),
    ),
    "ideas": Kind(Idea, lambda idea: Subject(idea.title, idea_url(idea))),
    "improvements": Kind(Improvement, lambda each: Subject(each.title, improvement_url(each))),
    "boards": Kind(Board, lambda board: Subject(board.name, f"/b/{board.slug}")),
    "organisations": Kind(
        Organisation, lambda each: Subject(each.name, f"/manage/organisations/{each.uid}")
    ),
}


def lines(entries: Sequence[AuditEntry]) -> list[Line]:
    """One statement for the names of those who acted, and one for each kind of subject."""
    who, subjects = names_of(entries), _subjects(entry.subject for entry in entries)
    found = []
    for entry in entries:
        name = who.get(entry.actor_id or 0, "")
        subject = subjects.get(entry.subject) or Subject(_plain(entry.subject))
        shown = None if subject.label == name else subject
        changes = _changes(entry.before, entry.after)
        found.append(Line(entry, name, action_words(entry.action), shown, changes))
    return found


def family_words(family: str) -> str:
    return {
        "user": _("People and how they sign in"),
        "access": _("What was refused"),
        "token": _("Tokens"),
        "settings": _("Settings"),
        "board": _("Boards"),
        "idea": _("Ideas"),
        "ideas": _("Ideas brought in"),
        "import": _("Files brought in"),
        "improvement": _("Improvements"),
        "promise": _("Promised dates"),
        "entry": _("News"),
        "organisation": _("Organisations"),
        "vote": _("Votes for customers"),
        "proxy": _("Customers who were told"),
        "comment": _("Comments"),
        "wording": _("Other wordings"),
    }.get(family, family)


def action_words(action: str) -> str:
    return {**_done_to_people(), **_done_to_work()}.get(action, action)


def _done_to_people() -> dict[str, str]:
    return {
        "user.sign_in": _("signed in"),
        "user.sign_in_failed": _("did not get in"),
        "user.role": _("changed what somebody may do"),
        "user.organisation": _("moved somebody to another organisation"),
        "user.create": _("made an account"),
        "user.invite": _("invited"),
        "user.withdraw_invitation": _("withdrew an invitation"),
        "user.come_in": _("came in for the first time"),
        "user.join": _("came in after a welcome"),
        "user.deactivate": _("closed an account"),
        "user.reactivate": _("opened an account again"),
        "user.erase": _("erased somebody"),
        "user.password": _("changed their password"),
        "user.second-factor": _("set up or removed an authenticator app"),
        "user.recovery-code": _("signed in with a recovery code"),
        "user.recovery-codes": _("made new recovery codes"),
        "access.denied": _("was refused"),
        "token.issue": _("made a token"),
        "token.revoke": _("ended a token"),
        "vote.represent": _("voted for a customer"),
        "vote.take_out": _("took a customer’s vote out"),
        "proxy.told": _("noted that a customer was told"),
    }


def _done_to_work() -> dict[str, str]:
    return {
        "settings.change": _("changed a setting"),
        "board.add": _("added a board"),
        "board.edit": _("changed a board"),
        "idea.status": _("changed a status"),
        "idea.edit": _("changed an idea"),
        "idea.merge": _("merged an idea"),
        "idea.unmerge": _("took a merge back"),
        "idea.keep_merge": _("kept a merge"),
        "idea.put_together": _("put ideas together"),
        "idea.tell_apart": _("told ideas apart"),
        "idea.ask_again": _("asked again about ideas"),
        "ideas.import": _("brought ideas in"),
        "import.begin": _("began to bring a file in"),
        "import.undo": _("took a file out again"),
        "improvement.edit": _("changed an improvement"),
        "improvement.ratings": _("rated an improvement"),
        "promise.give": _("promised a date"),
        "promise.move": _("moved a promised date"),
        "entry.write": _("wrote news"),
        "entry.rewrite": _("rewrote news"),
        "entry.publish": _("published news"),
        "entry.unpublish": _("took news back"),
        "organisation.add": _("added an organisation"),
        "organisation.edit": _("changed an organisation"),
        "comment.remove": _("removed a comment"),
        "wording.remove": _("removed another wording"),
    }


def _subjects(named: Iterable[str]) -> dict[str, Subject]:
    uids: dict[str, set[UUID]] = defaultdict(set)
    for subject in named:
        table, _colon, uid = subject.partition(":")
        if table in _KINDS:
            uids[table].add(UUID(uid))
    found = {}
    for table, wanted in uids.items():
        model, subject_of = _KINDS[table]
        for row in session.scalars(select(model).where(model.uid.in_(wanted))):
            found[f"{table}:{row.uid}"] = subject_of(row)
    return found


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    names = dict.fromkeys((*before, *after))
    return [Change(name, _shown(before.get(name)), _shown(after.get(name))) for name in names]


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _plain(subject: str) -> str:
    """`import 0a4cf1d2` for what has no page."""
    table, _colon, uid = subject.partition(":")
    words = {
        "api_tokens": _("token"),
        "settings": _("setting"),
        "imports": _("file"),
        "comments": _("comment"),
        "entries": _("news"),
        "right": _("right"),
        "address": _("address"),
    }
    return f"{words.get(table, table)} {uid[:8] if table != 'right' else uid}"
