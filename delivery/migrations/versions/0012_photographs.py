"""Photographs of goods."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("offers", sa.Column("photo", sa.String(), nullable=True))
    op.create_table(
        "offer_photos",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("thumb", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_photos_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_photos")),
    )


def downgrade() -> None:
    op.drop_table("offer_photos")
    op.drop_column("offers", "photo")
