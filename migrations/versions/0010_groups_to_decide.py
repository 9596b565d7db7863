"""What may be the same waits in groups; merges made by one press are undone by one."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("likeness IN (1, 2)", name=op.f("ck_duplicate_groups_known_likeness")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_groups")),
        sa.UniqueConstraint("uid", name=op.f("uq_duplicate_groups_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_duplicate_groups_queue", "duplicate_groups", ["likeness", "people", "id"])
    op.create_table(
        "duplicate_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["duplicate_groups.id"],
            name=op.f("fk_duplicate_members_group_id_duplicate_groups"),
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_duplicate_members_idea_id_ideas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_members")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_duplicate_members_idea_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_duplicate_members_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duplicate_members_group_id"), "duplicate_members", ["group_id"])
    with op.batch_alter_table("pairs") as batch_op:
        batch_op.add_column(sa.Column("added_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_pairs_added_by_id_users"), "users", ["added_by_id"], ["id"]
        )
        batch_op.drop_index("ix_pairs_queue")
        batch_op.create_index("ix_pairs_apart_at", ["apart_at"])
    op.add_column("merges", sa.Column("press", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_merges_press"), "merges", ["press"])
    _compare_anew()


def _compare_anew() -> None:
    """Pairs found so far become groups when the worker looks at one of the two again."""
    moment = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)
    pairs = sa.table("pairs", sa.column("first_id"), sa.column("apart_at"))
    waiting = sa.table(
        "to_compare",
        sa.column("uid", sa.Uuid()),
        sa.column("idea_id", sa.Integer()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    paired = sa.select(pairs.c.first_id).where(pairs.c.apart_at.is_(None)).distinct()
    unseen = paired.where(pairs.c.first_id.not_in(sa.select(waiting.c.idea_id)))
    times = {"created_at": moment, "updated_at": moment}
    found = op.get_bind().scalars(unseen).all()
    op.bulk_insert(waiting, [{"uid": uuid.uuid4(), "idea_id": each, **times} for each in found])


def downgrade() -> None:
    op.drop_index(op.f("ix_merges_press"), table_name="merges")
    op.drop_column("merges", "press")
    with op.batch_alter_table("pairs") as batch_op:
        batch_op.drop_index("ix_pairs_apart_at")
        batch_op.create_index("ix_pairs_queue", ["apart_at", "score", "id"])
        batch_op.drop_constraint(op.f("fk_pairs_added_by_id_users"), type_="foreignkey")
        batch_op.drop_column("added_by_id")
    op.drop_table("duplicate_members")
    op.drop_table("duplicate_groups")
