"""People are erased and get copies of what is theirs; audit entries may forget what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFUSAL = "the audit log is append-only"
KEPT = ("id", "uid", "actor_id", "action", "subject", "digest", "chain", "created_at", "updated_at")


def upgrade() -> None:
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "audit_entries", sa.Column("blanked_at", sa.DateTime(timezone=True), nullable=True)
    )
    _make_table("personal_copies", _user(), _moment("made_at"), _moment("expires_at"))
    _make_table(
        "erasures",
        _user(),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("sealed_names", sa.String(), nullable=False),
        _moment("ended_at"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_erasures_asked_by_id_users")
        ),
    )
    op.create_index(op.f("ix_personal_copies_expires_at"), "personal_copies", ["expires_at"])
    op.create_index(op.f("ix_erasures_ended_at"), "erasures", ["ended_at"])
    _let_entries_forget()


def downgrade() -> None:
    _let_nothing_pass()
    op.drop_table("erasures")
    op.drop_table("personal_copies")
    op.drop_column("audit_entries", "blanked_at")
    op.drop_column("users", "erased_at")


def _make_table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
        sa.UniqueConstraint("user_id", name=op.f(f"uq_{name}_user_id")),
        sqlite_autoincrement=True,
    )


def _user() -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _let_entries_forget() -> None:
    """The one change that passes: a payload is emptied for good, and says when."""
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
        op.execute("DROP TRIGGER audit_entries_no_update")
        op.execute(
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
            f"WHEN NOT ({same} AND {_is_blanked('NEW.before', 'NEW.after')}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    op.execute("DROP TRIGGER audit_entries_no_change ON audit_entries")
    op.execute(
        "CREATE TRIGGER audit_entries_no_change BEFORE DELETE OR TRUNCATE "
        "ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries FOR EACH ROW "
        f"WHEN (NOT ({same} AND {_is_blanked('NEW.before::text', 'NEW.after::text')})) "
        "EXECUTE FUNCTION refuse_audit_change()"
    )


def _is_blanked(before: str, after: str) -> str:
    blanked = "OLD.blanked_at IS NULL AND NEW.blanked_at IS NOT NULL"
    return f"{blanked} AND {before} = '{{}}' AND {after} = '{{}}'"


def _let_nothing_pass() -> None:
    """As migration 0002 made it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_update")
        op.execute(
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute("DROP TRIGGER audit_entries_no_update ON audit_entries")
    op.execute("DROP TRIGGER audit_entries_no_change ON audit_entries")
    op.execute(
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
