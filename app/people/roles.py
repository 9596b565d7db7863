"""How roles read where people are looked after."""

from __future__ import annotations

from app.core.i18n import _
from app.people.models import Role


def role_words(role: Role) -> str:
    return {
        Role.CUSTOMER: _("Customer"),
        Role.EMPLOYEE: _("Employee"),
        Role.MANAGER: _("Manager"),
        Role.ADMIN: _("Administrator"),
    }[role]


def role_sentence(role: Role) -> str:
    """What somebody of this role may do."""
    return {
        Role.CUSTOMER: _("Customer: vote, comment and post ideas"),
        Role.EMPLOYEE: _("Employee: also vote for customers and write internal notes"),
        Role.MANAGER: _("Manager: also answer, decide, merge and look after boards"),
        Role.ADMIN: _("Administrator: everything, also people and settings"),
    }[role]
