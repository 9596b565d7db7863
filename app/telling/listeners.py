"""Hears what happens to ideas and people, and owes the news in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.jobs import ring
from app.ideas.events import comment_posted, idea_submitted, statuses_changed
from app.ideas.models import Comment, CommentKind, Idea, StatusChange
from app.people.events import letter_asked
from app.people.models import User
from app.telling import service
from app.telling.jobs import send_outbox
from app.telling.models import Update, UpdateKind


@idea_submitted.connect
def confirm_receipt(idea: Idea) -> None:
    if idea.author is not None:
        service.tell(Update(kind=UpdateKind.RECEIVED, idea=idea), only=idea.author)
        ring(send_outbox)


@statuses_changed.connect
def tell_of_the_decision(changes: Sequence[StatusChange], actor: User) -> None:
    for change in changes:
        facts = {
            "phase": change.to_status.phase.value,
            "wording": change.to_status.wording,
            "note": change.note,
            "note_html": change.note_html,
        }
        service.tell(Update(kind=UpdateKind.STATUS, idea=change.idea, actor=actor, facts=facts))
    ring(send_outbox)


@comment_posted.connect
def tell_of_the_answer(comment: Comment, idea: Idea, actor: User) -> None:
    if comment.kind is CommentKind.OFFICIAL:
        facts = {"note": comment.body, "note_html": comment.body_html}
        service.tell(Update(kind=UpdateKind.ANSWER, idea=idea, actor=actor, facts=facts))
        ring(send_outbox)


@letter_asked.connect
def write_the_letter(user: User, purpose: str, path: str) -> None:
    service.send_letter(user, purpose=purpose, path=path)
    ring(send_outbox)
