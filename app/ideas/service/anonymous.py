"""Ideas of people who are not signed in: they always wait, and have no author until whoever reads
the mail of the address that was written says that it was they."""

from __future__ import annotations

from app.core.db import session
from app.core.errors import Conflict, Forbidden
from app.core.i18n import _
from app.core.jobs import ring
from app.core.settings import portal
from app.ideas.events import idea_submitted
from app.ideas.models import Board, Held, Idea, Topic, UnconfirmedIdea
from app.ideas.moderation import refuse_blocked, refuse_links
from app.ideas.queries.boards import takes_anonymous
from app.ideas.queries.unconfirmed import unconfirmed_of
from app.ideas.service.drafts import Draft
from app.ideas.service.submit import new_idea, refuse_closed
from app.ideas.unconfirmed import ask_to_confirm
from app.people.models import Purpose, Reader, User
from app.people.service.accounts import refuse_by_rule
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import redeem
from app.people.service.naming import rename


def submit_anonymously(
    written: Draft, *, board: Board, email: str, agreed: str, topic: Topic | None = None
) -> Idea:
    """Put it down for staff to look at, whoever has this address; `agreed` is the edition of the
    privacy notes they agreed to. The worker sends the letter, so that this takes the same time for
    known and unknown addresses. Raises Conflict, Forbidden and Invalid."""
    refuse_closed(board)
    if not takes_anonymous(board):
        raise Conflict(_("This board takes ideas of people who signed in. Sign in first."))
    refuse_links(written.title)
    refuse_by_rule(email)
    language = portal().locale
    idea = new_idea(written, board=board, topic=topic, held=Held.ANONYMOUS, language=language)
    session.add(UnconfirmedIdea(idea=idea, email=email, agreed=agreed))
    session.flush()
    ring(ask_to_confirm)
    return idea


def confirm(secret: str, *, name: str, reader: Reader) -> tuple[Idea, User]:
    """The idea becomes that of whoever got the letter, like any they submit. Who has not been in
    comes in, called `name`; who has an account must be the `reader`. Raises LinkOver, and Forbidden
    for others and for who is blocked."""
    link, person = redeem(secret, Purpose.SUBMIT)
    waiting = unconfirmed_of(link)
    if person.confirmed_at is None:
        # Whoever typed a password before had not proven that the address is theirs.
        rename(person, name)
        person.password_hash = None
        person.version += 1
        come_in(person)
    elif reader.id != person.id:
        raise Forbidden(_("This address has an account. Sign in with it, then confirm the idea."))
    refuse_blocked(person)
    agree(person, waiting.agreed)
    idea = waiting.idea
    session.delete(waiting)
    idea.author = person
    idea.version += 1
    session.flush()
    idea_submitted.send(idea)
    return idea, person
