"""Stores keep their shelves: what they say of their stock is a difference, and written down."""

from datetime import time

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import SYSTEM, Role
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, SoldOut
from delivery.merchants.catalogue import queries
from delivery.merchants.catalogue.models import Offer, Product, StockMove
from delivery.merchants.catalogue.rules import Article
from delivery.merchants.catalogue.services import (
    StoreWords,
    add_product,
    add_store,
    edit_offer,
    edit_store,
    import_products,
)
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals

HEAD = "gtin,name,name_en,category,unit,mass_g,price,stock,zone"
GREENS = "2001010000101,上海青,Pak choi,vegetables,约 500 g,500,3.90,20,A1"


@pytest.fixture
def neighbourhood(session):
    return make.make_neighbourhood()


@pytest.fixture
def store(neighbourhood):
    return make.make_store(neighbourhood)


@pytest.fixture
def clerk(store):
    return make.actor_with(Role.STORE_MANAGER, store.id)


@pytest.fixture
def operator(session):
    return make.actor_with(Role.OPERATOR, make.make_neighbourhood().id)


def an_article(**words):
    about = {
        "gtin": "2001010000101",
        "name": "上海青",
        "name_en": "Pak choi",
        "category": "vegetables",
        "sold_by": "piece",
        "unit": "约 500 g",
        "mass_g": 500,
        "temperature": "ambient",
        "price_fen": 390,
        "stock": 20,
        "zone": "A1",
    }
    return Article(**(about | words))


def a_store(**words):
    about = {"name": "合家", "lat": 26.6, "lon": 106.7, "opens_at": time(7), "closes_at": time(21)}
    return StoreWords(**(about | words))


def stock_and_moves(session, offer_id):
    session.expire_all()
    moves = select(func.coalesce(func.sum(StockMove.change), 0)).where(
        StockMove.offer_id == offer_id
    )
    return session.get(Offer, offer_id).stock, session.scalar(moves)


def test_a_store_serves_the_neighbourhoods_that_were_ticked(neighbourhood, operator):
    store = add_store(a_store(), [neighbourhood.id], actor=operator, at=NOON)
    assert queries.stores_serving(neighbourhood.id) == [store]
    other = make.make_neighbourhood()
    edit_store(store, a_store(name="新合家"), [other.id], actor=operator, at=NOON)
    assert (queries.stores_serving(neighbourhood.id), store.name) == ([], "新合家")


def test_a_store_without_a_neighbourhood_or_hours_is_refused(neighbourhood, operator):
    with pytest.raises(Invalid):
        add_store(a_store(), [], actor=operator, at=NOON)
    with pytest.raises(Invalid):
        add_store(a_store(closes_at=time(7)), [neighbourhood.id], actor=operator, at=NOON)


def test_only_operators_add_stores(neighbourhood, clerk):
    with pytest.raises(NotAllowed):
        add_store(a_store(), [neighbourhood.id], actor=clerk, at=NOON)
    stranger = make.actor_with(Role.OPERATOR, neighbourhood.id)
    with pytest.raises(NotFound):
        add_store(a_store(), [make.make_user().id], actor=stranger, at=NOON)


def test_stock_is_changed_by_what_was_counted_more_or_less(session, store, clerk):
    offer = make.make_offer(store, stock=10)
    words = {"price_fen": 410, "zone": "B2", "listed": True, "actor": clerk, "at": NOON}
    edit_offer(offer, more=5, reason="delivery", **words)
    edit_offer(offer, more=-3, reason="damage", **words)
    assert stock_and_moves(session, offer.id) == (12, 12)
    assert (offer.price_fen, offer.zone) == (410, "B2")


def test_what_households_took_meanwhile_cannot_be_taken_away(store, clerk):
    offer = make.make_offer(store, stock=2)
    with pytest.raises(SoldOut):
        edit_offer(offer, price_fen=1, zone="A", listed=True, more=-3, actor=clerk, at=NOON)


def test_a_product_is_added_once_a_store_and_known_by_all(session, neighbourhood, store, clerk):
    offer = add_product(store, an_article(), actor=clerk, at=NOON)
    assert stock_and_moves(session, offer.id) == (20, 20)
    with pytest.raises(Conflict):
        add_product(store, an_article(), actor=clerk, at=NOON)
    other = make.make_store(neighbourhood)
    there = add_product(other, an_article(name="别的名字", price_fen=500), actor=clerk, at=NOON)
    assert there.product_id == offer.product_id
    assert session.scalars(select(Product.name)).all() == ["上海青"]


