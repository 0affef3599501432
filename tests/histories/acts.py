"""One history: three households, a store and a gate, and what they do at random."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.kernel.errors import DeliveryError
from delivery.merchants.catalogue.services import edit_offer
from delivery.merchants.picking import services as picking
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.replacements import wanted
from delivery.merchants.picking.rules import Found
from delivery.orders import services
from delivery.orders.models import Line, Order
from delivery.orders.rules import Wanted
from delivery.orders.rules.wishes import Choice, Wish
from tests.conftest import NOON
from tests.histories.books import Books
from tests.histories.scene import ANSWERS_END, LATE, Scene

EARLY = (
    *("place",) * 5,
    *("say_wish", "say_wish", "amend", "amend", "amend", "pay", "pay", "cancel", "cancel"),
    *("price_and_stock", "price_and_stock", "hand_in"),
)
LATER = (
    *("pick",) * 4,
    *("substitute",) * 6,
    *("answer",) * 3,
    *("take_back", "take_back", "give_up", "put_back", "silence", "silence", "pack"),
    *("pay", "pay", "pay_again", "hand_in", "price_and_stock"),
)
ACTS = frozenset(EARLY + LATER) | {"call_off"}
# Which lines there must be for an act to have something to do.
NEEDS = {
    "pick": {"ordered"},
    "substitute": {"seeking"},
    "give_up": {"seeking"},
    "take_back": {"substituted"},
    "put_back": {"picked", "short", "seeking", "substituted"},
    "answer": {"proposed instead", "picked instead", "refused instead"},
    "silence": {"proposed instead"},
    "pack": {"picked", "short", "substituted"},
}
NEVERS = ((), (), ("words", "花生"), ("words", "cheese"), ("categories", "vegetables"))


class History:
    """What happens to one wave, drawn from a seed: the same seed is the same history."""

    def __init__(self, scene: Scene, seed: int, done: Counter[str], refused: Counter[str]) -> None:
        self.rng, self.scene = random.Random(seed), scene
        self.done, self.refused = done, refused
        self.books, self.last_payment = Books(scene), None

    def run(self) -> None:
        """Run it from the first order to the store's statement, and check after every act."""
        for home in self.scene.homes:
            self.has_nevers(home)
        self.does(["place"])
        for _ in range(self.rng.randint(1, 6)):
            self.does(EARLY)
        if self.rng.random() < 0.03:
            self.does(["call_off"])
        else:
            self.close()
            for _ in range(self.rng.randint(4, 14)):
                states = self.states()
                self.does([act for act in LATER if states & NEEDS.get(act, states)])
        self.books.check_end()

    def does(self, acts: Any) -> None:
        """Do one of ``acts``, and check everything; one that is refused leaves nothing."""
        act = self.rng.choice(acts)
        step = db.session.begin_nested()
        try:
            then = getattr(self, act)()
            db.session.flush()
        except (DeliveryError, LookupError) as no:
            step.rollback()
            self.refused[act] += isinstance(no, DeliveryError)
            return
        step.commit()
        if then:
            then()
        self.done[act] += 1
        self.books.check()

    def has_nevers(self, home: Any) -> None:
        kind, *words = self.rng.choice(NEVERS) or ("words",)
        if words:
            services.never_take(home.id, **{kind: words})
            self.books.nevers[home.id] = tuple(words)

    def states(self) -> set[str]:
        rows = db.session.execute(select(Line._state, Line.replaces_id)).all()
        return {"*"} | {f"{state} instead" if instead else state for state, instead in rows}

    def home(self) -> Any:
        return self.rng.choice(self.scene.homes)

    def offer(self) -> Any:
        return self.rng.choice(self.scene.offers)

    def one(self, rows: Any) -> Any:
        found = db.session.scalars(rows.execution_options(populate_existing=True)).all()
        if not found:
            raise LookupError("nothing to do it to")
        return self.rng.choice(found)

    def order(self) -> Any:
        return self.one(select(Order).order_by(Order.id))

    def line(self, *states: str, instead: bool = False) -> Any:
        kind = Line.replaces_id.is_not(None) if instead else Line.replaces_id.is_(None)
        return self.one(select(Line).where(kind, Line._state.in_(states)).order_by(Line.id))

    def list(self) -> Any:
        return self.one(select(PickList))

    def wish(self) -> Wish | None:
        kind = self.rng.choice(
            ["similar", "similar", "choice", "ask", "ask", "ask", "refund", None]
        )
        if kind is None:
            return None
        chosen = {self.offer().id for _ in range(2)} if kind == "choice" else set()
        return Wish(
            kind,
            cap_percent=self.rng.choice([0, 30, 30]) if kind in ("similar", "ask") else 0,
            over_percent=self.rng.choice([0, 10, 30]),
            otherwise=self.rng.choice(["refund", "take"]) if kind == "ask" else "refund",
            choices=tuple(Choice(id_, 0) for id_ in sorted(chosen)),
        )

    def resident_of(self, order: Any) -> Any:
        homes = self.scene.homes
        return next(one.resident for one in homes if one.id == order.household_id)

    # What households do until the cut-off.

    def place(self) -> None:
        home, one, two = self.home(), self.offer(), self.offer()
        services.place_order(
            wave_id=self.scene.wave.id,
            household_id=home.id,
            drop_point_id=self.scene.point.id,
            wanted=[
                Wanted(one.id, self.rng.randint(1, 3), wish=self.wish()),
                Wanted(two.id, 1, wish=self.wish()),
            ],
            actor=home.resident,
            at=NOON,
            again=True,
        )

    def say_wish(self) -> None:
        line, wish = self.line("ordered"), self.wish() or Wish()
        order = db.session.get_one(Order, line.order_id)
        actor = self.resident_of(order)
        services.wish_of_line(order, line.offer_id, wish, actor=actor, at=NOON)

    def amend(self) -> None:
        order, offer_id = self.order(), self.offer().id
        if self.rng.random() < 0.5:  # one that it holds
            offer_id = self.one(select(Line).where(Line.order_id == order.id)).offer_id
        change = {offer_id: self.rng.randint(0, 3)}
        services.amend_order(order, change, actor=self.resident_of(order), at=NOON)

    def cancel(self) -> None:
        order = self.order()
        services.cancel_order(order, actor=self.resident_of(order), at=NOON)

    def call_off(self) -> None:
        services.cancel_wave(self.scene.wave, actor=self.scene.coordinator, at=NOON)

    # What is paid, and what the store says of its shelves, at any time.

    def pay(self) -> Any:
        order, fen = self.order(), self.rng.randint(1, 4000)
        method = self.rng.choice(["cash", "store-code"])
        said = {"amount_fen": fen, "method": method, "key": f"key {self.rng.random()}"}
        services.pay(order, **said, actor=self.scene.guard, at=NOON)
        return lambda: self.was_paid(order.id, said)

    def was_paid(self, order_id: Any, said: dict[str, Any]) -> None:
        self.books.paid[order_id] += said["amount_fen"]
        self.books.cash += said["amount_fen"] if said["method"] == "cash" else 0
        self.last_payment = order_id, said

    def pay_again(self) -> None:
        """Send the last payment once more, as a phone does that got no answer."""
        if self.last_payment is None:
            raise LookupError
        order_id, said = self.last_payment
        order = db.session.get_one(Order, order_id)
        services.pay(order, **said, actor=self.scene.guard, at=NOON)

    def hand_in(self) -> Any:
        fen = self.rng.randint(1, 4000)
        guard, manager = self.scene.guard, self.scene.manager
        services.receive_cash(self.scene.store, guard.id, fen, actor=manager, at=NOON)
        return lambda: setattr(self.books, "handed_in", self.books.handed_in + fen)

    def price_and_stock(self) -> Any:
        offer, more = self.offer(), self.rng.randint(-3, 3)
        price_fen = max(1, offer.price_fen * self.rng.randint(80, 130) // 100)
        about = {"zone": offer.zone, "listed": self.rng.random() < 0.9, "more": more}
        edit_offer(offer, price_fen=price_fen, **about, actor=self.scene.manager, at=NOON)
        return lambda: self.books.counted.update({offer.id: more})

    # What the store does after it, and what households answer.

    def close(self) -> None:
        services.close_due_waves(self.scene.wave.cut_off_at)
        picking.open_lists(LATE)

    def pick(self) -> None:
        line = self.line("ordered")
        found = self.rng.choice([0, 0, self.rng.randint(0, line.quantity), line.quantity])
        grams = found * line.offer.product.mass_g * self.rng.randint(50, 150) // 100
        weighed = grams if line.offer.product.sold_by == "weight" and found else None
        told = [Found(line.id, found, weighed)]
        picking.pick(self.list(), told, actor=self.scene.manager, at=LATE)

    def substitute(self) -> None:
        line, offer = self.line("seeking"), self.offer()
        (want,) = wanted([line])
        if want.candidates and self.rng.random() < 0.6:
            offer = self.scene.by_id[self.rng.choice(want.candidates).goods.offer_id]
        pieces = self.rng.choice([None, 1, 2])
        grams = (pieces or line.quantity) * offer.product.mass_g * self.rng.randint(60, 140) // 100
        said = {"offer_id": offer.id, "pieces": pieces, "weighed_g": grams}
        picking.substitute(self.list(), line.id, **said, actor=self.scene.manager, at=LATE)

    def give_up(self) -> None:
        line = self.line("seeking")
        picking.give_up(self.list(), line.id, actor=self.scene.manager, at=LATE)

    def take_back(self) -> None:
        line = self.line("substituted")
        picking.take_back(self.list(), line.id, actor=self.scene.manager, at=LATE)

    def put_back(self) -> None:
        line = self.line("picked", "short", "seeking", "substituted")
        picking.put_back(self.list(), [line.id], actor=self.scene.manager, at=LATE)

    def answer(self) -> Any:
        line = self.line("proposed", "picked", "refused", "withdrawn", instead=True)
        yes, order = self.rng.random() < 0.5, db.session.get_one(Order, line.order_id)
        picking.answer(line, yes, actor=self.resident_of(order), at=LATE)
        return (lambda: self.books.agreed.add(line.id)) if yes else None

    def silence(self) -> Any:
        if not picking.answer_for_the_silent(ANSWERS_END + timedelta(minutes=1)):
            raise LookupError
        self.books.silent = True

    def pack(self) -> None:
        if not picking.pack(self.list(), actor=self.scene.manager, at=LATE):
            raise LookupError
