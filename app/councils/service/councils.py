"""Councils: founded, changed, closed and opened again, and who hosts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy import or_, select

from app.core import audit, naming
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Forbidden, Invalid, Stale
from app.core.i18n import _
from app.core.text import block, one_line, slug
from app.councils.models import (
    Confidentiality,
    Council,
    CouncilKind,
    Existence,
    Round,
    Seat,
    SeatKind,
    SeatState,
)
from app.councils.queries.find import may_found
from app.councils.queries.seats import kept_seat_of
from app.councils.service.access import file_away, let_in, make_group
from app.people.models import User
from app.people.queries import by_email

LONGEST_PURPOSE = 2000
LONGEST_CADENCE = 100
LARGEST_SIZE = 200


@dataclass(frozen=True)
class Outline:
    """What a council is to be. `sponsor` and `hosts` are addresses of people on staff."""

    name: str
    purpose: str = ""
    kind: CouncilKind = CouncilKind.USER
    existence: Existence = Existence.HIDDEN
    confidentiality: Confidentiality = Confidentiality.UNATTRIBUTED
    target_size: int | None = None
    cadence: str = ""
    sponsor: str = ""
    hosts: Sequence[str] = ()


def found(wanted: Outline, *, actor: User) -> Council:
    """Raises Forbidden for whoever neither hosts a council nor is an administrator, Invalid naming
    the field. The end of its address is by chance: a taken one would tell of another council."""
    if not may_found(actor):
        raise Forbidden(_("Boards like this are founded by administrators and by hosts."))
    name, hosts = naming.checked_name(wanted.name), _staff(wanted.hosts, "hosts")
    if not hosts:
        message = _("Name at least one person on staff who runs it.")
        raise Invalid(message, errors={"hosts": message})
    address = f"{slug(name, 40) or 'board'}-{token_hex(3)}"
    council = Council(name=name, slug=address, group_id=make_group().id)
    session.add(council)
    _write(council, wanted, name)
    for host in hosts:
        _seat_host(council, host, actor)
    audit.record(actor, "council.found", council, after=_shown(wanted, council))
    return council


def edit(council: Council, wanted: Outline, *, version: int, actor: User) -> None:
    """Raises Stale when somebody else changed it since, Invalid naming the field."""
    lock(council)
    if council.version != version:
        raise Stale(_("Someone changed this board a moment ago. Look at it again, then decide."))
    name, hosts = naming.checked_name(wanted.name), _staff(wanted.hosts, "hosts")
    if not hosts:
        message = _("Somebody has to run it. Name at least one person on staff.")
        raise Invalid(message, errors={"hosts": message})
    before = _shown(outline_of(council), council)
    council.version += 1
    _keep_what_held(council, wanted)
    _write(council, wanted, name)
    _change_hosts(council, hosts, actor)
    audit.record(actor, "council.edit", council, before=before, after=_shown(wanted, council))


def close(council: Council, *, actor: User) -> None:
    """It stays to be read by its seats; nothing new begins in it."""
    lock(council)
    if council.archived_at is None:
        council.archived_at = now()
        session.flush()
        audit.record(actor, "council.close", council)


def reopen(council: Council, *, actor: User) -> None:
    lock(council)
    if council.archived_at is not None:
        council.archived_at = None
        session.flush()
        audit.record(actor, "council.reopen", council)


def refuse_once_closed(council: Council) -> None:
    """What begins something new asks this; what was begun can be finished. Raises Conflict."""
    if council.archived_at is not None:
        raise Conflict(_("This board is closed. A host can open it again."))


def outline_of(council: Council) -> Outline:
    """What it is now."""
    hosting = session.scalars(
        select(User.email)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.council_id == council.id, Seat.kind == SeatKind.HOST, Seat.is_current())
        .order_by(User.email_key)
    )
    return Outline(
        council.name,
        council.purpose,
        council.kind,
        council.existence,
        council.confidentiality,
        council.target_size,
        council.cadence,
        (council.sponsor.email or "") if council.sponsor else "",
        [address for address in hosting if address],
    )


def _keep_what_held(council: Council, wanted: Outline) -> None:
    """In rounds that opened or met: their members spoke under what holds until now."""
    is_wider = wanted.existence.is_wider_than(council.existence)
    if not is_wider and not wanted.confidentiality.is_wider_than(council.confidentiality):
        return
    has_begun = or_(Round.opened_at.is_not(None), Round.meets_at <= now())
    for of in session.scalars(select(Round).where(Round.council_id == council.id, has_begun)):
        of.kept_existence = council.existence.or_stricter(of.kept_existence)
        of.kept_confidentiality = council.confidentiality.or_stricter(of.kept_confidentiality)


def _write(council: Council, wanted: Outline, name: str) -> None:
    purpose, cadence = block(wanted.purpose), one_line(wanted.cadence)
    errors = {}
    if len(purpose) > LONGEST_PURPOSE:
        errors["purpose"] = _("Up to %(num)s letters are read.", num=LONGEST_PURPOSE)
    if len(cadence) > LONGEST_CADENCE:
        errors["cadence"] = _("Up to %(num)s letters are read.", num=LONGEST_CADENCE)
    if wanted.target_size is not None and not 1 <= wanted.target_size <= LARGEST_SIZE:
        errors["target_size"] = _("From 1 to %(num)s people.", num=LARGEST_SIZE)
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)
    council.name, council.purpose, council.cadence = name, purpose, cadence
    council.kind, council.existence = wanted.kind, wanted.existence
    council.confidentiality, council.target_size = wanted.confidentiality, wanted.target_size
    sponsor = _staff([wanted.sponsor], "sponsor") if one_line(wanted.sponsor) else [None]
    council.sponsor = sponsor[0]
    session.flush()


def _staff(addresses: Sequence[str], field: str) -> list[User]:
    """Each once. Raises Invalid for whoever is not on staff."""
    people: dict[int, User] = {}
    for address in filter(None, map(one_line, addresses)):
        person = by_email(address)
        if person is None or not person.is_staff or not person.is_active:
            message = _("Nobody on staff has the address %(address)s.", address=address)
            raise Invalid(message, errors={field: message})
        people[person.id] = person
    return list(people.values())


def _change_hosts(council: Council, wanted: Sequence[User], actor: User) -> None:
    hosting = select(Seat).where(
        Seat.council_id == council.id, Seat.kind == SeatKind.HOST, Seat.state == SeatState.ACTIVE
    )
    held = {seat.user_id: seat for seat in session.scalars(hosting)}
    for user_id, seat in held.items():
        if user_id not in {host.id for host in wanted}:
            seat.state, seat.ends_at = SeatState.ALUMNI, max(now(), seat.starts_at)
            let_in(seat, council)
    for host in wanted:
        if host.id not in held:
            _seat_host(council, host, actor)


def _seat_host(council: Council, host: User, actor: User) -> None:
    other = kept_seat_of(council, host)
    if other is not None and not other.is_over:
        message = _("%(name)s has another seat in this board. End that first.", name=host.name)
        raise Conflict(message, errors={"hosts": message})
    if other is not None:
        file_away(other)
    seat = Seat(council_id=council.id, user_id=host.id, kind=SeatKind.HOST)
    seat.state, seat.invited_by_id, seat.answered_at = SeatState.ACTIVE, actor.id, now()
    session.add(seat)
    session.flush()
    let_in(seat, council)


def _shown(wanted: Outline, council: Council) -> dict[str, Any]:
    """For the audit log."""
    return {
        "name": council.name,
        "purpose": council.purpose,
        "kind": council.kind.value,
        "existence": council.existence.value,
        "confidentiality": council.confidentiality.value,
        "target_size": council.target_size,
        "cadence": council.cadence,
        "hosts": list(wanted.hosts),
    }
