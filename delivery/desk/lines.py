"""What became of each line of an order: promised, picked, weighed, replaced, refunded, held."""

from dataclasses import dataclass

from flask_babel import gettext as _

from delivery.kernel.languages import named
from delivery.orders.models import GONE, Line, Order
from delivery.orders.rules import amount_fen, weighed_fen


@dataclass(frozen=True, slots=True)
class Shown:
    """One line that was asked for, with what came, or is proposed, instead of it."""

    line: Line
    instead: Line | None
    given_up: Line | None  # what was proposed, and does not come

    @property
    def promised_fen(self) -> int:
        """Return what it cost when it was ordered; an estimate where it is weighed."""
        return _promised(self.line, self.line.quantity)

    @property
    def costs_fen(self) -> int:
        """Return what it costs now, with what came instead."""
        return self.line.amount_fen + (self.instead.amount_fen if self.instead else 0)

    @property
    def held_fen(self) -> int:
        """Return by how much it may still become dearer."""
        return self.line.held_fen + (self.instead.held_fen if self.instead else 0)

    @property
    def more_fen(self) -> int:
        """Return by how much it costs more than was promised; less than nothing where less."""
        return self.costs_fen - self.promised_fen

    @property
    def free_fen(self) -> int:
        """Return what the scale's word would cost beyond what the household allows."""
        line = self.line
        if not line.weighed_g:
            return 0
        return max(0, weighed_fen(line.price_fen, line.weighed_g) - line.amount_fen)

    @property
    def is_settled(self) -> bool:
        """Tell whether the store has said what became of it."""
        return self.line.state not in ("ordered", "seeking") and not self.waits

    @property
    def waits(self) -> bool:
        """Tell whether an answer is waited for."""
        return self.instead is not None and self.instead.state == "proposed"

    @property
    def differs(self) -> bool:
        """Tell whether it came otherwise than it was ordered."""
        short = self.line.picked is not None and self.line.picked < self.line.quantity
        return self.is_settled and (short or self.more_fen != 0)


def shown(order: Order) -> list[Shown]:
    """Return the lines of ``order`` as its household sees them, by name."""
    stands, gone = (
        {line.replaces_id: line for line in order.lines if (line.state in GONE) is given_up}
        for given_up in (False, True)
    )
    lines = sorted(order.asked, key=lambda line: line.offer.product.name)
    return [Shown(line, stands.get(line.id), gone.get(line.id)) for line in lines]


def line_name(line: Line) -> str:
    """Return what is in a bag by its name, and how many where there are several."""
    found = line.picked if line.picked is not None else line.quantity
    name = named(line.offer.product)
    return name if found == 1 else _("%(name)s × %(n)s", name=name, n=found)


def _promised(line: Line, pieces: int) -> int:
    about = line.offer.product
    return amount_fen(about.sold_by, line.price_fen, about.mass_g, pieces)
