"""Reports that something was wrong with a bag, their photographs, and what is given back."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = '0010'
down_revision = '0009'

BEFORE = (
    "kind IN ('order', 'amend', 'cancel', 'hold', 'short', 'weigh', 'substitute', 'pay', 'refund')"
)
KINDS = BEFORE.replace("'pay'", "'claim', 'pay'")


def upgrade() -> None:
    op.create_table('report_photos',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('jpeg', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_report_photos_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_photos'))
    )
    with op.batch_alter_table('report_photos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_photos_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_photos_order_id'), ['order_id'], unique=False)

    op.create_table('reports',
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('photo_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('refund_fen', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('missing', 'wrong', 'spoiled', 'broken', 'other')", name=op.f('ck_reports_kind_known')),
    sa.CheckConstraint('refund_fen >= 0', name=op.f('ck_reports_refund_not_negative')),
    sa.ForeignKeyConstraint(['line_id'], ['lines.id'], name=op.f('fk_reports_line_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_reports_order_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['report_photos.id'], name=op.f('fk_reports_photo_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports')),
    sa.UniqueConstraint('line_id', name=op.f('uq_reports_line_id'))
    )
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.create_index('ix_reports_open', ['made_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.create_index(batch_op.f('ix_reports_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reports_photo_id'), ['photo_id'], unique=False)
    with op.batch_alter_table("money_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_money_entries_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_money_entries_kind_known"), KINDS)


def downgrade() -> None:
    op.drop_table("reports")
    op.drop_table("report_photos")
    with op.batch_alter_table("money_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_money_entries_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_money_entries_kind_known"), BEFORE)
