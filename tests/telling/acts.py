"""What the people of the tests do, and what became of it."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session, writing
from app.ideas.models import CommentKind, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import MailChoice, User
from app.telling.models import Channel, Delivery, DeliveryState, Update, UpdateKind
from app.votes.service import cast


def vote(idea: Idea, *voters: User) -> None:
    for voter in voters:
        with writing():
            cast(idea, voter=voter)


def decide(idea: Idea, phase: Phase, *, by: User, note: str = "Here is why.") -> Update:
    """Change the status; returns the news of it."""
    status = first_status(phase)
    written = note_for(status, note)
    with writing():
        change_status(idea, status, note=written, actor=by)
    return newest_news(idea)


def answer(idea: Idea, said: str, *, by: User) -> Update:
    written = words(said)
    with writing():
        comment(idea, written, author=by, kind=CommentKind.OFFICIAL)
    return newest_news(idea)


def prefer(person: User, choice: MailChoice) -> None:
    with writing():
        person.mail_choice = choice


def newest_news(idea: Idea) -> Update:
    newest = select(Update).where(Update.idea_id == idea.id).order_by(Update.id.desc()).limit(1)
    return session.scalars(newest).one()


def told(news: Update, channel: Channel) -> dict[str, Delivery]:
    """The deliveries of `news` by the first name of who is told."""
    rows = session.scalars(
        select(Delivery).where(Delivery.update_id == news.id, Delivery.channel == channel)
    ).all()
    by_name = {row.user.first_name: row for row in rows}
    assert len(by_name) == len(rows), "somebody is told twice"
    return by_name


def mail_of(person: User, kind: UpdateKind = UpdateKind.STATUS) -> Delivery:
    """The newest mail delivery of that kind to `person`, as it stands now."""
    newest = (
        select(Delivery)
        .join(Delivery.update)
        .where(Delivery.user_id == person.id, Delivery.channel == Channel.MAIL, Update.kind == kind)
        .order_by(Delivery.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(newest).one()


def forget_receipts() -> None:
    """Take what submitting owes out of the way of a test about something else."""
    with writing():
        for row in session.scalars(select(Delivery).join(Delivery.update)):
            if row.update.kind is UpdateKind.RECEIVED and row.channel is Channel.MAIL:
                row.state = DeliveryState.SENT
