"""What a household wishes in general, as rows, and how one wish is kept in a column."""

import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from delivery.kernel.db import Base
from delivery.orders.rules.wishes import Wish


class WishType(types.TypeDecorator[Wish]):
    """A wish, as one value: it is read and written whole, and never searched."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Wish | None, dialect: Dialect) -> Any:
        """Return what is kept of ``value``."""
        return value and value.to_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Wish | None:
        """Return the wish that was kept."""
        return value and Wish.from_json(value)


class HomeWish(Base, repr=False):
    """What a household wishes where a line says nothing."""

    __tablename__ = "home_wishes"

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), primary_key=True)
    wish: Mapped[Wish] = mapped_column(WishType)


class NeverTaken(Base, repr=False):
    """A category, or a word in a product's name, that a household is never given instead.

    Why is not asked and not kept. Only the household reads these rows: a picker sees what is left.
    """

    __tablename__ = "never_taken"

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (CheckConstraint("kind IN ('category', 'word')", name="kind_known"),)
