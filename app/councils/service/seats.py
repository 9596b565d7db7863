"""Seats: offered, taken, declined, renewed, ended. Nobody holds two in one council at a time: the
council is locked while it is decided, and a unique key stands behind that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _, format_date
from app.core.text import block
from app.councils.models import Council, Matter, Seat, SeatKind, SeatState
from app.councils.queries.find import hosts_of
from app.councils.queries.seats import kept_seat_of, last_end_of
from app.councils.service.access import file_away, let_in
from app.councils.service.reminding import remind
from app.councils.terms import beginning_of, day_of, end_of, last_day, today
from app.people.addresses import checked_address
from app.people.models import Role, User
from app.people.service.invitations import invite_to_sit, take_back_seat

LONGEST_NOTE = 1000
LONGEST_YEARS = 10


@dataclass(frozen=True)
class Offer:
    """A seat for whoever has this address, from the first day to the last."""

    address: str
    kind: SeatKind
    starts_on: date
    ends_on: date
    conflict_note: str = ""


def invite(council: Council, offer: Offer, *, actor: User) -> Seat:
    """Raises Invalid naming the field, Conflict for whoever has a seat already."""
    lock(council)
    _refuse_closed(council)
    _refuse_impossible(offer.starts_on, offer.ends_on)
    person = _person(offer, actor)
    kept = kept_seat_of(council, person)
    if kept is not None and not kept.is_over:
        raise _taken(kept, person)
    if kept is not None:
        file_away(kept)
    begins = first_moment(council, person, offer.starts_on)
    seat = Seat(council_id=council.id, user_id=person.id, kind=offer.kind)
    seat.organisation_id = person.organisation_id
    seat.starts_at, seat.ends_at = begins, end_of(offer.ends_on)
    seat.conflict_note, seat.invited_by_id = block(offer.conflict_note)[:LONGEST_NOTE], actor.id
    session.add(seat)
    session.flush()
    audit.record(actor, "council.invite", council, after=_shown(seat, person))
    remind(Matter.INVITED, council, seat.uid, now(), [person])
    return seat


def accept(seat: Seat, council: Council, *, proposal: str = "") -> None:
    """`proposal`: who might sit there too. Raises Conflict where it is offered no longer."""
    _still_offered(seat, council)
    seat.organisation_id = seat.user.organisation_id
    _answer(seat, council, SeatState.ACTIVE, proposal)


def decline(seat: Seat, council: Council, *, proposal: str = "") -> None:
    """`proposal`: who might sit there instead. Raises Conflict where it is offered no longer."""
    _still_offered(seat, council)
    _answer(seat, council, SeatState.DECLINED, proposal)


def renew(seat: Seat, council: Council, ends_on: date, *, version: int, actor: User) -> None:
    """Its term ends on another day. Raises Conflict for a host's seat, one that is no longer held
    or was changed since, Invalid for a day that cannot be."""
    take_up(seat, council, version)
    if ends_on < today() or end_of(ends_on) <= seat.starts_at:
        message = _("This day has passed. To end the term now, press “End this term”.")
        raise Invalid(message, errors={"ends_on": message})
    before = _last_day_words(seat)
    seat.ends_at, seat.version = end_of(ends_on), seat.version + 1
    let_in(seat, council)
    after = {"ends_on": _last_day_words(seat)}
    audit.record(actor, "council.renew", seat, before={"ends_on": before}, after=after)


def take_up(seat: Seat, council: Council, version: int) -> None:
    """To be changed by a host, who saw this version of it. Raises Conflict for a host's seat, one
    that is no longer held, and one that was changed since."""
    lock(council)
    lock(seat)
    _refuse_host(seat)
    if seat.state not in (SeatState.INVITED, SeatState.ACTIVE) or seat.is_over:
        raise Conflict(_("This term is over. Invite them again for another one."))
    refuse_changed(seat, version)


def refuse_changed(seat: Seat, version: int) -> None:
    """Raises Conflict."""
    if seat.version != version:
        raise Conflict(_("Someone changed this seat a moment ago. Look again, then decide."))


def first_moment(council: Council, person: User, day: date) -> datetime:
    """Of a term that begins on that day: at the earliest, where the last one ended. Raises Invalid
    for a day before that."""
    last = last_end_of(council, person)
    if last is not None and day < day_of(last):
        when = format_date(day_of(last))
        message = _("They sat here until then. Give %(day)s or a later day.", day=when)
        raise Invalid(message, errors={"starts_on": message})
    return max(beginning_of(day), last) if last else beginning_of(day)


def misfit(kind: SeatKind, person: User) -> str:
    """Why they cannot sit there as that; empty where they can."""
    if kind is SeatKind.HOST:
        return _("Who hosts this board is said where it is changed.")
    if kind.answers_ballots and person.role is not Role.CUSTOMER:
        return _("Members are customers. Somebody on staff can sit there as an observer.")
    return ""


def end(seat: Seat, council: Council, *, actor: User) -> None:
    """By a host: the term ends now, or the invitation is taken back."""
    lock(council)
    lock(seat)
    _refuse_host(seat)
    if seat.state is SeatState.INVITED:
        take_back_seat(seat.user)
    _close(seat, council, SeatState.ALUMNI)
    audit.record(actor, "council.end_seat", seat)


def leave(seat: Seat, council: Council) -> None:
    """By whoever holds it."""
    lock(council)
    lock(seat)
    if seat.kind is SeatKind.HOST:
        raise Conflict(_("Hand this board on to another host first."))
    _close(seat, council, SeatState.WITHDRAWN)


def end_for(person: User, seat: Seat, council: Council) -> None:
    """They belong to another organisation by now, or to none."""
    lock(council)
    lock(seat)
    if seat.organisation_id is None:
        seat.organisation_id = person.organisation_id
    elif seat.organisation_id != person.organisation_id:
        _close(seat, council, SeatState.WITHDRAWN)
    session.flush()


def end_hosting(seat: Seat, council: Council, *, actor: User | None) -> None:
    """Whoever hosted it is no longer on staff."""
    lock(council)
    lock(seat)
    _close(seat, council, SeatState.ALUMNI)
    audit.record(actor, "council.end_seat", seat)


def end_for_erased(seat: Seat, council: Council) -> None:
    """Whoever held it is about to be nobody."""
    lock(council)
    lock(seat)
    _close(seat, council, SeatState.WITHDRAWN)


def _refuse_host(seat: Seat) -> None:
    if seat.kind is SeatKind.HOST:
        raise Conflict(_("Who hosts this board is said where it is changed."))


def _close(seat: Seat, council: Council, state: SeatState) -> None:
    if seat.state is SeatState.INVITED:
        seat.state = SeatState.DECLINED
    elif seat.state is SeatState.ACTIVE:
        seat.state = state
        seat.ends_at = max(now(), seat.starts_at)
    else:
        raise Conflict(_("This seat is held no longer."))
    seat.version += 1
    let_in(seat, council)


def _answer(seat: Seat, council: Council, state: SeatState, proposal: str) -> None:
    """The hosts hear of it, and of whom else they might ask."""
    moment = now()
    seat.state, seat.answered_at = state, moment
    seat.proposal = block(proposal)[:LONGEST_NOTE]
    let_in(seat, council)
    hosts, is_taken = hosts_of(council), state is SeatState.ACTIVE
    answer = Matter.SEAT_TAKEN if is_taken else Matter.SEAT_REFUSED
    remind(answer, council, seat.uid, moment, hosts)
    if seat.proposal:
        remind(Matter.PROPOSED, council, seat.uid, moment, hosts)


def _still_offered(seat: Seat, council: Council) -> None:
    lock(council)
    lock(seat)
    _refuse_closed(council)
    if seat.state is not SeatState.INVITED or seat.is_over:
        raise Conflict(_("This invitation is over. Ask a host of the board for another one."))


def _refuse_closed(council: Council) -> None:
    if council.archived_at is not None:
        raise Conflict(_("This board is closed. A host can open it again."))


def _person(offer: Offer, actor: User) -> User:
    """Where nobody has the address, a customer who is asked into the portal with it."""
    try:
        person = invite_to_sit(checked_address(offer.address), actor=actor)
    except Invalid as refusal:
        raise Invalid(refusal.message, errors={"address": refusal.message}) from refusal
    message = misfit(offer.kind, person)
    if person.deactivated_at is not None:
        message = _("This account is closed. An administrator can open it again.")
    if message:
        raise Invalid(message, errors={"address": message})
    return person


def _refuse_impossible(starts_on: date, ends_on: date) -> None:
    errors = {}
    if ends_on < starts_on:
        errors["ends_on"] = _("A term ends after it began.")
    elif ends_on < today():
        errors["ends_on"] = _("This day has passed already.")
    elif ends_on.year > today().year + LONGEST_YEARS:
        errors["ends_on"] = _("Give a nearer day; a term can be renewed.")
    if starts_on.year < today().year - 1:
        errors["starts_on"] = _("That was long ago. Give a later day.")
    if errors:
        raise Invalid(_("Nobody was invited yet."), errors=errors)


def _taken(kept: Seat, person: User) -> Conflict:
    if kept.state is SeatState.INVITED:
        message = _("%(name)s is invited already and has not answered yet.", name=person.name)
    else:
        message = _("%(name)s has a seat already. Renew its term instead.", name=person.name)
    return Conflict(message, errors={"address": message})


def _last_day_words(seat: Seat) -> str:
    day = last_day(seat)
    return day.isoformat() if day else ""


def _shown(seat: Seat, person: User) -> dict[str, str]:
    return {
        "person": str(person.uid),
        "kind": seat.kind.value,
        "ends_on": _last_day_words(seat),
    }
