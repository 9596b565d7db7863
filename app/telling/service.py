"""Telling people, and what they choose to be told. The only writes to updates and deliveries but
for the worker's own in `outbox`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, func, literal, select, update

from app.core.clock import now
from app.core.db import changed_rows, insert_new, is_sqlite, session
from app.core.settings import portal
from app.people.models import MailChoice, User
from app.telling.audience import audience
from app.telling.models import (
    Because,
    Channel,
    Delivery,
    DeliveryState,
    Update,
    UpdateKind,
)
from app.telling.timing import Pace, next_monday_morning, next_morning, pace_of


def tell(news: Update, *, only: User | None = None) -> int:
    """Keep `news` and owe it to its audience (or to one person of it), once each in the portal and
    once by mail as they chose. Returns how many are told."""
    session.add(news)
    session.flush()
    listening = audience(_idea_of(news), actor_id=news.actor_id, only=[only.id] if only else None)
    people = listening.add_columns(User.mail_choice, User.email).subquery("listening")
    moment = now()
    told = _owe(_notices(news, people, moment))
    _owe(_mails(news, people, moment))
    return told


def send_letter(user: User, *, purpose: str, path: str) -> None:
    """Owe `user` a letter about signing in. `path` is secret: it is wiped once the mail left."""
    letter = Update(
        kind=UpdateKind.ACCOUNT, actor_id=user.id, facts={"purpose": purpose, "path": path}
    )
    session.add(letter)
    session.flush()
    session.add(
        Delivery(
            update_id=letter.id, user_id=user.id, channel=Channel.MAIL, because=Because.ACCOUNT
        )
    )
    session.flush()


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


def _idea_of(news: Update) -> int:
    if news.idea_id is None:
        raise ValueError("news without an idea has no audience")
    return news.idea_id


def _notices(news: Update, people: Any, moment: datetime) -> Select[Any]:
    """A notice stands in the portal as soon as it is written."""
    return _rows(
        news, people, moment, channel=Channel.NOTICE, state=DeliveryState.SENT, sent_at=moment
    )


def _mails(news: Update, people: Any, moment: datetime) -> Select[Any]:
    pace, zone = pace_of(news), portal().time_zone
    is_submitter = people.c.because == Because.SUBMITTER
    waits = and_(
        ~is_submitter,
        literal(pace is Pace.SOON),
        people.c.mail_choice.in_([MailChoice.DAILY, MailChoice.WEEKLY]),
    )
    due = case(
        (~waits, _as("next_at", moment)),
        (
            people.c.mail_choice == MailChoice.WEEKLY,
            _as("next_at", next_monday_morning(moment, zone=zone)),
        ),
        else_=_as("next_at", next_morning(moment, zone=zone)),
    )
    mails = _rows(
        news,
        people,
        moment,
        channel=Channel.MAIL,
        state=DeliveryState.QUEUED,
        is_digest=waits,
        next_at=due,
    ).where(people.c.mail_choice != MailChoice.NEVER, people.c.email.is_not(None))
    return mails.where(is_submitter) if pace is Pace.NONE else mails


def _rows(news: Update, people: Any, moment: datetime, **values: Any) -> Select[Any]:
    """What to insert into `deliveries`, one row a person, every column named."""
    row = {
        "uid": _random_uid(),
        "update_id": news.id,
        "user_id": people.c.user_id,
        "because": people.c.because,
        "is_digest": False,
        "attempts": 0,
        "next_at": moment,
        "last_error": "",
        "created_at": moment,
        "updated_at": moment,
        **values,
    }
    return select(*[_as(name, value).label(name) for name, value in row.items()])


def _as(column: str, value: Any) -> ColumnElement[Any]:
    if isinstance(value, ColumnElement):
        return value
    return literal(value, Delivery.__table__.c[column].type)


def _random_uid() -> ColumnElement[Any]:
    """A fresh random uid for each row, in the form the column keeps."""
    if is_sqlite():
        return func.lower(func.hex(func.randomblob(16)))
    return func.gen_random_uuid(type_=Uuid())


def _owe(rows: Select[Any]) -> int:
    # The unique key decides: whoever is owed this update already is not owed it twice.
    names = [column.name for column in rows.selected_columns]
    return changed_rows(insert_new(Delivery).from_select(names, rows.where(literal(True))))
