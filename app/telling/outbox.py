"""Mails on their way, as rows: who works on one, what became of it.

A worker owns what it claimed for LEASE; if it dies, another takes over when the lease has run
out. Between the server's "250" and our commit nobody can know: then a mail may leave once more,
with the same Message-ID.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import hold, is_sqlite, session, writing
from app.ideas.models import Idea
from app.people.models import MailChoice
from app.telling.models import Because, Channel, Delivery, DeliveryState, Update, UpdateKind
from app.telling.queries import audience_of

CLAIM_SIZE = 50
LEASE = timedelta(seconds=60)
# A claim that ends sooner than one mail may take is not begun.
LONGEST_SEND = timedelta(seconds=20)
MOST_ATTEMPTS = 20
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 1800.0
JITTER = 0.2

UNOWNED: dict[str, Any] = {"lease": None, "leased_until": None}

Parcel = list[int]
"""Ids of deliveries that make one mail: one, or those of a person's mail of the day."""


@dataclass(frozen=True)
class Claim:
    """Parcels that are ours until a moment of this process's own clock, which no one sets."""

    parcels: list[Parcel]
    good_until: float

    @property
    def is_good(self) -> bool:
        """Whether one more mail may be begun: nobody else can take it over while it leaves."""
        return time.monotonic() + LONGEST_SEND.total_seconds() < self.good_until


def is_anything_due() -> bool:
    """Whether a mail waits that nobody works on."""
    session.rollback()
    return session.scalar(select(Delivery.id).where(_is_due("")).limit(1)) is not None


def claim(lease: str) -> Claim:
    """Own up to CLAIM_SIZE mails that are due, and with one of a person's mail of the day all."""
    good_until = time.monotonic() + LEASE.total_seconds()
    with writing():
        hold("outbox")
        is_due = _is_due(lease)
        rows = session.execute(
            select(Delivery.id, Delivery.user_id, Delivery.is_digest)
            .where(is_due)
            .order_by(Delivery.next_at, Delivery.id)
            .limit(CLAIM_SIZE)
            .with_for_update(skip_locked=True)
        ).all()
        parcels = [[row.id] for row in rows if not row.is_digest]
        parcels += _mails_of_the_day({row.user_id for row in rows if row.is_digest}, is_due)
        owned = [id for parcel in parcels for id in parcel]
        _change(owned, lease=lease, leased_until=_database_now() + LEASE)
    return Claim(parcels, good_until)


def still_wanted(claimed: Claim) -> list[list[Delivery]]:
    """The parcels with all they speak of, as they are now. What is no longer wanted, or may no
    longer be read, is suppressed with the cause and left out."""
    ids = [id for parcel in claimed.parcels for id in parcel]
    found = _with_all_they_speak_of(ids)
    listening = _listening(found.values())
    causes = {id: _cause_not_to_send(delivery, listening) for id, delivery in found.items()}
    parcels = [[found[id] for id in parcel if not causes[id]] for parcel in claimed.parcels]
    for cause in sorted({cause for cause in causes.values() if cause}):
        suppress([id for id, why in causes.items() if why == cause], cause)
    return [parcel for parcel in parcels if parcel]


def mark_sent(parcel: Parcel) -> None:
    """Keep that the server took the mail."""
    _end(parcel, state=DeliveryState.SENT, sent_at=now(), last_error="")


def suppress(parcel: Parcel, cause: str) -> None:
    """Not sent on purpose."""
    _end(parcel, state=DeliveryState.SUPPRESSED, last_error=cause)


def give_up(parcel: Parcel, error: str) -> None:
    """The server will never take this mail."""
    _end(parcel, state=DeliveryState.DEAD, last_error=error)


def postpone(parcel: Parcel, error: str, *, attempts: int) -> None:
    """Try again later, after `attempts` failures in a row; MOST_ATTEMPTS is the end."""
    if attempts >= MOST_ATTEMPTS:
        give_up(parcel, error)
        return
    next_at = now() + pause_after(attempts)
    with writing():
        _change(parcel, attempts=attempts, next_at=next_at, last_error=error, **UNOWNED)


