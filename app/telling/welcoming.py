"""The one welcome: whoever was brought in from elsewhere is asked once whether they want to hear of
what they asked for. An administrator looks at it first; nobody is written to otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from app.core import settings
from app.core.clock import now
from app.core.db import hold, session, writing
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.jobs import job, ring
from app.core.settings import portal
from app.core.text import block
from app.ideas.models import Idea
from app.people.events import letter_asked
from app.people.models import Purpose, Role, User
from app.people.service.links import make_link
from app.people.urls import decline_path
from app.votes.models import Vote

WORDS_LENGTH = 2_000
CHUNK = 100


def unwelcomed() -> Select[User]:
    """Customers brought in with an idea or vote that is still there, not yet written to. Who is
    signing up just now is not among them."""
    there = select(Idea.id).where(Idea.deleted_at.is_(None))
    asked = select(Idea.author_id).where(Idea.deleted_at.is_(None), Idea.author_id.is_not(None))
    voted = select(Vote.user_id).where(Vote.idea_id.in_(there))
    return select(User).where(
        User.role == Role.CUSTOMER,
        User.email.is_not(None),
        User.confirmed_at.is_(None),
        User.password_hash.is_(None),
        User.deactivated_at.is_(None),
        User.welcomed_at.is_(None),
        User.welcome_sent_at.is_(None),
        or_(User.id.in_(asked), User.id.in_(voted)),
    )


def unwelcomed_count() -> int:
    return session.scalar(select(func.count()).select_from(unwelcomed().subquery())) or 0


def words_of_welcome(written: str) -> str:
    """Checked. Raises Invalid for nothing or too much."""
    words = block(written)
    message = ""
    if not words:
        message = _("Write a few words first: it is the only mail they get.")
    elif len(words) > WORDS_LENGTH:
        message = _("Say it in at most %(num)s characters.", num=WORDS_LENGTH)
    if message:
        raise Invalid(message, errors={"words": message})
    return words


def begin_welcome(words: str, *, actor: User) -> None:
    """Let the worker write to everyone who waits now. Raises Conflict while it still does."""
    if portal().welcome_until:
        raise Conflict(_("A welcome is being sent just now. Wait until it is done."))
    settings.change(actor, welcome_words=words, welcome_until=now().isoformat())
    ring(send_welcomes)


@job
def send_welcomes() -> None:
    """Owe the letter to everyone it was meant for, in chunks, each person once."""
    while settings.read_again().welcome_until:
        with writing():
            hold("welcome")
            _welcome_some()


def _welcome_some() -> None:
    # Read under the lock: another worker may have come to the end meanwhile.
    campaign = settings.read_again()
    if not campaign.welcome_until:
        return
    waiting = unwelcomed().where(User.created_at <= datetime.fromisoformat(campaign.welcome_until))
    people = session.scalars(waiting.order_by(User.id).limit(CHUNK)).all()
    for person in people:
        _owe_letter(person, campaign.welcome_words)
    if not people:
        settings.change(None, welcome_until="")


def _owe_letter(person: User, words: str) -> None:
    person.welcome_sent_at = now()
    path = make_link(person, Purpose.WELCOME)
    letter_asked.send(person, purpose="welcome", path=path, no_path=decline_path(path), words=words)
