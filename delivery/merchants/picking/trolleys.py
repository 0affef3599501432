"""How a list is walked: a dozen orders to a trolley, a crate to an order, shelf after shelf."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from delivery.merchants.picking.rules import TEMPERATURES, Found
from delivery.merchants.picking.sharing import Claim, share
from delivery.orders.rules.sharing import FIRST_COME
from delivery.orders.rules.wishes import PLAIN, Wish
from delivery.people.rules import natural

ORDERS_PER_TROLLEY = 12


@dataclass(frozen=True, slots=True, order=True)
class Crate:
    """Where an order's goods are put while they are picked: crate ``number`` of a trolley."""

    trolley: int
    number: int

    def __str__(self) -> str:
        return f"{self.trolley}-{self.number}"


@dataclass(frozen=True, slots=True)
class Part:
    """One order's share of a task: its line, its crate, how many, and what was said of it."""

    line_id: UUID
    crate: Crate
    quantity: int
    picked: int | None
    weighed_g: int | None
    state: str
    packed: bool
    placed_at: datetime
    wish: Wish = PLAIN

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be picked."""
        return self.state == "ordered"


@dataclass(slots=True)
class Task:
    """One thing to take from one shelf, for all orders of a trolley or of a list.

    What is sold by weight is weighed for each household by itself, so each of its lines is a
    task. ``id`` is the offer's, or the line's.
    """

    id: UUID
    about: Any
    parts: list[Part] = field(default_factory=list)

    @property
    def by_weight(self) -> bool:
        """Tell whether the scale has a word in it."""
        return self.about.sold_by == "weight"

    @property
    def open_parts(self) -> list[Part]:
        """Return the parts that are still to be picked."""
        return [part for part in self.parts if part.is_open]

    @property
    def wish(self) -> Wish | None:
        """Return what all who still wait for it wish where some are missing; none if they differ."""
        wishes = {part.wish for part in self.open_parts}
        return wishes.pop() if len(wishes) == 1 else None

    @property
    def wanted(self) -> int:
        """Return how many pieces or portions were ordered."""
        return sum(part.quantity for part in self.parts)

    @property
    def left(self) -> int:
        """Return how many are still to be picked."""
        return sum(part.quantity for part in self.open_parts)

    @property
    def picked(self) -> int:
        """Return how many were found."""
        return sum(part.picked or 0 for part in self.parts)

    @property
    def expected_g(self) -> int:
        """Return about what those still to be picked weigh."""
        return self.left * self.about.mass_g

    @property
    def missing(self) -> int:
        """Return how many of those looked for were not there."""
        return self.wanted - self.left - self.picked

    def found(self, pieces: int, weighed_g: int | None = None) -> list[Found]:
        """Return what ``pieces`` found for this task mean for each line: first come, first served."""
        claims = [Claim(one.line_id, one.quantity, one.placed_at) for one in self.open_parts]
        return [
            Found(line_id, n, weighed_g if n and self.by_weight else None)
            for line_id, n in share(FIRST_COME, pieces, claims).items()
        ]

    @property
    def can_go_back(self) -> list[Part]:
        """Return the settled parts whose orders are not packed yet."""
        return [part for part in self.parts if not part.is_open and not part.packed]


def crates_of(orders: Iterable[UUID]) -> dict[UUID, Crate]:
    """Give each of ``orders``, in the order in which their bags are put down, a crate."""
    return {
        order_id: Crate(n // ORDERS_PER_TROLLEY + 1, n % ORDERS_PER_TROLLEY + 1)
        for n, order_id in enumerate(orders)
    }


def tasks_of(lines: Iterable[Any], crates: dict[UUID, Crate], *, split: bool) -> list[Task]:
    """Gather ``lines`` into tasks, as one walks past the shelves: what is frozen comes last.

    Parameters
    ----------
    split
        Whether each line sold by weight is a task of its own.
    """
    tasks: dict[UUID, Task] = {}
    for line in lines:
        id_ = line.line_id if split and line.sold_by == "weight" else line.offer_id
        part = Part(
            *(line.line_id, crates[line.order_id], line.quantity, line.picked, line.weighed_g),
            *(line.state, line.packed, line.placed_at, line.wish or PLAIN),
        )
        tasks.setdefault(id_, Task(id_, line)).parts.append(part)
    for task in tasks.values():
        task.parts.sort(key=lambda part: part.crate)
    return sorted(tasks.values(), key=_walk)


def _walk(task: Task) -> tuple[Any, ...]:
    about = task.about
    shelf = TEMPERATURES.index(about.temperature), natural(about.zone)
    return *shelf, about.name, task.parts[0].crate


@dataclass(frozen=True, slots=True)
class Trolley:
    """One trolley of a list, with what of each task goes into its crates."""

    number: int
    tasks: list[Task]

    @property
    def items(self) -> int:
        """Return how many things its picker is shown, one at a time."""
        return sum(len(task.parts) if task.by_weight else 1 for task in self.tasks)

    @property
    def left(self) -> int:
        """Return how many of them are still to be picked."""
        left = (task for task in self.tasks if task.left)
        return sum(len(task.open_parts) if task.by_weight else 1 for task in left)

    @property
    def crates(self) -> int:
        """Return how many orders it carries."""
        return len({part.crate for task in self.tasks for part in task.parts})


def by_trolley(tasks: Iterable[Task]) -> list[Trolley]:
    """Divide the tasks of a list over its trolleys."""
    found: dict[int, dict[UUID, Task]] = {}
    for task in tasks:
        for part in task.parts:
            own = found.setdefault(part.crate.trolley, {})
            own.setdefault(task.id, Task(task.id, task.about)).parts.append(part)
    return [Trolley(number, list(own.values())) for number, own in sorted(found.items())]
