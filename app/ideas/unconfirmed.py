"""Letters that ask who posted an idea without signing in, and addresses nobody confirmed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from app.core.clock import now
from app.core.db import changed_rows, session, writing
from app.core.jobs import hourly, job
from app.core.settings import read_again
from app.ideas.models import Idea, UnconfirmedIdea
from app.people.events import letter_asked
from app.people.models import Purpose, User
from app.people.privacy.unconfirmed import forget_addressee
from app.people.queries import by_email
from app.people.service.accounts import add_person, held
from app.people.service.links import make_link


@job
def ask_to_confirm() -> None:
    """Each in a unit of its own. Of two workers one finds the letter owed."""
    session.rollback()
    owed = (UnconfirmedIdea.letter_at.is_(None), UnconfirmedIdea.email != "")
    waiting = select(UnconfirmedIdea.id).where(*owed).order_by(UnconfirmedIdea.id)
    for row_id in session.scalars(waiting).all():
        with writing():
            mine = update(UnconfirmedIdea).where(UnconfirmedIdea.id == row_id, *owed)
            if changed_rows(mine.values(letter_at=now())):
                _ask(session.get_one(UnconfirmedIdea, row_id))


@hourly
def forget_unconfirmed_addresses() -> None:
    """Delete addresses that were not confirmed for longer than this portal waits, and whom they
    made here. The ideas stay for staff to decide about."""
    moment = now()
    session.rollback()
    before = moment - timedelta(days=read_again().keep_unconfirmed_days)
    is_old = UnconfirmedIdea.created_at <= before
    made = select(UnconfirmedIdea.user_id).where(is_old, UnconfirmedIdea.user_id.is_not(None))
    # First whom they made, whose rows go along: if this ends midway, the rest is found again.
    for person_id in session.scalars(made.distinct()).all():
        if person_id is not None:
            forget_addressee(person_id)
    with writing():
        session.execute(delete(UnconfirmedIdea).where(is_old))


def _ask(waiting: UnconfirmedIdea) -> None:
    """Nothing for an account that was closed, or where the idea was taken out meanwhile."""
    idea = session.get_one(Idea, waiting.idea_id)
    person = _addressee(waiting)
    if person.deactivated_at is None and idea.deleted_at is None:
        path = make_link(person, Purpose.SUBMIT, unconfirmed=str(waiting.uid))
        letter_asked.send(person, purpose="submit", path=path, title=idea.title)


def _addressee(waiting: UnconfirmedIdea) -> User:
    """Who has the address; somebody new, named in the row, where nobody had it yet."""
    address = held(waiting.email)
    person = by_email(address)
    if person is None:
        person = add_person(address, name="")
        waiting.user_id = person.id
    elif session.scalar(select(exists().where(UnconfirmedIdea.user_id == person.id))):
        waiting.user_id = person.id
    session.flush()
    return person
