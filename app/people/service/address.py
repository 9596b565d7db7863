"""Another e-mail address for an account: asked for by its owner, confirmed from the new mailbox.

What the asker is told is the same whether the address is somebody's already or not; a letter to it
says so to whoever reads its mail. Whom others only wrote down here, and who never came in, is not
written to about an account.
"""

from __future__ import annotations

from sqlalchemy import update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.settings import portal
from app.core.text import email_key
from app.people.domains import domain_of
from app.people.events import letter_asked, moved
from app.people.models import FormerName, OneTimeToken, Purpose, User
from app.people.policy import may_sign_up
from app.people.queries import by_email, open_link, organisation_with
from app.people.service.accounts import held
from app.people.service.links import link_over, make_link, redeem
from app.people.service.sessions import end_sessions
from app.people.urls import FORGOT, SIGN_IN


def ask(user: User, email: str) -> None:
    """Write to the new address, and to the present one that it was asked for. A newer request
    takes the place of an older one. Raises Invalid for the present address and for one this
    portal's rule takes nobody in with."""
    address = held(email)
    key = email_key(address)
    _refuse_by_rule(user, key)
    _end_open_links(user)
    owner = by_email(address)
    if owner is None or _was_only_put_down(owner):
        path = make_link(user, Purpose.ADDRESS, email=address)
        letter_asked.send(user, purpose="address", path=path, to=address)
    elif owner.deactivated_at is None:
        letter_asked.send(owner, purpose="address-taken", path=SIGN_IN)
    letter_asked.send(user, purpose="address-asked", path=FORGOT, to=user.email or "")


def asked_of(user: User, secret: str) -> str:
    """The address that this link of theirs would change to. Raises LinkOver, also for a link that
    somebody else asked for: it may have been sent to them by a slip."""
    link, owner = open_link(secret, Purpose.ADDRESS)
    if owner.id != user.id:
        raise link_over()
    return str(link.carries["email"])


def change(user: User, secret: str) -> None:
    """From now on this is their address. All sessions end; the caller opens a new one. Raises
    LinkOver, and Conflict where somebody else was quicker with the same address."""
    address = asked_of(user, secret)
    hold(f"address {email_key(address)}")
    redeem(secret, Purpose.ADDRESS)
    owner = by_email(address)
    if owner is not None:
        raise _taken(owner)
    before, before_key = user.email or "", user.email_key
    session.add(FormerName(user_id=user.id, email=before))
    user.email, user.email_key = address, email_key(address)
    user.version += 1
    session.flush()
    _join_by_domain(user, before_key)
    end_sessions(user)
    record(user, "user.address", user)
    letter_asked.send(user, purpose="address-changed", path="/", to=before)


def _was_only_put_down(owner: User) -> bool:
    return owner.confirmed_at is None and owner.deactivated_at is None


def _taken(owner: User) -> Conflict:
    if _was_only_put_down(owner):
        return Conflict(
            _(
                "This address is written down here already, of somebody who never came in. Yours"
                " stays as it was. Ask whoever runs this portal to make both accounts one."
            )
        )
    return Conflict(_("This address belongs to another account by now. Yours stays as it was."))


def _refuse_by_rule(user: User, key: str) -> None:
    """Who came in by their domain stays within the domains; who was invited was let in by hand."""
    if key == user.email_key:
        message = _("This is your address already.")
    elif _is_bound_to_domains(user) and not may_sign_up(key):
        message = _(
            "Accounts here are for addresses of %(domains)s.",
            domains=", ".join(portal().sign_up_domains),
        )
    else:
        return
    raise Invalid(message, errors={"email": message})


def _is_bound_to_domains(user: User) -> bool:
    return portal().sign_up == "domains" and may_sign_up(user.email_key or "")


def _end_open_links(user: User) -> None:
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.user_id == user.id,
            OneTimeToken.purpose == Purpose.ADDRESS,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=now())
    )


def _join_by_domain(user: User, before_key: str | None) -> None:
    """An organisation that somebody belongs to by the domain of their address goes with it, as it
    came when they signed up; one that was chosen for them stays."""
    if user.is_staff:
        return
    old = organisation_with(domain_of(before_key))
    if user.organisation_id is not None and (old is None or old.id != user.organisation_id):
        return
    new = organisation_with(domain_of(user.email_key))
    if (new.id if new else None) == user.organisation_id:
        return
    user.organisation = new
    session.flush()
    moved.send([user.id])
