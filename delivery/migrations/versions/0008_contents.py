"""How much is in a piece, so that its unit price can be told."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NAMES = (("content", sa.Integer()), ("content_unit", sa.String()))
SOUND = (
    "(content IS NULL AND content_unit IS NULL)"
    " OR (content > 0 AND content_unit IN ('g', 'ml', 'piece'))"
)


def upgrade() -> None:
    with op.batch_alter_table("products") as batch_op:
        for name, kind in NAMES:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_check_constraint(op.f("ck_products_content_sound"), SOUND)
    with op.batch_alter_table("price_list_rows") as batch_op:
        for name, kind in NAMES:
            batch_op.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("price_list_rows") as batch_op:
        for name, _kind in reversed(NAMES):
            batch_op.drop_column(name)
    with op.batch_alter_table("products") as batch_op:
        batch_op.drop_constraint(op.f("ck_products_content_sound"), type_="check")
        for name, _kind in reversed(NAMES):
            batch_op.drop_column(name)
