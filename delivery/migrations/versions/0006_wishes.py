"""Wishes where a shelf has less, and what comes instead."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = "0006"
down_revision = "0005"

PROPOSED = sa.text("state = 'proposed'")
KINDS = (
    "kind IN ('order', 'amend', 'cancel', 'hold', 'short', 'weigh', 'substitute', 'pay', 'refund')"
)
ASKED = sa.text("replaces_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "home_wishes",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_home_wishes_household_id")
        ),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_home_wishes")),
    )
    op.create_table(
        "never_taken",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('category', 'word')", name=op.f("ck_never_taken_kind_known")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_never_taken_household_id")
        ),
        sa.PrimaryKeyConstraint("household_id", "kind", "value", name=op.f("pk_never_taken")),
    )
    op.add_column("basket_lines", sa.Column("wish", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("lines") as batch_op:
        batch_op.add_column(sa.Column("held_fen", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("wish", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("answer_by_at", delivery.kernel.db.UTCDateTime(), nullable=True)
        )
        batch_op.drop_constraint(op.f("uq_lines_order_id_offer_id"), type_="unique")
        batch_op.drop_constraint(op.f("ck_lines_amount_not_negative"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_lines_amount_not_negative"), "amount_fen >= 0 AND held_fen >= 0"
        )
        batch_op.create_foreign_key(op.f("fk_lines_replaces_id"), "lines", ["replaces_id"], ["id"])
        batch_op.create_index(op.f("ix_lines_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "ix_lines_proposed",
            ["answer_by_at"],
            unique=False,
            sqlite_where=PROPOSED,
            postgresql_where=PROPOSED,
        )
        batch_op.create_index(op.f("ix_lines_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(
            "uq_lines_asked",
            ["order_id", "offer_id"],
            unique=True,
            sqlite_where=ASKED,
            postgresql_where=ASKED,
        )

    with op.batch_alter_table("money_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_money_entries_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_money_entries_kind_known"), KINDS)


def downgrade() -> None:
    raise NotImplementedError("What came instead would have no place.")
