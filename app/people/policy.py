"""Who stands how to a person. What a role may try stands in permissions.yaml."""

from __future__ import annotations

from app.core.errors import Forbidden
from app.core.i18n import _
from app.core.settings import portal
from app.people.domains import domain_of
from app.people.models import Role, User


def may_invite(actor: User, role: Role) -> bool:
    """Managers bring customers in, administrators anybody."""
    if not actor.is_active:
        return False
    return actor.role is Role.ADMIN or (actor.role is Role.MANAGER and role is Role.CUSTOMER)


def refuse_invitation(role: Role, *, actor: User) -> None:
    """Raises Forbidden."""
    if not may_invite(actor, role):
        raise Forbidden(_("Managers invite customers; colleagues are invited by administrators."))


def refuse_unless_admin(actor: User) -> None:
    """Raises Forbidden."""
    if actor.role is not Role.ADMIN or not actor.is_active:
        raise Forbidden(_("Only administrators decide who may do what."))


def may_sign_up(email_key: str) -> bool:
    """Whether this portal's rule lets the owner of this address make an account by themselves."""
    rule = portal().sign_up
    if rule == "domains":
        return domain_of(email_key) in portal().sign_up_domains
    return rule == "anyone"
