"""Whatever happens to an order, in whatever order: money, stock, caps and nevers hold after each act.

Each history is drawn from its own seed, so that one that fails can be run again by itself:
``MENKOU_HISTORIES=1 MENKOU_FIRST_HISTORY=4711``. Many: ``MENKOU_HISTORIES=100000``.
"""

import os
import random
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from delivery.kernel import ids
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import DeliveryError
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.merchants.picking import services as picking
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.replacements import wanted
from delivery.merchants.picking.rules import Found
from delivery.orders import services
from delivery.orders.models import GONE, Line, MoneyEntry, Order
from delivery.orders.queries.wishes import never
from delivery.orders.rules import Balance, Wanted, amount_fen
from delivery.orders.rules.wishes import Choice, Wish
from delivery.orders.services.money import Move, charge
from tests import factories as make
from tests.conftest import NOON

HISTORIES = int(os.environ.get("MENKOU_HISTORIES", "25"))
FIRST = int(os.environ.get("MENKOU_FIRST_HISTORY", "0"))
LATE = NOON + timedelta(hours=2, minutes=10)
STOCK = 12
EARLY = ("place", "place", "say_wish", "say_wish", "amend", "amend", "pay", "pay", "cancel")
LATER = (
    *("pick",) * 3,
    *("substitute",) * 6,
    *("answer",) * 3,
    *("take_back", "take_back", "give_up", "put_back", "silence", "silence", "pack", "pay"),
)

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