def release(lease: str) -> None:
    """Let others have what was claimed but not tried."""
    with writing():
        session.execute(
            update(Delivery)
            .where(Delivery.lease == lease, Delivery.state == DeliveryState.QUEUED)
            .values(**UNOWNED)
            .execution_options(synchronize_session=False)
        )


def pause_after(attempts: int) -> timedelta:
    """30 s, doubled for each failure up to 30 min, give or take 20 %."""
    pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    spread = secrets.SystemRandom().uniform(1 - JITTER, 1 + JITTER)
    return timedelta(seconds=pause * spread)


def _is_due(lease: str) -> ColumnElement[bool]:
    moment = _database_now()
    return and_(
        Delivery.channel == Channel.MAIL,
        Delivery.state == DeliveryState.QUEUED,
        Delivery.next_at <= moment,
        or_(
            Delivery.leased_until.is_(None),
            Delivery.leased_until < moment,
            Delivery.lease == lease,
        ),
    )


def _database_now() -> datetime:
    """The clock all workers share: PostgreSQL's; with SQLite they are on one machine."""
    if is_sqlite():
        return now()
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def _end(parcel: Parcel, **values: object) -> None:
    """Nothing more is owed; a secret the mail carried is wiped with the same commit."""
    with writing():
        _change(parcel, **values, **UNOWNED)
        _wipe_secrets(parcel)


def _change(parcel: Sequence[int], **values: object) -> None:
    changed = update(Delivery).where(Delivery.id.in_(parcel)).values(**values)
    session.execute(changed, execution_options={"synchronize_session": False})


def _wipe_secrets(parcel: Parcel) -> None:
    letters = select(Delivery.update_id).where(
        Delivery.id.in_(parcel), Delivery.because == Because.ACCOUNT
    )
    wiped = (
        update(Update)
        .where(Update.id.in_(letters), Update.kind == UpdateKind.ACCOUNT)
        .values(facts={})
    )
    session.execute(wiped, execution_options={"synchronize_session": False})


def _mails_of_the_day(people: set[int], is_due: ColumnElement[bool]) -> list[Parcel]:
    parcels: dict[int, Parcel] = {user_id: [] for user_id in people}
    rows = (
        select(Delivery.id, Delivery.user_id)
        .where(is_due, Delivery.is_digest, Delivery.user_id.in_(people))
        .order_by(Delivery.id)
    )
    for delivery_id, user_id in session.execute(rows) if people else ():
        parcels[user_id].append(delivery_id)
    return list(parcels.values())


def _with_all_they_speak_of(ids: Sequence[int]) -> dict[int, Delivery]:
    news = joinedload(Delivery.update)
    loaded = (
        select(Delivery)
        .where(Delivery.id.in_(ids))
        .options(
            joinedload(Delivery.user),
            joinedload(Delivery.idea).joinedload(Idea.board),
            news.joinedload(Update.actor),
            news.joinedload(Update.improvement),
        )
    )
    return {delivery.id: delivery for delivery in session.scalars(loaded)}


def _listening(deliveries: Collection[Delivery]) -> set[tuple[int, int]]:
    """(update, user) of those whom the news of their idea would reach if it were told now."""
    people: dict[tuple[Update, int | None], list[int]] = {}
    for each in deliveries:
        if each.update.kind is not UpdateKind.ACCOUNT:
            people.setdefault((each.update, each.idea_id), []).append(each.user_id)
    listening: set[tuple[int, int]] = set()
    for (news, idea_id), user_ids in people.items():
        told = audience_of(news, of=[idea_id] if idea_id else [], only=user_ids)
        listening |= {(news.id, row.user_id) for row in session.execute(told)}
    return listening


def _cause_not_to_send(delivery: Delivery, listening: set[tuple[int, int]]) -> str:
    """Empty if the person still wants this mail and may read it."""
    if delivery.user.deactivated_at is not None:
        return "the account was closed"
    if not delivery.user.email:
        return "there is no address"
    if delivery.because == Because.ACCOUNT:
        return ""
    if delivery.user.mail_choice is MailChoice.NEVER:
        return "the person chose to get no mail"
    if (delivery.update_id, delivery.user_id) not in listening:
        return "the person muted it, left it or may not see it"
    return ""
