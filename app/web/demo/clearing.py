"""Taking a demonstration out again."""

from __future__ import annotations

from sqlalchemy import delete

from app.core.db import Base, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.settings import portal

NOT_OURS = {"statuses", "audit_entries", "heartbeats"}
"""What migrations made, what is added to only, and the worker's own."""


def refuse_without_demonstration() -> None:
    """Raises Conflict: `--clear` must never empty a portal that people use in earnest."""
    if not portal().is_demonstration:
        raise Conflict(_("There is no demonstration here, so nothing was taken out."))


def empty_portal() -> None:
    """Delete every row but those that were there after the migrations."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in NOT_OURS:
            session.execute(delete(table))
    session().info.pop("portal", None)