class History:
    """One household's order, and everybody who does something to it at random."""

    def __init__(self, scene, seed, done):
        self.done = done
        self.rng = random.Random(seed)
        self.scene = scene

    def run(self):
        self.does(["place"])
        for _ in range(self.rng.randint(0, 3)):
            self.does(EARLY)
        self.close()
        for _ in range(self.rng.randint(4, 12)):
            states = self.states()
            self.does([act for act in LATER if states & NEEDS.get(act, states)])

    def states(self):
        of = select(Line._state, Line.replaces_id.is_not(None)).join(Order)
        rows = db.session.execute(of.where(Order.household_id == self.scene.home.id)).all()
        return {"*"} | {f"{state} instead" if instead else state for state, instead in rows}

    def does(self, acts):
        """Do one of ``acts``, and check everything; one that is refused changes nothing."""
        act = self.rng.choice(acts)
        step = db.session.begin_nested()
        try:
            getattr(self, act)()
            db.session.flush()
        except (DeliveryError, LookupError):
            step.rollback()
            return
        step.commit()
        self.done[act] += 1
        self.check()

    def check(self):
        for order in db.session.scalars(
            select(Order).where(Order.household_id == self.scene.home.id)
        ):
            check_money(order)
            check_caps(order)
        check_stock(self.scene)

    def offer(self):
        return self.rng.choice(self.scene.offers)

    def wish(self):
        kind = self.rng.choice(
            ["similar", "similar", "choice", "ask", "ask", "ask", "refund", None]
        )
        if kind is None:
            return None
        chosen = {self.offer().id for _ in range(2)} if kind == "choice" else ()
        return Wish(
            kind,
            cap_percent=self.rng.choice([0, 30, 30]) if kind in ("similar", "ask") else 0,
            over_percent=self.rng.choice([0, 10, 30]),
            otherwise=self.rng.choice(["refund", "take"]) if kind == "ask" else "refund",
            choices=tuple(Choice(id_, 0) for id_ in chosen),
        )

    def order(self):
        return (
            db.session.scalars(
                select(Order)
                .where(Order.household_id == self.scene.home.id)
                .execution_options(populate_existing=True)
            ).one_or_none()
            or self.nothing()
        )

    def nothing(self):
        raise LookupError("nothing to do it to")

    def line(self, *states, instead=False):
        kind = Line.replaces_id.is_not(None) if instead else Line.replaces_id.is_(None)
        of = select(Line).where(Line.order_id == self.order().id, kind, Line.state.in_(states))
        lines = db.session.scalars(of.order_by(Line.id)).all()
        return self.rng.choice(lines) if lines else self.nothing()

    def place(self):
        one, two = self.offer(), self.offer()
        services.place_order(
            wave_id=self.scene.wave.id,
            household_id=self.scene.home.id,
            drop_point_id=self.scene.point.id,
            wanted=[
                Wanted(one.id, self.rng.randint(1, 3), wish=self.wish()),
                Wanted(two.id, 1, wish=self.wish()),
            ],
            actor=self.scene.resident,
            at=NOON,
        )

    def say_wish(self):
        line, wish = self.line("ordered"), self.wish() or Wish()
        resident = self.scene.resident
        services.wish_of_line(self.order(), line.offer_id, wish, actor=resident, at=NOON)

    def amend(self):
        change = {self.offer().id: self.rng.randint(0, 3)}
        services.amend_order(self.order(), change, actor=self.scene.resident, at=NOON)

    def cancel(self):
        services.cancel_order(self.order(), actor=self.scene.resident, at=NOON)

    def pay(self):
        fen = self.rng.randint(1, 4000)
        services.pay(self.order(), amount_fen=fen, method="cash", actor=self.scene.guard, at=NOON)

    def close(self):
        services.close_due_waves(self.scene.wave.cut_off_at)
        picking.open_lists(LATE)

    def list(self):
        rows = select(PickList).where(PickList.wave_id == self.scene.wave.id)
        return db.session.scalars(rows).one_or_none() or self.nothing()

    def pick(self):
        line = self.line("ordered")
        found = self.rng.choice([0, 0, self.rng.randint(0, line.quantity)])
        grams = found * line.offer.product.mass_g * self.rng.randint(50, 150) // 100
        weighed = grams if line.offer.product.sold_by == "weight" and found else None
        told = [Found(line.id, found, weighed)]
        picking.pick(self.list(), told, actor=self.scene.staff, at=LATE)

    def substitute(self):
        line, offer = self.line("seeking"), self.offer()
        (want,) = wanted([line])
        if want.candidates and self.rng.random() < 0.6:
            id_ = self.rng.choice(want.candidates).goods.offer_id
            offer = next(one for one in self.scene.offers if one.id == id_)
        pieces = self.rng.choice([None, 1, 2])
        grams = (pieces or line.quantity) * offer.product.mass_g * self.rng.randint(60, 140) // 100
        came = picking.substitute(
            self.list(),
            line.id,
            offer_id=offer.id,
            pieces=pieces,
            weighed_g=grams,
            actor=self.scene.staff,
            at=LATE,
        )
        about, not_ever = came.offer.product, never(self.scene.home.id)
        assert not not_ever.forbids(about.category, (about.name, about.name_en))
        assert line.wishes.kind != "refund"

    def give_up(self):
        line = self.line("seeking")
        picking.give_up(self.list(), line.id, actor=self.scene.staff, at=LATE)

    def take_back(self):
        line = self.line("substituted")
        picking.take_back(self.list(), line.id, actor=self.scene.staff, at=LATE)

    def put_back(self):
        line = self.line("picked", "short", "seeking", "substituted")
        picking.put_back(self.list(), [line.id], actor=self.scene.staff, at=LATE)

    def answer(self):
        line = self.line("proposed", "picked", "refused", "withdrawn", instead=True)
        yes = self.rng.random() < 0.5
        picking.answer(line, yes, actor=self.scene.resident, at=LATE)

    def silence(self):
        picking.answer_for_the_silent(NOON + timedelta(hours=3)) or self.nothing()

    def pack(self):
        picking.pack(self.list(), actor=self.scene.staff, at=LATE) or self.nothing()


def check_money(order):
    """Each prefix of the entries balances, and their sum is what the lines say."""
    columns = ("goods_fen", "owed_fen", "paid_fen", "refunded_fen", "held_fen")
    entries = db.session.execute(
        select(*(getattr(MoneyEntry, name) for name in columns)).where(
            MoneyEntry.order_id == order.id
        )
    ).all()
    running = [0] * 5
    for entry in entries:
        running = [a + b for a, b in zip(running, entry, strict=True)]
        assert Balance(*running).holds
    money = Balance(*running)
    lines = lines_of(order) if order.state == "placed" else []
    assert money.goods_fen == sum(line.amount_fen for line in lines)
    assert money.held_fen == sum(line.held_fen for line in lines)
    assert min(running) >= 0


