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
    """Who is asked for at the door; ``phone`` is E.164. Shown only through `phones`."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line as the export has it; ``amount_fen`` is for all its pieces."""

    row: int
    order_no: str
    product: Product
    quantity: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """All of one product that goes to one door."""

    product: Product
    quantity: int
    amount_fen: int

    @property
    def price_fen(self) -> int | None:
        """What one piece costs, or None where the amount does not divide by the pieces."""
        price_fen, rest_fen = divmod(self.amount_fen, self.quantity)
        return None if rest_fen else price_fen


@dataclass(frozen=True)
class HouseholdOrder:
    """The goods of one door. At every door ``total = goods + freight - discount``.

    ``wishes`` are remarks and what addresses said besides, with telephone numbers covered.
    """

    door: Address
    people: tuple[Person, ...]
    items: tuple[Item, ...]
    wishes: tuple[str, ...]
    freight_fen: int
    discount_fen: int
    refund_fen: int

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """The items joined by product, in the order in which they were asked for."""
        pieces: dict[Product, int] = defaultdict(int)
        amounts_fen: dict[Product, int] = defaultdict(int)
        for item in self.items:
            pieces[item.product] += item.quantity
            amounts_fen[item.product] += item.amount_fen
        return tuple(Purchase(p, n, amounts_fen[p]) for p, n in pieces.items())

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
        """What its lines come to."""
        return sum(item.amount_fen for item in self.items)

    @property
    def total_fen(self) -> int:
        """What the household pays for it, before refunds."""
        return self.goods_fen + self.freight_fen - self.discount_fen


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
        freight_fen=sum(row.freight_fen for row in rows),
        discount_fen=sum(row.discount_fen for row in rows),
        refund_fen=sum(row.refund_fen for row in rows),
    )


def _people(rows: list[Draft]) -> tuple[Person, ...]:
    """Name each person once, with the first telephone that was given."""
    phones: dict[str, str | None] = {}
    for row in rows:
        phones[row.person] = phones.get(row.person) or row.phone
    return tuple(Person(name, phone) for name, phone in phones.items())


def _item(row: Draft) -> Item:
    if row.quantity is None or row.amount_fen is None:
        raise ValueError(
            "A row without quantity or amount is refused, and is not part of an order."
        )
    return Item(row.row, row.order_no, row.product, row.quantity, row.amount_fen)
