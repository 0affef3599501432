"""Price lists on their way from a file to the shelves."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('price_lists',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('sent_by', sa.Uuid(), nullable=True),
    sa.Column('sent_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('encoding', sa.String(), nullable=False),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('sample', sa.JSON(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('permille', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('repaired', sa.Integer(), nullable=False),
    sa.Column('new', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('fault', sa.String(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('claimed_until', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['sent_by'], ['users.id'], name=op.f('fk_price_lists_sent_by')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_price_lists_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_lists'))
    )
    with op.batch_alter_table('price_lists', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_lists_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_price_lists_store_id'), ['store_id'], unique=False)

    op.create_table('price_list_files',
    sa.Column('price_list_id', sa.Uuid(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['price_list_id'], ['price_lists.id'], name=op.f('fk_price_list_files_price_list_id')),
    sa.PrimaryKeyConstraint('price_list_id', name=op.f('pk_price_list_files'))
    )
    op.create_table('price_list_notes',
    sa.Column('price_list_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('refuses', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['price_list_id'], ['price_lists.id'], name=op.f('fk_price_list_notes_price_list_id')),
    sa.PrimaryKeyConstraint('price_list_id', 'number', 'place', name=op.f('pk_price_list_notes'))
    )
    op.create_table('price_list_rows',
    sa.Column('price_list_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('gtin', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('search_key', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('sold_by', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('unit_en', sa.String(), nullable=True),
    sa.Column('mass_g', sa.Integer(), nullable=False),
    sa.Column('temperature', sa.String(), nullable=False),
    sa.Column('art', sa.String(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('stock', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('move_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['price_list_id'], ['price_lists.id'], name=op.f('fk_price_list_rows_price_list_id')),
    sa.PrimaryKeyConstraint('price_list_id', 'number', name=op.f('pk_price_list_rows'))
    )
    with op.batch_alter_table('price_list_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_list_rows_price_list_id_gtin'), ['price_list_id', 'gtin'], unique=True)
