"""What must hold after every act, reckoned from the rows in arithmetic of its own.

None of it asks the rules that are on trial: a cap, a share or a sum is worked out here once more.
"""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import func, select

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, StockMove
from delivery.merchants.picking.models import Bag, BagLine
from delivery.merchants.settlement.queries import statement
from delivery.orders.models import CashHandIn, Line, MoneyEntry, Order, StoreSeats, Wave
from tests.histories.scene import PACE, SEATS, STOCK, Scene

ENTRIES = select(
    *(MoneyEntry.order_id, MoneyEntry.goods_fen, MoneyEntry.owed_fen),
    *(MoneyEntry.paid_fen, MoneyEntry.refunded_fen, MoneyEntry.held_fen),
)
ORDERS = select(Order.id, Order._state.label("state"), Order.household_id, Order.store_id)
LINES = select(
    *(Line.id, Line._state.label("state"), Line.order_id, Line.offer_id, Line.quantity),
    *(Line.price_fen, Line.amount_fen, Line.held_fen, Line.picked, Line.wish, Line.replaces_id),
)
SHELVES = select(Offer.id, Offer.stock)
MOVES = select(StockMove.offer_id, StockMove.reason, func.sum(StockMove.change)).group_by(
    StockMove.offer_id, StockMove.reason
)
WAVE = select(Wave._state, Wave.taken)
SEATED = select(StoreSeats.taken)
GONE = ("refused", "withdrawn")


