"""The duplicates queue, what people made of look-alikes, other wordings, measured recall."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("among_five", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "0 <= first AND first <= among_five AND among_five <= asked",
            name=op.f("ck_recall_measures_sums"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_measures")),
        sa.UniqueConstraint("day", name=op.f("uq_recall_measures_day")),
        sa.UniqueConstraint("uid", name=op.f("uq_recall_measures_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "encounters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "voted",
                "posted",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_encounters_idea_id_ideas")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_encounters_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounters")),
        sa.UniqueConstraint("uid", name=op.f("uq_encounters_uid")),
        sa.UniqueConstraint(
            "user_id", "idea_id", "outcome", name=op.f("uq_encounters_user_id_idea_id_outcome")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("encounters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_encounters_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index("ix_encounters_month", ["created_at", "outcome"], unique=False)

    op.create_table(
        "pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_likely", sa.Boolean(), nullable=False),
        sa.Column("apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apart_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_pairs_in_order")),
        sa.ForeignKeyConstraint(
            ["apart_by_id"], ["users.id"], name=op.f("fk_pairs_apart_by_id_users")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["ideas.id"], name=op.f("fk_pairs_first_id_ideas")),
        sa.ForeignKeyConstraint(["second_id"], ["ideas.id"], name=op.f("fk_pairs_second_id_ideas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_pairs_first_id_second_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_pairs_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairs_second_id"), ["second_id"], unique=False)
        batch_op.create_index("ix_pairs_queue", ["apart_at", "score", "id"], unique=False)

    op.create_table(
        "to_compare",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_to_compare_idea_id_ideas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_to_compare")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_to_compare_idea_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_to_compare_uid")),
        sqlite_autoincrement=True,
    )
    _compare_all()
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_wordings_idea_id_ideas")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_wordings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("idea_id", "user_id", name=op.f("uq_wordings_idea_id_user_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_wordings_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wordings_user_id"), ["user_id"], unique=False)

    op.create_table(
        "encounter_ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_different", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_encounter_ideas_from_one")),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounters.id"],
            name=op.f("fk_encounter_ideas_encounter_id_encounters"),
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_encounter_ideas_idea_id_ideas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter_ideas")),
        sa.UniqueConstraint(
            "encounter_id", "idea_id", name=op.f("uq_encounter_ideas_encounter_id_idea_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_encounter_ideas_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("encounter_ideas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_encounter_ideas_idea_id"), ["idea_id"], unique=False)


def _compare_all() -> None:
    """What was asked before there was a queue is looked through too."""
    moment = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)
    ideas = sa.table("ideas", sa.column("id"), sa.column("is_listed", sa.Boolean()))
    waiting = sa.table(
        "to_compare",
        sa.column("uid", sa.Uuid()),
        sa.column("idea_id", sa.Integer()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    listed = op.get_bind().scalars(sa.select(ideas.c.id).where(ideas.c.is_listed)).all()
    times = {"created_at": moment, "updated_at": moment}
    rows = [{"uid": uuid.uuid4(), "idea_id": each, **times} for each in listed]
    op.bulk_insert(waiting, rows)


def downgrade() -> None:
    with op.batch_alter_table("encounter_ideas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_encounter_ideas_idea_id"))

    op.drop_table("encounter_ideas")
    with op.batch_alter_table("wordings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wordings_user_id"))

    op.drop_table("wordings")
    op.drop_table("to_compare")
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.drop_index("ix_pairs_queue")
        batch_op.drop_index(batch_op.f("ix_pairs_second_id"))

    op.drop_table("pairs")
    with op.batch_alter_table("encounters", schema=None) as batch_op:
        batch_op.drop_index("ix_encounters_month")
        batch_op.drop_index(batch_op.f("ix_encounters_idea_id"))

    op.drop_table("encounters")
    op.drop_table("recall_measures")
