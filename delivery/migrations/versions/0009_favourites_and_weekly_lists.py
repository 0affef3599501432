"""Favourites, and weekly lists with their questions."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('favourites',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_favourites_household_id')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_favourites_offer_id')),
    sa.PrimaryKeyConstraint('household_id', 'offer_id', name=op.f('pk_favourites'))
    )
    op.create_table('weekly_lists',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_weekly_lists_weekday_known')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_weekly_lists_household_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weekly_lists')),
    sa.UniqueConstraint('household_id', name=op.f('uq_weekly_lists_household_id'))
    )
    op.create_table('weekly_asks',
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('list_id', sa.Uuid(), nullable=False),
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asked_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['weekly_lists.id'], name=op.f('fk_weekly_asks_list_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_weekly_asks_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weekly_asks')),
    sa.UniqueConstraint('list_id', 'day', name=op.f('uq_weekly_asks_list_id_day'))
    )
    op.create_index(op.f('ix_weekly_asks_wave_id'), 'weekly_asks', ['wave_id'], unique=False)
    op.create_table('weekly_lines',
    sa.Column('list_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('wish', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_weekly_lines_quantity_positive')),
    sa.ForeignKeyConstraint(['list_id'], ['weekly_lists.id'], name=op.f('fk_weekly_lines_list_id')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_weekly_lines_offer_id')),
    sa.PrimaryKeyConstraint('list_id', 'offer_id', name=op.f('pk_weekly_lines'))
    )


def downgrade() -> None:
    op.drop_table('weekly_lines')
    op.drop_table('weekly_asks')
    op.drop_table('weekly_lists')
    op.drop_table('favourites')
