"""Collection slots: desks of drop points, and who comes when."""

import sqlalchemy as sa
from alembic import op

import delivery.kernel.db

revision = "0007"
down_revision = "0006"

SOUND = "desks >= 0 AND desk_s > 0 AND most_waiting > 0 AND bags_after_min >= 0"
DESKS = (("desks", "0"), ("desk_s", "45"), ("most_waiting", "6"), ("bags_after_min", "0"))


def upgrade() -> None:
    with op.batch_alter_table("drop_points") as batch_op:
        for name, default in DESKS:
            batch_op.add_column(
                sa.Column(name, sa.Integer(), server_default=default, nullable=False)
            )
        batch_op.create_check_constraint(op.f("ck_drop_points_desks_sound"), SOUND)
    op.create_table(
        "collection_slots",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("drop_point_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", delivery.kernel.db.UTCDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "people >= 0 AND quarters >= 0", name=op.f("ck_collection_slots_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["drop_point_id"], ["drop_points.id"], name=op.f("fk_collection_slots_drop_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_collection_slots_wave_id")
        ),
        sa.PrimaryKeyConstraint(
            "wave_id", "drop_point_id", "starts_at", name=op.f("pk_collection_slots")
        ),
    )
    op.create_table(
        "slot_seats",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("drop_point_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", delivery.kernel.db.UTCDateTime(), nullable=False),
        sa.Column("ends_at", delivery.kernel.db.UTCDateTime(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at AND quarters >= 0", name=op.f("ck_slot_seats_sound")
        ),
        sa.ForeignKeyConstraint(
            ["drop_point_id"], ["drop_points.id"], name=op.f("fk_slot_seats_drop_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_slot_seats_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id", "drop_point_id", "starts_at"],
            [
                *("collection_slots.wave_id", "collection_slots.drop_point_id"),
                "collection_slots.starts_at",
            ],
            name="fk_slot_seats_slot",
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_slot_seats_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "household_id", name=op.f("pk_slot_seats")),
    )
    op.create_index(
        op.f("ix_slot_seats_wave_id_drop_point_id_starts_at"),
        "slot_seats",
        ["wave_id", "drop_point_id", "starts_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("slot_seats")
    op.drop_table("collection_slots")
    with op.batch_alter_table("drop_points") as batch_op:
        batch_op.drop_constraint(op.f("ck_drop_points_desks_sound"), type_="check")
        for name, _default in reversed(DESKS):
            batch_op.drop_column(name)
