"""How many orders a store takes a wave, and that it is late."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('store_paces',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('orders_per_wave', sa.Integer(), nullable=False),
    sa.CheckConstraint('orders_per_wave >= 0', name=op.f('ck_store_paces_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_store_paces_store_id')),
    sa.PrimaryKeyConstraint('store_id', name=op.f('pk_store_paces'))
    )
    op.create_table('store_seats',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_store_seats_taken_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_store_seats_store_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_store_seats_wave_id')),
    sa.PrimaryKeyConstraint('wave_id', 'store_id', name=op.f('pk_store_seats'))
    )
    op.create_table('slips',
    sa.Column('pick_list_id', sa.Uuid(), nullable=False),
    sa.Column('late_min', sa.Integer(), nullable=False),
    sa.Column('said_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.CheckConstraint('late_min >= 0', name=op.f('ck_slips_late_not_negative')),
    sa.ForeignKeyConstraint(['pick_list_id'], ['pick_lists.id'], name=op.f('fk_slips_pick_list_id')),
    sa.PrimaryKeyConstraint('pick_list_id', name=op.f('pk_slips'))
    )
