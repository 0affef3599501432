"""Rows that are written many at a time, and the ids that they get."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert

from delivery.kernel.access import Role
from delivery.kernel.db import Base, db
from delivery.kernel.ids import new_id
from delivery.people.models import Grant

Row = dict[str, Any]


class Ids(dict[str, uuid.UUID]):
    """The ids of rows by the keys of the made-up district."""

    def new(self, key: str) -> uuid.UUID:
        """Return a fresh id, to be found again by ``key``."""
        self[key] = new_id()
        return self[key]


def write(model: type[Base], rows: Sequence[Row]) -> None:
    """Insert ``rows`` of ``model`` in one statement; rows of one call have the same columns."""
    if rows:
        db.session.execute(insert(model), rows)


def grant(ids: Ids, grants: Iterable[tuple[str, Role, uuid.UUID]]) -> None:
    """Give the users of these keys their roles, each in its scope."""
    write(
        Grant,
        [
            {"id": new_id(), "user_id": ids[key], "role": str(role), "scope_id": scope_id}
            for key, role, scope_id in grants
        ],
    )
