"""What needs the coordinator: each kind of exception is one function that asks and words it.

Quiet when all is well: what goes to plan is not in here. Every function asks in one or two
statements, whatever the number of rows.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from delivery.desk.matters import bags, people, phones, plans, shelves, waves
from delivery.desk.matters.matter import Matter
from delivery.kernel.access import Actor

SOURCES: tuple[Callable[[Actor, datetime], Iterable[Matter]], ...] = (
    bags.coming_to_closed_gates,
    bags.missing,
    bags.unexplained,
    bags.at_other_gates,
    bags.counted_otherwise,
    bags.said_to_be_elsewhere,
    phones.acts_to_decide,
    waves.past_their_cut_off,
    waves.stores_late,
    plans.proposed,
    plans.not_made,
    plans.bags_on_no_route,
    plans.routes_late,
    waves.without_drivers,
    bags.to_hurry,
    bags.to_carry,
    bags.not_collected,
    shelves.counted_otherwise,
    people.waiting_to_join,
    people.holding_cash,
)


def matters(who: Actor, at: datetime) -> list[Matter]:
    """Return all that needs ``who`` at the instant ``at``, what cannot wait first."""
    found = [matter for source in SOURCES for matter in source(who, at)]
    return sorted(found, key=lambda matter: not matter.urgent)  # within each, the order above
