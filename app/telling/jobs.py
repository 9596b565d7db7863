"""Work of `telling` outside the request: what is owed by mail leaves."""

from __future__ import annotations

import secrets
import threading
from email.message import EmailMessage
from typing import NamedTuple
from uuid import UUID

import structlog

from app.core.db import session
from app.core.jobs import job
from app.telling import outbox
from app.telling.mail.letters import letter_for
from app.telling.mail.message import write
from app.telling.mail.transport import NotNow, Post, Refused, Unreachable, open_post
from app.telling.models import Delivery

log = structlog.get_logger()


class Envelope(NamedTuple):
    """A mail ready to leave, and the deliveries it makes true."""

    parcel: outbox.Parcel
    uid: UUID
    attempts: int
    message: EmailMessage


_sending = threading.Lock()


@job
def send_outbox() -> None:
    """Send every mail that is due, over one connection. One that fails holds up no other; only
    when the server itself cannot be reached the rest waits for the next sweep."""
    is_reachable = True
    while is_reachable and outbox.is_anything_due() and _sending.acquire(blocking=False):
        # One thread of a worker sends; another that is rung meanwhile leaves its rows to this one,
        # which looks again after giving the lock back.
        try:
            is_reachable = _send_all()
        finally:
            _sending.release()


def _send_all() -> bool:
    """Whether the server could be reached until nothing was due any more."""
    lease = secrets.token_hex(8)
    try:
        with open_post() as post:
            while (claimed := outbox.claim(lease)).parcels:
                send_claimed(claimed, post)
    except Unreachable as failure:
        log.warning("mail cannot be sent right now", reason=str(failure))
        return False
    finally:
        outbox.release(lease)
    return True


def send_claimed(claimed: outbox.Claim, post: Post) -> None:
    # All are written before the first leaves, so that nothing is read while a server takes long.
    for envelope in _written(outbox.still_wanted(claimed)):
        if claimed.is_good:
            _send(envelope, post)


def _written(parcels: list[list[Delivery]]) -> list[Envelope]:
    envelopes, broken = [], []
    for deliveries in parcels:
        parcel = [delivery.id for delivery in deliveries]
        uid, attempts = deliveries[0].uid, deliveries[0].attempts + 1
        try:
            message = write(letter_for(deliveries), uid=uid)
            envelopes.append(Envelope(parcel, uid, attempts, message))
        except Exception as mistake:
            # One letter that cannot be written must not keep the others from leaving.
            log.exception("a mail could not be written", delivery=str(uid))
            broken.append((parcel, attempts, f"could not be written: {type(mistake).__name__}"))
    session.rollback()
    for parcel, attempts, error in broken:
        outbox.postpone(parcel, error, attempts=attempts)
    return envelopes


def _send(envelope: Envelope, post: Post) -> None:
    parcel, uid, attempts, message = envelope
    try:
        post.send(message, uid)
    except Refused as refusal:
        log.warning("a mail was refused for good", delivery=str(uid), reason=str(refusal))
        outbox.give_up(parcel, str(refusal))
    except NotNow as refusal:
        outbox.postpone(parcel, str(refusal), attempts=attempts)
    except Unreachable as failure:
        outbox.postpone(parcel, str(failure), attempts=attempts)
        raise
    else:
        outbox.mark_sent(parcel)
