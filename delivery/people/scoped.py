"""Where a role holds: the model whose ids a grant of that role names.

Packages downstream add their own, a store for its staff, a volunteer's row for a volunteer, so
that people can be listed and invited here without this package knowing what a store is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Role
from delivery.kernel.db import Model
from delivery.kernel.languages import named


@dataclass(frozen=True, slots=True)
class Kind:
    """A model that a role's grants name, and how one of its rows is called on a page."""

    model: type[Model]
    label: Callable[[Any], str]
    loads: tuple[Any, ...] = ()

    def rows(self, which: ColumnElement[bool]) -> Select[Any]:
        """Return the select of the rows for which ``which`` holds, with all their label needs."""
        return select(self.model).where(which).options(*(joinedload(one) for one in self.loads))


_kinds: dict[Role, Kind] = {}


def register(
    role: Role, model: type[Model], label: Callable[[Any], str] = named, *loads: Any
) -> None:
    """Say that the grants of ``role`` name rows of ``model``; ``label`` needs what ``loads`` names."""
    _kinds[role] = Kind(model, label, loads)


def kinds() -> dict[Role, Kind]:
    """Return what each role's grants name, in the order in which the roles are declared."""
    return {role: _kinds[role] for role in Role if role in _kinds}
