"""Who stands how to an improvement. What a role may try stands in people/permissions.yaml."""

from __future__ import annotations

from app.core.errors import Forbidden
from app.core.i18n import _
from app.improvements.models import Horizon, Improvement
from app.people.models import Reader, User


def may_read(improvement: Improvement, *, reader: Reader) -> bool:
    """Managers and executives read all; whoever else is on staff, those they answer for."""
    return reader.sees_figures or _is_owner(improvement, reader)


def may_edit(improvement: Improvement, *, actor: Reader) -> bool:
    """Its words and what it aims at are its owner's and the managers'."""
    return actor.is_keeper or _is_owner(improvement, actor)


def is_on_roadmap(improvement: Improvement) -> bool:
    """Whether everyone may know of it: a public one that is more than considered."""
    return improvement.is_public and improvement.horizon not in (
        Horizon.CONSIDERING,
        Horizon.SET_ASIDE,
    )


def refuse_edit(improvement: Improvement, *, actor: User) -> None:
    """Raises Forbidden."""
    if not may_edit(improvement, actor=actor):
        raise Forbidden(_("Only its owner or a manager may change an improvement."))


def refuse_deciding(*, actor: User) -> None:
    """Promotion, horizon, rank, owner and what is public are the managers'. Raises Forbidden."""
    if not actor.is_keeper:
        raise Forbidden(_("Only managers decide this."))


def _is_owner(improvement: Improvement, person: Reader) -> bool:
    return person.is_staff and improvement.owner_id == person.id
