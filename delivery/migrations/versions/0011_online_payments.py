"""Online payments, and the words of their providers that were heard."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = "0011"
down_revision = "0010"

BEFORE = "method IN ('store-code', 'cash')"
METHODS = "method IN ('store-code', 'cash', 'online')"


def upgrade() -> None:
    op.create_table(
        "online_payments",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("made_at", delivery.kernel.db.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_online_payments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_online_payments_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_online_payments_reference")),
    )
    op.create_index(
        op.f("ix_online_payments_order_id"), "online_payments", ["order_id"], unique=False
    )
    op.create_table(
        "heard_words",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("heard_at", delivery.kernel.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["online_payments.id"], name=op.f("fk_heard_words_payment_id")
        ),
        sa.PrimaryKeyConstraint("provider", "event_id", name=op.f("pk_heard_words")),
    )
    op.create_index(op.f("ix_heard_words_payment_id"), "heard_words", ["payment_id"], unique=False)
    with op.batch_alter_table("money_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_money_entries_method_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_money_entries_method_known"), METHODS)


def downgrade() -> None:
    op.drop_table("heard_words")
    op.drop_table("online_payments")
    with op.batch_alter_table("money_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_money_entries_method_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_money_entries_method_known"), BEFORE)
