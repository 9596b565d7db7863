"""Customer companies: put down by hand or brought as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.people.domains import refuse_free_mail
from app.people.events import moved
from app.people.models import Organisation, Role, User
from app.people.particulars import Listed, Particulars
from app.people.queries import organisations_with

AT_ONCE = 500


def add(wanted: Particulars, *, actor: User) -> Organisation:
    """Raises Conflict for a name that is taken, Invalid for a domain that is."""
    hold("organisations")
    if _named(wanted.name) is not None:
        raise _taken(wanted.name)
    organisation = Organisation(name=wanted.name)
    session.add(organisation)
    _write(organisation, wanted)
    record(actor, "organisation.add", organisation, after=_shown(wanted))
    return organisation


def edit(
    organisation: Organisation, wanted: Particulars, *, version: int | None, actor: User
) -> None:
    """Without a version whatever stands is changed. Raises Stale when somebody else changed it
    since, Conflict for a name that is taken, Invalid for a domain that is."""
    hold("organisations")
    session.refresh(organisation)
    if version is not None and organisation.version != version:
        raise Stale(_("Someone changed this organisation a moment ago. Look again, then decide."))
    before = Particulars.of(organisation)
    if wanted == before:
        return
    other = _named(wanted.name)
    if other is not None and other.id != organisation.id:
        raise _taken(wanted.name)
    organisation.version += 1
    _write(organisation, wanted)
    record(actor, "organisation.edit", organisation, before=_shown(before), after=_shown(wanted))


def bring(listed: Listed, *, actor: User) -> tuple[int, int]:
    """Add those whose name is new and change the others in what the list has columns for; how many
    of each. All or nothing: raises Invalid for the first that cannot be kept."""
    hold("organisations")
    names = [wanted.name for wanted in listed.found]
    known: dict[str, Organisation] = {}
    for start in range(0, len(names), AT_ONCE):
        few = select(Organisation).where(Organisation.name.in_(names[start : start + AT_ONCE]))
        known.update((each.name, each) for each in session.scalars(few))
    changed = 0
    for written in listed.found:
        organisation = known.get(written.name)
        if organisation is None:
            add(written, actor=actor)
            continue
        before = Particulars.of(organisation)
        given = {column: getattr(written, column) for column in listed.columns}
        if replace(before, **given) != before:
            edit(organisation, replace(before, **given), version=None, actor=actor)
            changed += 1
    return len(listed.found) - len(known), changed


def _write(organisation: Organisation, wanted: Particulars) -> None:
    refuse_free_mail(wanted.domains)
    _refuse_taken_domains(organisation, wanted.domains)
    new_domains = set(wanted.domains) - set(organisation.domains or ())
    organisation.name, organisation.domains = wanted.name, list(wanted.domains)
    organisation.segment, organisation.region = wanted.segment, wanted.region
    organisation.plan = wanted.plan
    organisation.revenue, organisation.lifecycle = wanted.revenue, wanted.lifecycle
    session.flush()
    _take_in(organisation, new_domains)


def _take_in(organisation: Organisation, domains: Iterable[str]) -> None:
    """Customers who came in before and belong nowhere yet."""
    for domain in domains:
        joined = session.scalars(
            update(User)
            .where(
                User.email_key.endswith(f"@{domain}", autoescape=True),
                User.confirmed_at.is_not(None),
                User.organisation_id.is_(None),
                User.role == Role.CUSTOMER,
            )
            .values(organisation_id=organisation.id, version=User.version + 1, updated_at=now())
            .returning(User.id)
        ).all()
        if joined:
            moved.send(joined)


def _refuse_taken_domains(organisation: Organisation, domains: Sequence[str]) -> None:
    for other in organisations_with(domains):
        if other.id != organisation.id:
            both = ", ".join(domain for domain in domains if domain in other.domains)
            message = _("%(domains)s belongs to %(name)s already.", domains=both, name=other.name)
            raise Invalid(message, errors={"domains": message})


def _named(name: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.name == name))


def _taken(name: str) -> Conflict:
    message = _("There is already an organisation called “%(name)s”.", name=name)
    return Conflict(message, errors={"name": message})


def _shown(wanted: Particulars) -> dict[str, Any]:
    return {**asdict(wanted), "domains": list(wanted.domains), "lifecycle": wanted.lifecycle.value}
