"""Asking for a customer: an employee puts down who wants an idea, and the customer has the last
word."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select

from app.core import audit
from app.core.clock import now
from app.core.db import changed_rows, session
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.i18n import _
from app.core.text import one_line
from app.ideas.models import Board, Idea, Topic
from app.ideas.service.behalf import claim_idea, release_idea
from app.ideas.service.drafts import Draft
from app.ideas.service.submit import submit
from app.people.models import Role, User
from app.people.service.customers import welcome_customer
from app.votes.events import customer_represented, vote_withdrawn
from app.votes.families import lock_family
from app.votes.models import Follow, Importance, Proxy, Vote
from app.votes.service.casting import lock_votes, put, refresh_demand

TICKET_LENGTH = 500


@dataclass(frozen=True)
class Wish:
    """What an employee knows of a customer's wish. `ticket`: the address of where it was said."""

    ticket: str = ""
    has_consented: bool = False
    importance: Importance | None = None


class Outcome(enum.StrEnum):
    """ADDED: a vote that was not there before. KEPT: the same employee said so again, with what is
    new. TAKEN: a colleague did. VOTED: the customer spoke for themselves."""

    ADDED = "added"
    KEPT = "kept"
    TAKEN = "taken"
    VOTED = "voted"


def wish(
    ticket: str = "", *, has_consented: bool = False, importance: Importance | None = None
) -> Wish:
    """Raises Invalid, naming `ticket`, for what is no web address."""
    address = one_line(ticket)
    if address and not _is_web_address(address):
        message = _("The link to the ticket starts with https:// or http://.")
        raise Invalid(message, errors={"ticket": message})
    return Wish(address, has_consented, importance)


def cast_for(idea: Idea, *, customer: User, employee: User, wish: Wish) -> Outcome:
    """Give `idea` the customer's vote, unless they have one there. Who agreed is told from now on.
    Raises Forbidden for who is no employee, Invalid for who is no customer, and Conflict on a
    closed idea."""
    _refuse_wrong_people(customer, employee)
    lock_votes(idea)
    if not idea.is_open:
        raise Conflict(_("Voting has closed for this idea."))
    return _represent(idea, customer, employee, wish)


def submit_for(
    written: Draft,
    *,
    board: Board,
    customer: User,
    employee: User,
    wish: Wish,
    topic: Topic | None = None,
    external_id: str | None = None,
) -> Idea:
    """Put a customer's idea on `board`: the employee is its author, the vote is the customer's."""
    _refuse_wrong_people(customer, employee)
    idea = submit(
        written,
        board=board,
        author=employee,
        on_behalf_of=customer,
        topic=topic,
        external_id=external_id,
    )
    _represent(idea, customer, employee, wish)
    return idea


def claim(idea: Idea, *, customer: User) -> None:
    """The customer says: this is mine. From then on it stands under their name. Raises NotFound
    where nobody asked for them."""
    lock_votes(idea)
    proxy = proxy_of(idea, customer)
    if proxy is None and idea.on_behalf_of_id != customer.id:
        raise NotFound(_("There is nothing at this address."))
    if proxy is not None and proxy.claimed_at is None:
        proxy.claimed_at = now()
    claim_idea(idea, customer=customer)
    session.flush()


def take_out(idea: Idea, *, customer: User, actor: User) -> None:
    """Undo it: the customer for themselves, or the employee who put it down. Raises NotFound where
    nobody asked for them, Forbidden for anybody else, Conflict for an employee once the customer
    spoke for themselves."""
    family = lock_family(idea)
    proxy = proxy_of(idea, customer)
    if proxy is None and idea.on_behalf_of_id != customer.id:
        raise NotFound(_("There is nothing at this address."))
    employee_id = proxy.employee_id if proxy else idea.author_id
    if actor.id not in (customer.id, employee_id):
        raise Forbidden(_("Only the customer or who added them may take them out."))
    if actor.id != customer.id:
        _refuse_if_claimed(idea, proxy, customer)
        audit.record(actor, "vote.take_out", idea, before={"customer": str(customer.uid)})
    _take_vote(idea, customer, family)
    release_idea(idea, customer=customer)


