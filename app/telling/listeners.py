"""Hears what happens to ideas and people, and owes the news in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.db import session
from app.core.jobs import ring
from app.core.markup import render
from app.councils.events import reminded
from app.councils.models import Council, Matter
from app.duplicates.events import ideas_merged
from app.duplicates.models import Merge
from app.ideas.events import comment_posted, idea_submitted, looked_at, statuses_changed
from app.ideas.models import Comment, CommentKind, Idea, State, StatusChange
from app.improvements.models import Evidence, Improvement
from app.people.events import being_erased, being_merged, letter_asked, names_sought
from app.people.models import User
from app.people.privacy.names import Names
from app.roadmap.events import date_moved
from app.roadmap.models import Promise
from app.telling import service
from app.telling.boardroom import tell_board
from app.telling.events import entry_published
from app.telling.jobs import send_outbox
from app.telling.mail.folder import forget_naming
from app.telling.models import Entry, Update, UpdateKind
from app.votes.events import customer_represented
from app.votes.models import Proxy

ONE_PRESS = timedelta(seconds=10)
KIND_OF_COMMENT = {CommentKind.OFFICIAL: UpdateKind.ANSWER, CommentKind.DIRECT: UpdateKind.DIRECT}


@idea_submitted.connect
def confirm_receipt(idea: Idea) -> None:
    """Not where it was turned down before whoever posted it said that it was they."""
    if idea.author is not None and idea.state is not State.REJECTED:
        _tell(Update(kind=UpdateKind.RECEIVED, idea=idea), only=idea.author)


@customer_represented.connect
def ask_the_customer(proxy: Proxy, idea: Idea) -> None:
    """Without their consent they are told nothing: the employee forwards."""
    if proxy.has_consented:
        facts = {"by": proxy.employee.name}
        news = Update(kind=UpdateKind.REPRESENTED, idea=idea, actor=proxy.employee, facts=facts)
        _tell(news, only=proxy.customer)


@statuses_changed.connect
def tell_of_the_decision(changes: Sequence[StatusChange], actor: User) -> None:
    """One decision about several ideas is told once to each person behind them."""
    first = changes[0]
    facts = {
        "phase": first.to_status.phase.value,
        "wording": first.to_status.wording,
        "note": first.note,
        "note_html": first.note_html,
    }
    ideas = [change.idea for change in changes]
    news = Update(kind=UpdateKind.STATUS, actor=actor, facts=facts)
    _tell_about(ideas, news, told_by=None if first.note else _direct_words(first, actor))


@comment_posted.connect
def tell_of_the_answer(comment: Comment, idea: Idea, actor: User) -> None:
    kind = KIND_OF_COMMENT.get(comment.kind)
    if kind is not None:
        facts = {"note": comment.body, "note_html": comment.body_html}
        _tell(Update(kind=kind, idea=idea, actor=actor, facts=facts))


@looked_at.connect
def tell_who_wrote_it(post: Idea | Comment, idea: Idea, actor: User) -> None:
    """Once each time it was looked at; nobody else hears of it."""
    kind = UpdateKind.ACCEPTED if post.state is State.PUBLISHED else UpdateKind.TURNED_DOWN
    facts = {"note": post.refusal, "note_html": render(post.refusal)}
    if isinstance(post, Comment):
        facts["comment"] = str(post.uid)
    if post.author is not None:
        _tell(Update(kind=kind, idea=idea, actor=actor, facts=facts), only=post.author)


@ideas_merged.connect
def tell_of_the_merge(merge: Merge, actor: User) -> None:
    facts = {
        "into": merge.target.title,
        "note": merge.note,
        "note_html": merge.note_html,
    }
    _tell(Update(kind=UpdateKind.MERGED, idea=merge.source, actor=actor, facts=facts))


@date_moved.connect
def tell_of_the_new_date(promise: Promise, before: Promise, actor: User) -> None:
    """Only of what everyone may see on the roadmap."""
    improvement = promise.improvement
    if not improvement.is_public:
        return
    facts = {
        "was_due_on": before.due_on.isoformat(),
        "was_precision": before.precision.value,
        "due_on": promise.due_on.isoformat(),
        "precision": promise.precision.value,
        "note": promise.reason,
        "note_html": render(promise.reason),
    }
    _tell_about(
        _ideas_behind(improvement), Update(kind=UpdateKind.DATE_MOVED, actor=actor, facts=facts)
    )


@entry_published.connect
def tell_of_the_entry(
    entry: Entry, ideas: Sequence[Idea], path: str, actor: User, tells: bool
) -> None:
    if not tells:
        return
    facts = {
        "title": entry.title,
        "path": path,
        "note": entry.body,
        "note_html": entry.body_html,
    }
    news = Update(kind=UpdateKind.ENTRY, entry_id=entry.id, actor=actor, facts=facts)
    _tell_about(ideas, news)


@reminded.connect
def tell_those_it_waits_for(matter: Matter, council: Council, people: Sequence[User]) -> None:
    tell_board(matter, council, people)
    ring(send_outbox)


@letter_asked.connect
def write_the_letter(user: User, purpose: str, path: str, **facts: str) -> None:
    service.send_letter(user, purpose=purpose, path=path, **facts)
    ring(send_outbox)


@being_erased.connect
def forget_their_letters(person: User) -> None:
    service.forget_letters(person)


@being_merged.connect
def forget_letters_of_the_account(person: User, into: User) -> None:
    service.forget_account_letters(person)


@names_sought.connect
def forget_kept_mail(names: Names) -> None:
    forget_naming(names)


def _direct_words(change: StatusChange, actor: User) -> Update | None:
    """The answer to whoever asked that a status without words came with, a moment before."""
    newest = select(Update).where(Update.idea_id == change.idea_id).order_by(Update.id.desc())
    last = session.scalar(newest.limit(1))
    if last is None or last.kind is not UpdateKind.DIRECT or last.actor_id != actor.id:
        return None
    return last if last.created_at > now() - ONE_PRESS else None


def _tell_about(ideas: Sequence[Idea], news: Update, **more: Any) -> None:
    """Of one idea or of several, and of the improvement they are behind together."""
    if not ideas:
        return
    news.improvement = _improvement_of(ideas)
    if len(ideas) == 1:
        news.idea = ideas[0]
        _tell(news, **more)
    else:
        _tell(news, about=ideas, **more)


def _tell(news: Update, **to: Any) -> None:
    service.tell(news, **to)
    ring(send_outbox)


def _improvement_of(ideas: Sequence[Idea]) -> Improvement | None:
    """The one all of them are behind."""
    behind = select(Improvement).join(Evidence, Evidence.improvement_id == Improvement.id)
    found = session.scalars(behind.where(Evidence.idea_id.in_([idea.id for idea in ideas])))
    improvements = found.unique().all()
    return improvements[0] if len(improvements) == 1 else None


def _ideas_behind(improvement: Improvement) -> list[Idea]:
    behind = select(Idea).join(Evidence, Evidence.idea_id == Idea.id)
    return list(
        session.scalars(behind.where(Evidence.improvement_id == improvement.id).order_by(Idea.id))
    )
