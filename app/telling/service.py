"""Telling people, and what they choose to be told. The only writes to updates and deliveries but
for the worker's own in `outbox`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from app.core.clock import now
from app.core.db import changed_rows, session
from app.ideas.models import Idea
from app.people.models import MailChoice, User
from app.telling.fan_out import owe
from app.telling.models import (
    Because,
    Channel,
    Delivery,
    DeliveryState,
    Update,
    UpdateIdea,
    UpdateKind,
)
from app.telling.queries import audience_of


def tell(
    news: Update,
    *,
    about: Sequence[Idea] = (),
    only: User | None = None,
    told_by: Update | None = None,
) -> int:
    """Keep `news` and owe it to its audience (or to one person of it), once each in the portal and
    once by mail as they chose. Returns how many are told.

    News of several ideas names none itself: they are given as `about`. Who is mailed `told_by`,
    which says the same in more words, gets no second mail.
    """
    session.add(news)
    session.flush()
    session.add_all([UpdateIdea(update_id=news.id, idea_id=idea.id) for idea in about])
    session.flush()
    listening = audience_of(news, only=[only.id] if only else None)
    return owe(news, listening, told_by=told_by)


def send_letter(user: User, *, purpose: str, path: str, **facts: str) -> None:
    """Owe `user` a letter about their account, with what its words need. `path` is secret: all of
    it is wiped once the mail left."""
    letter = Update(
        kind=UpdateKind.ACCOUNT,
        actor_id=user.id,
        facts={"purpose": purpose, "path": path, **facts},
    )
    session.add(letter)
    session.flush()
    session.add(
        Delivery(
            update_id=letter.id, user_id=user.id, channel=Channel.MAIL, because=Because.ACCOUNT
        )
    )
    session.flush()


def forget_letters(person: User) -> None:
    """Take away what they were told, and the letters about their account with it."""
    session.execute(delete(Delivery).where(Delivery.user_id == person.id))
    forget_account_letters(person)


def forget_account_letters(person: User) -> None:
    letters = Update.kind == UpdateKind.ACCOUNT, Update.actor_id == person.id
    theirs = Delivery.update_id.in_(select(Update.id).where(*letters))
    session.execute(delete(Delivery).where(theirs))
    session.execute(delete(Update).where(*letters))


def mark_notices_read(reader: User) -> None:
    reader.notices_read_at = now()
    session.flush()


def choose_mail(reader: User, choice: MailChoice) -> None:
    """Change how mail reaches `reader`. What already waits for the next mail of the day stays."""
    reader.mail_choice = choice
    session.flush()


class OutboxStatus(NamedTuple):
    """Mails by state, and since when the oldest of those that are due waits."""

    counts: dict[str, int]
    oldest_queued: datetime | None


def outbox_status() -> OutboxStatus:
    mails = Delivery.channel == Channel.MAIL
    by_state = select(Delivery.state, func.count()).where(mails).group_by(Delivery.state)
    counts = {state.value: 0 for state in DeliveryState}
    counts.update({state.value: count for state, count in session.execute(by_state)})
    waiting = (mails, Delivery.state == DeliveryState.QUEUED, Delivery.next_at <= now())
    return OutboxStatus(
        counts, session.scalar(select(func.min(Delivery.created_at)).where(*waiting))
    )


def retry_dead() -> int:
    """Queue again every mail that was given up; returns how many. Letters about signing in stay
    dead: their links are over."""
    news = select(Update.id).where(Update.kind != UpdateKind.ACCOUNT)
    again = (
        update(Delivery)
        .where(Delivery.state == DeliveryState.DEAD, Delivery.update_id.in_(news))
        .values(state=DeliveryState.QUEUED, attempts=0, next_at=now(), last_error="")
        .execution_options(synchronize_session=False)
    )
    return changed_rows(again)
