"""A manager's answer: to everyone who follows, or to whoever asked alone; with or without a move
to another status."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import CommentKind, Idea, Phase, Status
from app.ideas.queries.just_now import decided_just_now, said_just_now
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import Words, words
from app.people.models import User

NO_WORDS = Words("", "")


class To(enum.StrEnum):
    EVERYONE = "everyone"
    SUBMITTER = "submitter"


@dataclass(frozen=True)
class Reply:
    """An answer ready to be sent. No `status`: the idea stays where it is."""

    to: To
    said: Words
    status: Status | None


def reply_for(to: str, body: str, status: Status | None) -> Reply:
    """Raises Invalid, naming `to` and `body`, where the words or whom they go to do not fit."""
    if to not in list(To):
        message = _("Choose who gets this answer.")
        raise Invalid(message, errors={"to": message})
    if status is None:
        return Reply(To(to), words(body), None)
    if To(to) is To.EVERYONE:
        return Reply(To.EVERYONE, note_for(status, body, field="body"), status)
    if status.phase in (Phase.ANSWERED, Phase.DECLINED):
        message = _("Everyone following deserves the reason for this status: send it to them too.")
        raise Invalid(message, errors={"to": message})
    return Reply(To.SUBMITTER, words(body), status)


def send(idea: Idea, reply: Reply, *, actor: User) -> None:
    """To everyone, the words are the official answer, or the note of the new status. Whoever asked
    gets them as a direct answer, and the status moves without a public word. Sent twice within a
    moment, it is sent once. Raises Conflict and Forbidden as `comment` and `change_status` do."""
    if reply.status is None or reply.to is To.SUBMITTER:
        _say(idea, reply, actor)
    if reply.status is not None:
        note = reply.said if reply.to is To.EVERYONE else NO_WORDS
        if not decided_just_now(idea, reply.status, note=note, actor=actor):
            change_status(idea, reply.status, note=note, actor=actor)


def _say(idea: Idea, reply: Reply, actor: User) -> None:
    kind = CommentKind.DIRECT if reply.to is To.SUBMITTER else CommentKind.OFFICIAL
    if not said_just_now(idea, reply.said, author=actor, kind=kind):
        comment(idea, reply.said, author=actor, kind=kind)
