"""Files that are read before a round."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_paper_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mimetype", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pages > 0 AND size > 0", name=op.f("ck_council_paper_files_measures")),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["council_papers.id"],
            name=op.f("fk_council_paper_files_paper_id_council_papers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_paper_files")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_council_paper_files_paper_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_council_paper_files_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_council_paper_files_digest"), "council_paper_files", ["digest"])


def downgrade() -> None:
    op.drop_index(op.f("ix_council_paper_files_digest"), table_name="council_paper_files")
    op.drop_table("council_paper_files")
