"""From one piece of news to a delivery for each person and channel, in one statement a channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, func, literal, select

from app.core.clock import now
from app.core.db import changed_rows, insert_new, is_sqlite
from app.core.settings import portal
from app.people.models import MailChoice, User
from app.telling.models import Because, Channel, Delivery, DeliveryState, Update
from app.telling.timing import Pace, Paces, next_monday_morning, next_morning, paces_of


def owe(news: Update, listening: Select[Any], *, told_by: Update | None = None) -> int:
    """Owe `news` to everyone in `listening` (rows of `audience`), once each in the portal and once
    by mail as they chose, but for those mailed `told_by`. Returns how many are told who were not
    told before."""
    found = listening.subquery("listening")
    people = (
        select(*found.c, User.mail_choice, User.email)
        .join(User, User.id == found.c.user_id)
        .subquery("people")
    )
    moment = now()
    told = _insert(_notices(news, people, moment))
    mails = _mails(news, people, moment)
    if told_by is not None:
        mails = mails.where(people.c.user_id.not_in(_mailed(told_by)))
    _insert(mails)
    return told


def _mailed(news: Update) -> Select[int]:
    by_mail = (Delivery.update_id == news.id, Delivery.channel == Channel.MAIL)
    return select(Delivery.user_id).where(*by_mail)


def _notices(news: Update, people: Any, moment: datetime) -> Select[Any]:
    """A notice stands in the portal as soon as it is written."""
    return _rows(
        news, people, moment, channel=Channel.NOTICE, state=DeliveryState.SENT, sent_at=moment
    )


def _mails(news: Update, people: Any, moment: datetime) -> Select[Any]:
    paces, zone = paces_of(news), portal().time_zone
    waits = and_(
        people.c.because.in_(_reasons(paces, Pace.SOON)),
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
    return _rows(
        news,
        people,
        moment,
        channel=Channel.MAIL,
        state=DeliveryState.QUEUED,
        is_digest=waits,
        next_at=due,
    ).where(
        people.c.mail_choice != MailChoice.NEVER,
        people.c.email.is_not(None),
        people.c.because.not_in(_reasons(paces, Pace.NONE)),
    )


def _reasons(paces: Paces, pace: Pace) -> list[str]:
    return [because.value for because in Because if paces.of(because) is pace]


def _rows(news: Update, people: Any, moment: datetime, **values: Any) -> Select[Any]:
    """What to insert into `deliveries`, one row a person, every column named."""
    row = {
        "uid": _random_uid(),
        "update_id": news.id,
        "user_id": people.c.user_id,
        "idea_id": people.c.idea_id,
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


def _insert(rows: Select[Any]) -> int:
    # The unique key decides: whoever is owed this update already is not owed it twice.
    names = [column.name for column in rows.selected_columns]
    return changed_rows(insert_new(Delivery).from_select(names, rows.where(literal(True))))