class Books:
    """What one history knows of itself, beside which the rows are held."""

    def __init__(self, scene: Scene) -> None:
        self.about = {offer.id: offer.product for offer in scene.offers}
        self.scene = scene
        self.paid: Counter[Any] = Counter()  # fen that somebody really handed over, by order
        self.cash = self.handed_in = 0
        self.counted: Counter[Any] = Counter()  # pieces that the store put on a shelf, by offer
        self.agreed: set[Any] = set()  # lines to whose replacement somebody said yes
        self.silent = False  # whether the time to answer has ended
        self.prices: dict[Any, int] = {}  # the least that each line was promised at
        self.nevers: dict[Any, tuple[str, ...]] = {}  # words and categories, by household

    def check(self) -> None:
        """Hold money, caps, nevers, stock and seats against the rows."""
        orders = {row.id: row for row in db.session.execute(ORDERS)}
        lines = db.session.execute(LINES).all()
        standing = [one for one in lines if orders[one.order_id].state == "placed"]
        self.check_money(orders, standing)
        self.check_promises(orders, standing)
        self.check_stock(standing)
        self.check_seats([one for one in orders.values() if one.state == "placed"])

    def check_money(self, orders: dict[Any, Any], lines: list[Any]) -> None:
        """Each entry balances, so each prefix does; the sums are what lines and payers say."""
        sums: dict[Any, list[int]] = {id_: [0] * 5 for id_ in orders}
        for id_, *entry in db.session.execute(ENTRIES):
            goods, owed, paid, refunded, held = entry
            assert paid + owed == goods + refunded + held, "an entry does not balance"
            sums[id_] = [a + b for a, b in zip(sums[id_], entry, strict=True)]
        cost, held_for = Counter(), Counter()
        for one in lines:
            cost[one.order_id] += one.amount_fen
            held_for[one.order_id] += one.held_fen
        for id_, (goods, owed, paid, refunded, held) in sums.items():
            assert paid + owed == goods + refunded + held, "an order does not balance"
            assert min(goods, owed, paid, refunded, held) >= 0, "less than nothing"
            assert goods == cost[id_], "goods are not what the lines cost"
            assert held == held_for[id_], "held is not what the lines may still cost"
            assert paid == self.paid[id_], "paid is not what was handed over"
            assert refunded <= paid, "more is given back than was paid"

    def check_promises(self, orders: dict[Any, Any], lines: list[Any]) -> None:
        """No line costs more than was agreed to, and nothing comes that may not."""
        instead: defaultdict[Any, list[Any]] = defaultdict(list)
        for one in lines:
            if one.replaces_id and one.state not in GONE:
                instead[one.replaces_id].append(one)
        for line in lines:
            if line.replaces_id:
                continue
            assert line.price_fen <= self.prices.setdefault(line.id, line.price_fen), "dearer"
            self.prices[line.id] = line.price_fen
            came = instead[line.id]
            assert len(came) <= 1, "two came instead of one"
            self.check_line(line, came)
            for one in came:
                self.check_instead(line, one, orders[line.order_id].household_id)

    def check_line(self, line: Any, came: list[Any]) -> None:
        """A line and what came instead cost at most what the line's wish lets them."""
        wish, weighed = wish_of(line), self.about[line.offer_id].sold_by == "weight"
        promised = self.promised(line, line.quantity)
        most = max(promised, dearest(wish, promised, line.quantity))
        if weighed:
            most = max(most, percent(promised, wish["over_percent"]))
        assert sum(one.amount_fen + one.held_fen for one in (line, *came)) <= most, "over the cap"
        if line.picked is not None:
            there = self.promised(line, line.picked)
            over = wish["over_percent"] if weighed else 0
            assert line.amount_fen <= percent(there, over), "heavier than agreed"

    def check_instead(self, line: Any, came: Any, home: Any) -> None:
        """What comes instead is wished, of its kind, within its cap, asked for, and no never."""
        wish, product = wish_of(line), self.about[came.offer_id]
        missing = line.quantity - (line.picked or 0)
        names = f"{product.name} {product.name_en} {product.category}".lower()
        assert not any(word in names for word in self.nevers.get(home, ())), "a never came"
        assert wish["kind"] != "refund", "something came where nothing was wished"
        assert came.quantity <= missing, "more came than was missing"
        if wish["kind"] == "choice":
            chosen = dict(wish["choices"])
            assert came.offer_id in chosen, "what nobody chose came"
            cap = chosen[came.offer_id] * came.quantity
        else:
            assert product.category == self.about[line.offer_id].category, "of another kind"
            lacks = self.promised(line, line.quantity) - self.promised(line, line.picked or 0)
            cap = percent(lacks, wish["cap_percent"])
        assert came.amount_fen + came.held_fen <= cap, "what came instead is over its cap"
        if wish["kind"] == "ask" and came.state == "picked":
            default = self.silent and wish["otherwise"] == "take"
            assert came.id in self.agreed or default, "nobody was asked"

    def check_stock(self, lines: list[Any]) -> None:
        """What lies on the shelves, is promised or was never there adds up, and is not negative."""
        moved: Counter[Any] = Counter()
        short: Counter[Any] = Counter()
        for offer, reason, change in db.session.execute(MOVES):
            moved[offer] += int(change)
            if reason == "short":
                short[offer] += int(change)
        taken: Counter[Any] = Counter()
        for one in lines:
            if one.state not in GONE:
                taken[one.offer_id] += one.quantity
        for id_, stock in db.session.execute(SHELVES):
            assert stock >= 0, "a shelf holds less than nothing"
            assert stock == moved[id_], "stock is not the sum of its moves"
            there = STOCK + self.counted[id_]
            assert stock - short[id_] + taken[id_] == there, "pieces were made or lost"

    def check_seats(self, placed: list[Any]) -> None:
        """Neither wave nor store has more orders than it takes, and both count them right."""
        state, taken = db.session.execute(WAVE).one()
        homes = {one.household_id for one in placed}
        assert len(homes) <= SEATS, "more households than seats"
        assert state == "cancelled" or taken == len(homes), "seats are counted wrong"
        seated = db.session.scalar(SEATED)
        assert len(placed) <= PACE, "more orders than the store takes"
        assert seated is None or seated == len(placed), "the store's seats are counted wrong"

    def check_end(self) -> None:
        """The store's statement adds up to the fen, and bags hold what was picked."""
        told = statement(self.scene.store, self.scene.wave)
        assert told is None or told.adds_up, "the statement does not add up"
        assert told is None or told.money.all_paid_fen == sum(self.paid.values())
        handed = db.session.scalar(select(func.coalesce(func.sum(CashHandIn.amount_fen), 0)))
        assert handed == self.handed_in <= self.cash, "the till does not add up"
        if told is not None:
            assert told.money.cash_held_fen == self.cash - self.handed_in, "cash is lost"
        bagged = select(func.sum(BagLine.quantity)).where(BagLine.line_id == Line.id)
        rows = select(Line.picked, bagged.scalar_subquery()).where(
            Line.order_id.in_(select(Bag.order_id))
        )
        for picked, pieces in db.session.execute(rows):
            assert (picked or 0) == (pieces or 0), "what was picked is not in the bags"

    def promised(self, line: Any, pieces: int) -> int:
        """Return what ``pieces`` of a line were promised at, half a fen up."""
        product: Product = self.about[line.offer_id]
        if product.sold_by == "piece":
            return line.price_fen * pieces
        return (line.price_fen * product.mass_g * pieces * 2 + 1000) // 2000


def wish_of(line: Any) -> dict[str, Any]:
    """Return a line's wish as plain figures."""
    plain = {"kind": "similar", "cap_percent": 0, "over_percent": 10, "otherwise": "refund"}
    if line.wish is None:
        return plain | {"choices": ()}
    said = {name: getattr(line.wish, name) for name in plain}
    return said | {"choices": [(one.offer_id, one.piece_fen) for one in line.wish.choices]}


def dearest(wish: dict[str, Any], promised: int, pieces: int) -> int:
    """Return the most that may be paid for all of a line, came it otherwise."""
    if wish["kind"] == "refund":
        return 0
    if wish["kind"] == "choice":
        return max((fen for _, fen in wish["choices"]), default=0) * pieces
    return percent(promised, wish["cap_percent"])


def percent(fen: int, more: int) -> int:
    """Return ``fen`` and so many per cent more, in the household's favour."""
    return fen + fen * more // 100
