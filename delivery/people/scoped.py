"""Where a role holds: the model whose ids a grant of that role names.

Packages downstream add their own, a store for its staff, a volunteer's row for a volunteer, so
that people can be listed and invited here without this package knowing what a store is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from delivery.kernel.access import Role
from delivery.kernel.db import Model
from delivery.kernel.languages import named


@dataclass(frozen=True, slots=True)
class Kind:
    """A model that a role's grants name, and how one of its rows is called on a page."""

    model: type[Model]
    label: Callable[[Any], str]


_kinds: dict[Role, Kind] = {}


def register(role: Role, model: type[Model], label: Callable[[Any], str] = named) -> None:
    """Say that the grants of ``role`` name rows of ``model``."""
    _kinds[role] = Kind(model, label)


def kinds() -> dict[Role, Kind]:
    """Return what each role's grants name, in the order in which the roles are declared."""
    return {role: _kinds[role] for role in Role if role in _kinds}
