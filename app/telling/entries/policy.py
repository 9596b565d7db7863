"""Who writes news. What a role may try stands in people/permissions.yaml."""

from __future__ import annotations

from app.core.errors import Forbidden
from app.core.i18n import _
from app.improvements.models import Improvement
from app.people.models import User
from app.telling.models import Entry


def refuse_writing(
    improvement: Improvement | None, *, actor: User, entry: Entry | None = None
) -> None:
    """Managers write any news; the owner of an improvement writes its drafts, which a manager
    publishes. Raises Forbidden."""
    if actor.is_keeper:
        return
    if improvement is None or improvement.owner_id != actor.id:
        raise Forbidden(_("You write news of the improvements you own. Choose one of them."))
    if entry is not None and entry.is_published:
        raise Forbidden(_("This is published: ask a manager to change it."))


def refuse_publishing(*, actor: User) -> None:
    """Raises Forbidden."""
    if not actor.is_keeper:
        raise Forbidden(_("Only managers publish news."))