def lines_of(order):
    rows = select(Line).where(Line.order_id == order.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def check_caps(order):
    """No line costs more, or may still, than its household agreed to."""
    lines = lines_of(order)
    for line in (one for one in lines if one.replaces_id is None):
        about, wish = line.offer.product, line.wishes
        promised = amount_fen(about.sold_by, line.price_fen, about.mass_g, line.quantity)
        most = promised + wish.held_fen(promised, line.quantity, about.sold_by)
        mine = [one for one in lines if one.id == line.id or one.replaces_id == line.id]
        assert sum(one.amount_fen + one.held_fen for one in mine) <= most
        assert len([one for one in mine if one.replaces_id and one.state not in GONE]) <= 1


def check_stock(scene):
    """What lies on the shelves, is promised to the household or was never there adds up."""
    moved = sums(StockMove.change)
    short = sums(StockMove.change, StockMove.reason == "short")
    taken = sums(Line.quantity, Line.state.not_in(GONE), Order.state == "placed")
    for id_, stock in db.session.execute(select(Offer.id, Offer.stock)):
        assert stock == moved[id_]
        assert stock - short.get(id_, 0) + taken.get(id_, 0) == STOCK


def sums(column, *conditions):
    model = column.class_
    rows = select(model.offer_id, func.sum(column)).where(*conditions).group_by(model.offer_id)
    return dict(db.session.execute(rows.join(Order) if model is Line else rows).all())


@pytest.fixture
def scene(session):
    ids.use(random.Random("scene"))
    yield make_scene()
    ids.use(None)


def make_scene():
    point = make.make_drop_point()
    near = point.gate.compound.neighbourhood
    home, store = make.make_household(point.gate.compound_id), make.make_store(near)
    shelf = [
        *(("鲜牛奶", 1000, "piece"), ("纯牛奶", 1149, "piece"), ("花生牛奶", 900, "piece")),
        *(("散装酸奶", 2881, "weight"), ("散装奶酪", 3333, "weight")),
    ]
    offers = [
        make.make_offer(store, name=name, price_fen=fen, sold_by=by, mass_g=333, stock=STOCK)
        for name, fen, by in shelf
    ]
    services.never_take(home.id, words=["花生"])
    return SimpleNamespace(
        point=point,
        home=home,
        store=store,
        offers=offers,
        wave=make.make_wave(near),
        resident=make.actor_with(Role.RESIDENT, home.id),
        staff=make.actor_with(Role.STORE_STAFF, store.id),
        guard=make.actor_with(Role.GATE_STAFF, point.gate_id),
    )


def test_after_every_act_of_every_history_everything_holds(session, scene):
    done = Counter()
    run_all(session, scene, done)
    assert HISTORIES < 200 or set(done) == set(EARLY + LATER)  # each act did something


def run_all(session, scene, done):
    for seed in range(FIRST, FIRST + HISTORIES):
        mark = session.begin_nested()
        ids.use(random.Random(f"ids of {seed}"))
        try:
            History(scene, seed, done).run()
        except AssertionError as wrong:
            raise AssertionError(f"history {seed}") from wrong
        finally:
            mark.rollback()
            session.expire_all()


def forgets_what_was_held(order_id, moves, *, at):
    """Charge as one should not: the goods only."""
    return charge(order_id, [Move(one.kind, one.goods_fen) for one in moves], at=at)


def forgets_the_cap(missing, goods):
    return 10**6


@pytest.mark.parametrize(
    ("place", "bad"),
    [
        ("delivery.merchants.picking.services.instead.charge", forgets_what_was_held),
        ("delivery.merchants.picking.replacing.most", forgets_the_cap),
    ],
)
def test_a_service_that_is_wrong_is_found(session, scene, monkeypatch, place, bad):
    """The negative control."""
    monkeypatch.setattr(place, bad)
    with pytest.raises(AssertionError, match="history"):
        run_all(session, scene, Counter())
