"""Taking a demonstration out again."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, update

from app.core.db import Base, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.settings import portal
from app.people.models import Role, User

NOT_OURS = {"statuses", "stages", "elements", "audit_entries", "heartbeats"}
"""What migrations made, what is added to only, and the worker's own."""
NOBODYS = ".example"  # no real address ends so (RFC 2606), and all of the demonstration do


def refuse_without_demonstration() -> None:
    """Raises Conflict: `--clear` must never empty a portal that people use in earnest."""
    if not portal().is_demonstration:
        raise Conflict(_("There is no demonstration here, so nothing was taken out."))


def empty_portal() -> None:
    """Delete every row but those that were there after the migrations, and administrators who are
    real: whoever tried the demonstration out goes on with the portal that is left."""
    session.execute(update(User).values(organisation_id=None, updated_at=User.updated_at))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name == User.__tablename__:
            session.execute(delete(User).where(_is_of_the_demonstration()))
        elif table.name not in NOT_OURS:
            _forget_own_kind(table)
            session.execute(delete(table))
    session().info.pop("portal", None)
    session().info.pop("visible_boards", None)


def _is_of_the_demonstration() -> ColumnElement[bool]:
    has_no_real_address = or_(User.email_key.is_(None), User.email_key.endswith(NOBODYS))
    return or_(User.role != Role.ADMIN, has_no_real_address)


def _forget_own_kind(table: Table) -> None:
    """Rows that point to others of their table, as merged ideas do, let go of them first."""
    for column in table.columns:
        if column.nullable and any(key.column.table is table for key in column.foreign_keys):
            session.execute(update(table).values({column: None}))
