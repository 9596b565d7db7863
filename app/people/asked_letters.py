"""Letters that somebody asked for at a door by writing an address.

Whether there is such a person is looked up by the worker: the door only writes down what was
asked, so its answer takes the same time for known and unknown addresses.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from app.core.db import changed_rows, session, writing
from app.core.jobs import job, ring
from app.people.models import AskedLetter, Door
from app.people.service import accounts, entering, reset


def ask(door: Door, email: str, *, onward: str = "/") -> None:
    """Call inside writing()."""
    session.add(AskedLetter(door=door, email=email, onward=onward))
    session.flush()
    ring(send_asked_letters)


@job
def send_asked_letters() -> None:
    """Each in a unit of its own. Of two workers one finds the row there."""
    session.rollback()
    for asked in session.scalars(select(AskedLetter).order_by(AskedLetter.id)).all():
        row_id, door, email, onward = asked.id, asked.door, asked.email, asked.onward
        with writing():
            if changed_rows(delete(AskedLetter).where(AskedLetter.id == row_id)):
                _send(door, email, onward)


def _send(door: Door, email: str, onward: str) -> None:
    if door is Door.RESET:
        reset.ask_for_reset(email)
    elif door is Door.ENTER:
        entering.ask_for_link(email, onward=onward)
    else:
        accounts.send_confirmation_again(email)