def test_a_price_list_is_taken_in_twice_and_stock_stays_conserved(session, store):
    rows = [an_article(), an_article(gtin="2001010000200", name="菜心", stock=0)]
    first = import_products(store, rows, actor=SYSTEM, at=NOON)
    assert (first.products, first.offers, first.changed) == (2, 2, 0)
    again = import_products(
        store, [an_article(price_fen=420, stock=7), *rows[1:]], actor=SYSTEM, at=NOON
    )
    assert (again.products, again.offers, again.changed) == (0, 0, 2)
    for offer in session.scalars(select(Offer)).all():
        stock, moves = stock_and_moves(session, offer.id)
        assert stock == moves
    assert sorted(session.scalars(select(Offer.price_fen))) == [390, 420]


def test_goods_are_found_on_the_shelves_by_pinyin_and_category(neighbourhood, store):
    import_products(
        store,
        [an_article(), an_article(gtin="2001010000200", name="鲜牛奶", category="eggs-dairy")],
        actor=SYSTEM,
        at=NOON,
    )

    def names(**words):
        page = queries.shelves(neighbourhood.id, **words)
        return [offer.product.name for offer in page.rows]

    assert names(typed="shq") == ["上海青"]
    assert names(typed="xnn") == ["鲜牛奶"]
    assert names(category="eggs-dairy") == ["鲜牛奶"]
    assert names(typed="100%") == []
    assert queries.pictures(neighbourhood.id) == [("vegetables", "greens"), ("eggs-dairy", "eggs")]


def test_the_shelves_begin_with_vegetables_and_end_with_what_is_sold_out(neighbourhood, store):
    for category, stock in (("drinks", 5), ("household", 5), ("fruit", 5), ("vegetables", 0)):
        make.make_offer(store, category=category, stock=stock)
    make.make_offer(store, category="vegetables")
    rows = queries.shelves(neighbourhood.id).rows
    aisles = [offer.product.category for offer in rows]
    assert aisles == ["vegetables", "fruit", "drinks", "household", "vegetables"]


def test_long_shelves_come_a_page_at_a_time(neighbourhood, store):
    for _ in range(queries.SHELF_SIZE + 1):
        make.make_offer(store)
    first = queries.shelves(neighbourhood.id)
    second = queries.shelves(neighbourhood.id, number=first.after)
    assert (len(first.rows), len(second.rows), second.after) == (queries.SHELF_SIZE, 1, None)


def test_two_clerks_take_the_last_away_once(arena):
    with arena.app_context():
        store = make.make_store(make.make_neighbourhood())
        clerk = make.actor_with(Role.STORE_MANAGER, store.id)
        offer = make.make_offer(store, stock=1).id
        db.session.commit()
        db.session.remove()

        def spoil():
            row = db.session.get(Offer, offer)
            edit_offer(
                row,
                price_fen=1,
                zone="A",
                listed=True,
                more=-1,
                reason="damage",
                actor=clerk,
                at=NOON,
            )

        assert [type(r) for r in refusals(race(arena, spoil, spoil))] == [SoldOut]


@pytest.fixture
def take_in(app, session, tmp_path):
    """Type ``flask delivery import catalogue``; transactions land in the test's savepoint."""

    def run(text, *more):
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        command = ["delivery", "import", "catalogue", str(file), *more]
        session.commit()
        return app.test_cli_runner().invoke(args=command)

    return run


def test_a_command_takes_in_a_whole_list_or_nothing(session, store, take_in):
    refused = take_in("\n".join([HEAD, GREENS, "x"]), "--store", store.name)
    assert refused.exit_code == 1
    assert "row 3, name" in refused.output
    tried = take_in("\n".join([HEAD, GREENS]), "--store", store.name, "--dry-run")
    assert "1 rows read, 0 refused" in tried.output
    assert session.scalars(select(Offer)).all() == []
    done = take_in("\n".join([HEAD, GREENS]), "--store", store.name)
    assert "1 new on the shelves" in done.output
    assert session.scalars(select(Offer.stock)).all() == [20]
    assert take_in("\n".join([HEAD, GREENS]), "--store", "nobody").exit_code == 1
