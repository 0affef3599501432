"""What one household gets out of an export: all its orders together, as one wave holds them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from delivery.orders.group_buy.addresses import Address
from delivery.orders.group_buy.drafts import Draft
from delivery.orders.group_buy.products import Product


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asked for at the door; ``phone`` is E.164. Shown only half covered."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line as the export has it."""

    row: int
    order_no: str
    product: Product
    quantity: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """All of one product that goes to one door; ``price_fen`` is for one piece."""

    product: Product
    quantity: int
    price_fen: int

    @property
    def amount_fen(self) -> int:
        """What all its pieces cost."""
        return self.quantity * self.price_fen


@dataclass(frozen=True)
class HouseholdOrder:
    """The goods of one door; one price a product.

    ``wishes`` are remarks and what addresses said besides, with telephone numbers covered.
    """

    door: Address
    people: tuple[Person, ...]
    items: tuple[Item, ...]
    wishes: tuple[str, ...]

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """The items joined by product, in the order in which they were asked for."""
        prices_fen = {item.product: item.price_fen for item in self.items}
        pieces = {
            product: sum(item.quantity for item in self.items if item.product == product)
            for product in prices_fen
        }
        return tuple(Purchase(p, pieces[p], prices_fen[p]) for p in prices_fen)

    @property
    def order_nos(self) -> tuple[str, ...]:
        """The numbers that the app gave, each once."""
        return tuple(dict.fromkeys(item.order_no for item in self.items if item.order_no))

    @property
    def pieces(self) -> int:
        """How many pieces it holds."""
        return sum(item.quantity for item in self.items)

    @property
    def goods_fen(self) -> int:
        """What it costs."""
        return sum(purchase.amount_fen for purchase in self.purchases)


def gather(drafts: Iterable[Draft]) -> tuple[HouseholdOrder, ...]:
    """Join rows that can be used into one order a door, in the order of a walk along the doors."""
    doors: dict[tuple[str, str, str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        doors[draft.door.household].append(draft)
    orders = (_order(rows) for rows in doors.values())
    return tuple(sorted(orders, key=lambda order: order.door.sort_key))


def _order(rows: list[Draft]) -> HouseholdOrder:
    return HouseholdOrder(
        door=rows[0].door,
        people=_people(rows),
        items=tuple(_item(row) for row in rows),
        wishes=tuple(dict.fromkeys(wish for row in rows for wish in row.wishes)),
    )


def _people(rows: list[Draft]) -> tuple[Person, ...]:
    """Name each person once, with the first telephone that was given."""
    phones: dict[str, str | None] = {}
    for row in rows:
        phones[row.person] = phones.get(row.person) or row.phone
    return tuple(Person(name, phone) for name, phone in phones.items())


def _item(row: Draft) -> Item:
    if row.quantity is None or row.price_fen is None:
        raise ValueError("a row without quantity or price is refused, and is not part of an order")
    return Item(row.row, row.order_no, row.product, row.quantity, row.price_fen)
