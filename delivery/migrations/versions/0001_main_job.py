"""The tables of the main job."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db
from delivery.kernel.ledger import guards

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('districts',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_districts'))
    )
    op.create_table('events',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('recorded_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('target', sa.String(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_events')),
    sa.UniqueConstraint('key', name=op.f('uq_events_key'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_subject_action_seq'), ['subject', 'action', 'seq'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_subject_id_seq'), ['subject_id', 'seq'], unique=False)

    op.create_table('products',
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
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("sold_by IN ('piece', 'weight')", name=op.f('ck_products_sold_by_known')),
    sa.CheckConstraint("temperature IN ('ambient', 'chilled', 'frozen')", name=op.f('ck_products_temperature_known')),
    sa.CheckConstraint('mass_g > 0', name=op.f('ck_products_mass_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_products')),
    sa.UniqueConstraint('gtin', name=op.f('uq_products_gtin'))
    )
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_products_category'), ['category'], unique=False)

    op.create_table('saved_answers',
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('content_hash', sa.String(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('location', sa.String(), nullable=True),
    sa.Column('mimetype', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('actor_id', 'key', name=op.f('pk_saved_answers'))
    )
    with op.batch_alter_table('saved_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_answers_at'), ['at'], unique=False)

    op.create_table('tries',
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('since', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_tries'))
    )
    with op.batch_alter_table('tries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tries_since'), ['since'], unique=False)

    op.create_table('users',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('sign_in_name', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('pin_hash', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('elder', sa.Boolean(), nullable=False),
    sa.Column('disabled_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('phone', name=op.f('uq_users_phone')),
    sa.UniqueConstraint('sign_in_name', name=op.f('uq_users_sign_in_name'))
    )
    op.create_table('grants',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('scope_id', sa.Uuid(), nullable=False),
    sa.Column('granted_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_grants_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants')),
    sa.UniqueConstraint('user_id', 'role', 'scope_id', name=op.f('uq_grants_user_id_role_scope_id'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grants_role_scope_id'), ['role', 'scope_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grants_scope_id'), ['scope_id'], unique=False)

    op.create_table('neighbourhoods',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('adopts_plans_itself', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['districts.id'], name=op.f('fk_neighbourhoods_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_neighbourhoods'))
    )
    with op.batch_alter_table('neighbourhoods', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_neighbourhoods_district_id'), ['district_id'], unique=False)

    op.create_table('sign_ins',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('started_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('expires_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('ended_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('as_role', sa.String(), nullable=True),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sign_ins_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_ins_token_hash'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_user_id'), ['user_id'], unique=False)

    op.create_table('stores',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('opens_at', sa.Time(), nullable=False),
    sa.Column('closes_at', sa.Time(), nullable=False),
    sa.Column('loading_s', sa.Integer(), nullable=False),
    sa.Column('payment_code', sa.String(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180', name=op.f('ck_stores_on_earth')),
    sa.ForeignKeyConstraint(['district_id'], ['districts.id'], name=op.f('fk_stores_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stores'))
    )
    with op.batch_alter_table('stores', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stores_district_id'), ['district_id'], unique=False)

    op.create_table('tellings',
    sa.Column('event_seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transport', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('retry_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('told_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('read_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['event_seq'], ['events.seq'], name=op.f('fk_tellings_event_seq')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_tellings_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tellings'))
    )
    with op.batch_alter_table('tellings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tellings_event_seq_transport_user_id'), ['event_seq', 'transport', 'user_id'], unique=True)
        batch_op.create_index('ix_tellings_nobody', ['event_seq', 'transport'], unique=True, sqlite_where=sa.text('user_id IS NULL'), postgresql_where=sa.text('user_id IS NULL'))
        batch_op.create_index('ix_tellings_to_tell', ['transport', 'event_seq'], unique=False, sqlite_where=sa.text('told_at IS NULL'), postgresql_where=sa.text('told_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_tellings_user_id_transport_event_seq'), ['user_id', 'transport', 'event_seq'], unique=False)

    op.create_table('cash_hand_ins',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('handed_in_by', sa.Uuid(), nullable=False),
    sa.Column('received_by', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_cash_hand_ins_amount_positive')),
    sa.ForeignKeyConstraint(['handed_in_by'], ['users.id'], name=op.f('fk_cash_hand_ins_handed_in_by')),
    sa.ForeignKeyConstraint(['received_by'], ['users.id'], name=op.f('fk_cash_hand_ins_received_by')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_cash_hand_ins_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_hand_ins'))
    )
    with op.batch_alter_table('cash_hand_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cash_hand_ins_handed_in_by'), ['handed_in_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_cash_hand_ins_store_id'), ['store_id'], unique=False)

    op.create_table('grid_cells',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_grid_cells_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_cells')),
    sa.UniqueConstraint('neighbourhood_id', 'name', name=op.f('uq_grid_cells_neighbourhood_id_name'))
    )
    with op.batch_alter_table('grid_cells', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grid_cells_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('offers',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('stock', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('price_fen > 0', name=op.f('ck_offers_price_positive')),
    sa.CheckConstraint('stock >= 0', name=op.f('ck_offers_stock_not_negative')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_offers_product_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_offers_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers')),
    sa.UniqueConstraint('store_id', 'product_id', name=op.f('uq_offers_store_id_product_id'))
    )
    with op.batch_alter_table('offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offers_product_id'), ['product_id'], unique=False)

    op.create_table('service_areas',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_service_areas_neighbourhood_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_service_areas_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_areas')),
    sa.UniqueConstraint('store_id', 'neighbourhood_id', name=op.f('uq_service_areas_store_id_neighbourhood_id'))
    )
    with op.batch_alter_table('service_areas', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_areas_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('street_layers',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('geojson', sa.JSON(), nullable=False),
    sa.Column('credit', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_street_layers_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_street_layers')),
    sa.UniqueConstraint('neighbourhood_id', name=op.f('uq_street_layers_neighbourhood_id'))
    )
    op.create_table('vehicles',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('returns', sa.Boolean(), nullable=False),
    sa.Column('mass_g', sa.Integer(), nullable=False),
    sa.Column('crates', sa.Integer(), nullable=False),
    sa.Column('cold_crates', sa.Integer(), nullable=False),
    sa.Column('speed_mm_s', sa.Integer(), nullable=False),
    sa.Column('fixed_fen', sa.Integer(), nullable=False),
    sa.Column('fen_per_km', sa.Integer(), nullable=False),
    sa.Column('max_distance_m', sa.Integer(), nullable=True),
    sa.Column('max_stops', sa.Integer(), nullable=True),
    sa.Column('max_risk', sa.Integer(), nullable=False),
    sa.Column('max_loadings', sa.Integer(), nullable=False),
    sa.Column('in_use', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('van', 'cargo-bike', 'on-foot', 'robot')", name=op.f('ck_vehicles_kind_known')),
    sa.CheckConstraint('mass_g > 0 AND crates > 0 AND cold_crates >= 0 AND speed_mm_s > 0', name=op.f('ck_vehicles_can_carry')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_vehicles_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vehicles')),
    sa.UniqueConstraint('neighbourhood_id', 'name', name=op.f('uq_vehicles_neighbourhood_id_name'))
    )
    with op.batch_alter_table('vehicles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vehicles_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('volunteers',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_volunteers_neighbourhood_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_volunteers_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteers')),
    sa.UniqueConstraint('user_id', 'neighbourhood_id', name=op.f('uq_volunteers_user_id_neighbourhood_id'))
    )
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteers_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('wave_schedules',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('cut_off', sa.Time(), nullable=False),
    sa.Column('collect_from', sa.Time(), nullable=False),
    sa.Column('collect_to', sa.Time(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_wave_schedules_capacity_positive')),
    sa.CheckConstraint('cut_off < collect_from AND collect_from < collect_to', name=op.f('ck_wave_schedules_in_order')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_wave_schedules_weekday_known')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_wave_schedules_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wave_schedules')),
    sa.UniqueConstraint('neighbourhood_id', 'weekday', 'cut_off', name=op.f('uq_wave_schedules_neighbourhood_id_weekday_cut_off'))
    )
    with op.batch_alter_table('wave_schedules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wave_schedules_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('waves',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('cut_off_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('collect_from_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('collect_to_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('cut_off_at < collect_from_at AND collect_from_at < collect_to_at', name=op.f('ck_waves_in_order')),
    sa.CheckConstraint('taken BETWEEN 0 AND capacity', name=op.f('ck_waves_taken_within_capacity')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_waves_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waves')),
    sa.UniqueConstraint('neighbourhood_id', 'cut_off_at', name=op.f('uq_waves_neighbourhood_id_cut_off_at'))
    )
    with op.batch_alter_table('waves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waves_state'), ['state'], unique=False)

    op.create_table('compounds',
    sa.Column('neighbourhood_id', sa.Uuid(), nullable=False),
    sa.Column('grid_cell_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('risk_level', sa.Integer(), nullable=False),
    sa.Column('risk_until', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('risk_level BETWEEN 0 AND 9', name=op.f('ck_compounds_risk_level_in_range')),
    sa.ForeignKeyConstraint(['grid_cell_id'], ['grid_cells.id'], name=op.f('fk_compounds_grid_cell_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhoods.id'], name=op.f('fk_compounds_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_compounds')),
    sa.UniqueConstraint('neighbourhood_id', 'name', name=op.f('uq_compounds_neighbourhood_id_name'))
    )
    with op.batch_alter_table('compounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_compounds_neighbourhood_id'), ['neighbourhood_id'], unique=False)

    op.create_table('pick_lists',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('opened_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_pick_lists_store_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_pick_lists_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pick_lists')),
    sa.UniqueConstraint('wave_id', 'store_id', name=op.f('uq_pick_lists_wave_id_store_id'))
    )
    with op.batch_alter_table('pick_lists', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pick_lists_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_pick_lists_store_id'), ['store_id'], unique=False)

    op.create_table('plans',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('made_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('fingerprint', sa.String(), nullable=True),
    sa.Column('problem', sa.JSON(), nullable=False),
    sa.Column('orders', sa.JSON(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_plans_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plans')),
    sa.UniqueConstraint('wave_id', 'number', name=op.f('uq_plans_wave_id_number'))
    )
    with op.batch_alter_table('plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plans_state'), ['state'], unique=False)

    op.create_table('shifts',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('vehicle_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=True),
    sa.Column('starts_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('ends_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('called_off_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_shifts_in_order')),
    sa.ForeignKeyConstraint(['vehicle_id'], ['vehicles.id'], name=op.f('fk_shifts_vehicle_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_shifts_volunteer_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_shifts_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shifts'))
    )
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shifts_vehicle_id'), ['vehicle_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_volunteer_id'), ['volunteer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_wave_id'), ['wave_id'], unique=False)

    op.create_table('stock_moves',
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_stock_moves_offer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_moves'))
    )
    with op.batch_alter_table('stock_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stock_moves_offer_id_at'), ['offer_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_stock_moves_order_id'), ['order_id'], unique=False)

    op.create_table('gates',
    sa.Column('compound_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['compound_id'], ['compounds.id'], name=op.f('fk_gates_compound_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gates')),
    sa.UniqueConstraint('compound_id', 'name', name=op.f('uq_gates_compound_id_name'))
    )
    with op.batch_alter_table('gates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gates_compound_id'), ['compound_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gates_state'), ['state'], unique=False)

    op.create_table('household_groups',
    sa.Column('compound_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['compound_id'], ['compounds.id'], name=op.f('fk_household_groups_compound_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household_groups')),
    sa.UniqueConstraint('compound_id', 'name', name=op.f('uq_household_groups_compound_id_name'))
    )
    with op.batch_alter_table('household_groups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_groups_compound_id'), ['compound_id'], unique=False)

    op.create_table('routes',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('letter', sa.String(), nullable=False),
    sa.Column('distance_m', sa.Integer(), nullable=False),
    sa.Column('leaves_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('back_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_routes_plan_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_routes_shift_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_routes_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routes')),
    sa.UniqueConstraint('plan_id', 'letter', name=op.f('uq_routes_plan_id_letter'))
    )
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_routes_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_routes_shift_id'), ['shift_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_routes_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_routes_wave_id'), ['wave_id'], unique=False)

    op.create_table('drop_points',
    sa.Column('gate_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('opens_at', sa.Time(), nullable=False),
    sa.Column('closes_at', sa.Time(), nullable=False),
    sa.Column('service_s', sa.Integer(), nullable=False),
    sa.Column('handling_s', sa.Integer(), nullable=False),
    sa.Column('shelf_crates', sa.Integer(), nullable=False),
    sa.Column('shelf_cold_crates', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180', name=op.f('ck_drop_points_on_earth')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_drop_points_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['gate_id'], ['gates.id'], name=op.f('fk_drop_points_gate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drop_points')),
    sa.UniqueConstraint('gate_id', 'name', name=op.f('uq_drop_points_gate_id_name'))
    )
    with op.batch_alter_table('drop_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drop_points_gate_id'), ['gate_id'], unique=False)

    op.create_table('households',
    sa.Column('compound_id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('building', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('floor', sa.Integer(), nullable=False),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('door_drop_until', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('door_drop_purpose', sa.String(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['compound_id'], ['compounds.id'], name=op.f('fk_households_compound_id')),
    sa.ForeignKeyConstraint(['group_id'], ['household_groups.id'], name=op.f('fk_households_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_households')),
    sa.UniqueConstraint('compound_id', 'building', 'unit', 'room', name=op.f('uq_households_compound_id_building_unit_room'))
    )
    with op.batch_alter_table('households', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_households_compound_id'), ['compound_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_households_group_id'), ['group_id'], unique=False)

    op.create_table('basket_lines',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_basket_lines_quantity_positive')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_basket_lines_household_id')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_basket_lines_offer_id')),
    sa.PrimaryKeyConstraint('household_id', 'offer_id', name=op.f('pk_basket_lines'))
    )
    op.create_table('join_requests',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('asked_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_join_requests_household_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_join_requests_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_requests'))
    )
    with op.batch_alter_table('join_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_join_requests_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_join_requests_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_join_requests_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_join_requests_asked', ['user_id', 'household_id'], unique=True, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))

    op.create_table('one_time_codes',
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('household_id', sa.Uuid(), nullable=True),
    sa.Column('leads_to', sa.String(), nullable=False),
    sa.Column('as_role', sa.String(), nullable=True),
    sa.Column('issued_by', sa.Uuid(), nullable=True),
    sa.Column('issued_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('expires_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('spent_at', delivery.kernel.db.UTCDateTime(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('invite', 'reset', 'link', 'join')", name=op.f('ck_one_time_codes_known_kind')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_one_time_codes_household_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_one_time_codes_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_codes')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_one_time_codes_code_hash'))
    )
    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_codes_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_one_time_codes_user_id'), ['user_id'], unique=False)

    op.create_table('orders',
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('drop_point_id', sa.Uuid(), nullable=False),
    sa.Column('placed_by', sa.Uuid(), nullable=True),
    sa.Column('placed_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['drop_point_id'], ['drop_points.id'], name=op.f('fk_orders_drop_point_id')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_orders_household_id')),
    sa.ForeignKeyConstraint(['placed_by'], ['users.id'], name=op.f('fk_orders_placed_by')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_orders_store_id')),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_orders_wave_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('wave_id', 'household_id', 'store_id', name=op.f('uq_orders_wave_id_household_id_store_id'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_drop_point_id'), ['drop_point_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_wave_id_store_id'), ['wave_id', 'store_id'], unique=False)

    op.create_table('stops',
    sa.Column('route_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('store_id', sa.Uuid(), nullable=True),
    sa.Column('drop_point_id', sa.Uuid(), nullable=True),
    sa.Column('arrives_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('starts_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('leaves_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(kind = 'pickup' AND store_id IS NOT NULL AND drop_point_id IS NULL) OR (kind = 'drop' AND drop_point_id IS NOT NULL AND store_id IS NULL)", name=op.f('ck_stops_pickup_or_drop')),
    sa.ForeignKeyConstraint(['drop_point_id'], ['drop_points.id'], name=op.f('fk_stops_drop_point_id')),
    sa.ForeignKeyConstraint(['route_id'], ['routes.id'], name=op.f('fk_stops_route_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_stops_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stops')),
    sa.UniqueConstraint('route_id', 'position', name=op.f('uq_stops_route_id_position'))
    )
    with op.batch_alter_table('stops', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stops_drop_point_id'), ['drop_point_id'], unique=False)

    op.create_table('bags',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('of', sa.Integer(), nullable=False),
    sa.Column('temperature', sa.String(), nullable=False),
    sa.Column('mass_g', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('shelf_number', sa.Integer(), nullable=False),
    sa.Column('print_run', sa.Integer(), nullable=True),
    sa.Column('packed_at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('mass_g > 0', name=op.f('ck_bags_mass_positive')),
    sa.CheckConstraint('number BETWEEN 1 AND of', name=op.f('ck_bags_number_within')),
    sa.CheckConstraint('shelf_number > 0', name=op.f('ck_bags_shelf_number_positive')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_bags_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bags')),
    sa.UniqueConstraint('code', name=op.f('uq_bags_code')),
    sa.UniqueConstraint('order_id', 'number', name=op.f('uq_bags_order_id_number'))
    )
    with op.batch_alter_table('bags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bags_state'), ['state'], unique=False)

    op.create_table('empty_orders',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_empty_orders_order_id')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_empty_orders'))
    )
    op.create_table('lines',
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('picked', sa.Integer(), nullable=True),
    sa.Column('weighed_g', sa.Integer(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('amount_fen >= 0', name=op.f('ck_lines_amount_not_negative')),
    sa.CheckConstraint('picked BETWEEN 0 AND quantity', name=op.f('ck_lines_picked_within_ordered')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_lines_quantity_positive')),
    sa.ForeignKeyConstraint(['offer_id'], ['offers.id'], name=op.f('fk_lines_offer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_lines_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lines')),
    sa.UniqueConstraint('order_id', 'offer_id', name=op.f('uq_lines_order_id_offer_id'))
    )
    with op.batch_alter_table('lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lines_offer_id'), ['offer_id'], unique=False)

    op.create_table('money_entries',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('goods_fen', sa.Integer(), nullable=False),
    sa.Column('owed_fen', sa.Integer(), nullable=False),
    sa.Column('paid_fen', sa.Integer(), nullable=False),
    sa.Column('refunded_fen', sa.Integer(), nullable=False),
    sa.Column('held_fen', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(), nullable=True),
    sa.Column('taken_by', sa.Uuid(), nullable=True),
    sa.Column('at', delivery.kernel.db.UTCDateTime(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('order', 'amend', 'cancel', 'short', 'weigh', 'pay', 'refund')", name=op.f('ck_money_entries_kind_known')),
    sa.CheckConstraint("method IN ('store-code', 'cash')", name=op.f('ck_money_entries_method_known')),
    sa.CheckConstraint('paid_fen + owed_fen = goods_fen + refunded_fen + held_fen', name=op.f('ck_money_entries_balances')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_money_entries_order_id')),
    sa.ForeignKeyConstraint(['taken_by'], ['users.id'], name=op.f('fk_money_entries_taken_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_money_entries'))
    )
    with op.batch_alter_table('money_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_money_entries_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_money_entries_taken_by'), ['taken_by'], unique=False)

    op.create_table('stop_loads',
    sa.Column('stop_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_stop_loads_order_id')),
    sa.ForeignKeyConstraint(['stop_id'], ['stops.id'], name=op.f('fk_stop_loads_stop_id')),
    sa.PrimaryKeyConstraint('stop_id', 'order_id', name=op.f('pk_stop_loads'))
    )
    with op.batch_alter_table('stop_loads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stop_loads_order_id'), ['order_id'], unique=False)

    op.create_table('bag_lines',
    sa.Column('bag_id', sa.Uuid(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_bag_lines_quantity_positive')),
    sa.ForeignKeyConstraint(['bag_id'], ['bags.id'], name=op.f('fk_bag_lines_bag_id')),
    sa.ForeignKeyConstraint(['line_id'], ['lines.id'], name=op.f('fk_bag_lines_line_id')),
    sa.PrimaryKeyConstraint('bag_id', 'line_id', name=op.f('pk_bag_lines'))
    )
    with op.batch_alter_table('bag_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bag_lines_line_id'), ['line_id'], unique=False)

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Before this step there was nothing.")
