"""What store staff did so far is what a store manager does; pickers do less."""

from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    # Nobody loses a right on the day of the upgrade; who only picks is given the smaller role by hand.
    for table, column in (("grants", "role"), ("sign_ins", "as_role"), ("one_time_codes", "as_role")):
        op.execute(f"UPDATE {table} SET {column} = 'store-manager' WHERE {column} = 'store-staff'")