def mark_told(proxy: Proxy, *, actor: User) -> None:
    """Keep that the employee told the customer how things stand. Raises Forbidden for others."""
    if proxy.employee_id != actor.id:
        raise Forbidden(_("Only who added the customer says what they were told."))
    before = proxy.told_at.isoformat() if proxy.told_at else None
    proxy.told_at = now()
    session.flush()
    after = {"told_at": proxy.told_at.isoformat()}
    audit.record(actor, "proxy.told", proxy, before={"told_at": before}, after=after)


def proxy_of(idea: Idea, customer: User) -> Proxy | None:
    one = select(Proxy).where(Proxy.idea_id == idea.id, Proxy.user_id == customer.id)
    return session.scalars(one).first()


def _represent(idea: Idea, customer: User, employee: User, wish: Wish) -> Outcome:
    proxy = proxy_of(idea, customer)
    if proxy is not None and proxy.claimed_at is None:
        return _said_again(proxy, idea, employee, wish)
    if _has_voted(idea, customer):
        return Outcome.VOTED
    put(idea, voter=customer, importance=wish.importance)
    proxy = Proxy(
        idea_id=idea.id,
        user_id=customer.id,
        employee_id=employee.id,
        ticket=wish.ticket,
        has_consented=wish.has_consented,
        created_at=now(),
    )
    session.add(proxy)
    session.flush()
    _keep_consent(customer, wish)
    audit.record(employee, "vote.represent", idea, after=_facts(proxy, customer, wish))
    customer_represented.send(proxy, idea=idea)
    return Outcome.ADDED


def _said_again(proxy: Proxy, idea: Idea, employee: User, wish: Wish) -> Outcome:
    if proxy.employee_id != employee.id:
        return Outcome.TAKEN
    customer = proxy.customer
    before = {"ticket": proxy.ticket, "has_consented": proxy.has_consented}
    proxy.ticket = wish.ticket or proxy.ticket
    proxy.has_consented = proxy.has_consented or wish.has_consented
    if wish.importance is not None:
        put(idea, voter=customer, importance=wish.importance)
    _keep_consent(customer, wish)
    session.flush()
    after = _facts(proxy, customer, wish)
    audit.record(employee, "vote.represent", idea, before=before, after=after)
    return Outcome.KEPT


def _take_vote(idea: Idea, customer: User, family: Sequence[Idea]) -> None:
    """Of this idea alone: what they gave others of its merge family is their own."""
    theirs = (Vote.idea_id == idea.id, Vote.user_id == customer.id)
    was_there = changed_rows(delete(Vote).where(*theirs)) > 0
    followed = (Follow.idea_id == idea.id, Follow.user_id == customer.id)
    session.execute(delete(Follow).where(*followed, Follow.by_vote.is_(True)))
    if was_there:
        for counted in family:
            if counted is idea or counted.merged_into_id is None:
                refresh_demand(counted)
        vote_withdrawn.send(idea, voter=customer)


def _keep_consent(customer: User, wish: Wish) -> None:
    if wish.has_consented:
        welcome_customer(customer)


def _has_voted(idea: Idea, customer: User) -> bool:
    family = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    theirs = select(Vote.id).where(Vote.user_id == customer.id, Vote.idea_id.in_(family))
    return session.scalar(theirs.limit(1)) is not None


def _facts(proxy: Proxy, customer: User, wish: Wish) -> dict[str, object]:
    return {
        "customer": str(customer.uid),
        "ticket": proxy.ticket,
        "has_consented": proxy.has_consented,
        "importance": wish.importance.value if wish.importance else None,
    }


def _refuse_wrong_people(customer: User, employee: User) -> None:
    if not employee.is_staff:
        raise Forbidden(_("Only employees ask for a customer."))
    if customer.role is not Role.CUSTOMER:
        message = _("This is a colleague. Colleagues vote for themselves.")
        raise Invalid(message, errors={"customer": message})
    if customer.deactivated_at is not None:
        message = _("This account was closed, so nobody asks for it any more.")
        raise Invalid(message, errors={"customer": message})


def _refuse_if_claimed(idea: Idea, proxy: Proxy | None, customer: User) -> None:
    is_theirs = idea.on_behalf_of_id == customer.id and idea.claimed_at is not None
    if is_theirs or (proxy is not None and proxy.claimed_at is not None):
        raise Conflict(_("The customer made this their own meanwhile, so it stays."))


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
    is_plain = " " not in address and len(address) <= TICKET_LENGTH
    return parts.scheme in ("http", "https") and is_whole and is_plain
