"""A shelf has less: what residents say beforehand, what pickers do, what residents answer."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.picking import services
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.rules import Found
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.rules import Wanted
from delivery.orders.rules.wishes import Wish
from delivery.orders.services import close_due_waves, never_take, place_order, put_in_basket
from tests import factories as make
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.signing import token_of

LATE = NOON + timedelta(hours=2, minutes=10)
COLD = {"category": "eggs-dairy", "temperature": "chilled", "art": "milk", "zone": "C3-2"}
MILKS = [("鲜牛奶", "Fresh milk", 1000), ("纯牛奶", "Pure milk", 980), ("有机奶", "Organic", 990)]
PAGES = [
    *("/basket", "/basket/wishes/{milk}", "/wishes", "/orders/{later}", "/orders/{order}"),
    *("/substitutions/{new}", "{trolley}"),
]


@pytest.fixture(scope="module")
def shop(app):
    """A household with a basket, an order that may be changed, and one that is being picked."""
    with app.app_context(), clock.at(NOON):
        yield make_shop()
        db.session.remove()


def make_shop():
    point = make.make_drop_point()
    near = point.gate.compound.neighbourhood
    home, store = make.make_household(point.gate.compound_id), make.make_store(near)
    milk, *_others = (
        make.make_offer(store, name=zh, name_en=en, price_fen=fen, **COLD) for zh, en, fen in MILKS
    )
    about = {"sold_by": "weight", "category": "meat", "art": "pork", "mass_g": 1000}
    pork = make.make_offer(store, name="猪前腿肉", name_en="Pork", price_fen=2880, **about)
    resident = make.actor_with(Role.RESIDENT, home.id)
    staff = make.actor_with(Role.STORE_STAFF, store.id)

    def order(hours, household, actor, wish):
        wave = make.make_wave(near, hours=hours)
        return wave, place_order(
            wave_id=wave.id,
            household_id=household.id,
            drop_point_id=point.id,
            wanted=[Wanted(milk.id, 2, wish=wish), Wanted(pork.id, 1)],
            actor=actor,
            at=NOON,
        )[0]

    wave, asked = order(2, home, resident, Wish("ask", cap_percent=15))
    _later, later = order(26, home, resident, None)
    neighbour = make.make_household(point.gate.compound_id)
    place_order(
        wave_id=wave.id,
        household_id=neighbour.id,
        drop_point_id=point.id,
        wanted=[Wanted(milk.id, 1)],
        actor=make.actor_with(Role.RESIDENT, neighbour.id),
        at=NOON,
    )
    close_due_waves(wave.cut_off_at)
    services.open_lists(LATE)
    pick_list = db.session.scalars(select(PickList).filter_by(wave_id=wave.id)).one()
    lines = db.session.scalars(select(Line).join(Order).where(Order.wave_id == wave.id)).all()
    gone = [line for line in lines if line.offer_id == milk.id]
    heavy = [line for line in lines if line.offer_id == pork.id]
    found = [Found(line.id, 0) for line in gone] + [Found(line.id, 1, 1400) for line in heavy]
    services.pick(pick_list, found, actor=staff, at=LATE)
    mine = next(line for line in gone if line.order_id == asked)
    new = services.substitute(
        pick_list, mine.id, gtin=_others[0].product.gtin, actor=staff, at=LATE
    )
    make.keep(milk).stock = 9
    for offer in (milk, pork):
        put_in_basket(home.id, offer.id, 1)
    never_take(home.id, ["snacks"], ["花生"])
    rows = {"order": asked, "later": later, "new": new.id, "milk": milk.id, "home": home.id}
    rows |= {"trolley": f"/picking/{pick_list.id}/trolleys/1"}
    tokens = {"resident": token_of(resident), "staff": token_of(staff)}
    db.session.commit()
    return SimpleNamespace(**rows, **tokens)


@pytest.fixture
def see(visit, shop):
    def see(path, **words):
        token = shop.staff if path == "{trolley}" else shop.resident
        return visit(path.format(**vars(shop)), token=token, **words)

    return see


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(see, path):
    page = see(path, width=320, language="en")  # the longer words
    assert (axe(page, enhanced=path == "{trolley}"), sideways(page)) == ([], 0)
    assert undersized(see(path), 56 if path == "{trolley}" else 44) == []


@pytest.mark.parametrize("path", ["/basket", "/orders/{order}", "{trolley}"])
def test_axe_finds_nothing_on_a_wide_screen(see, path):
    assert axe(see(path, width=1280)) == []


def kept(shop):
    db.session.rollback()
    rows = select(BasketLine.wish).filter_by(household_id=shop.home, offer_id=shop.milk)
    return db.session.scalar(rows)


def test_a_wish_is_one_press_in_the_basket(see, shop):
    page = see("/basket", language="en")
    chosen = page.get_by_label("If Fresh milk is sold out")
    with page.expect_response("**/basket"):
        chosen.select_option("similar-15")
    page.get_by_text("At most").wait_for()
    assert page.get_by_label("If Fresh milk is sold out").input_value() == "similar-15"
    assert kept(shop) == Wish("similar", cap_percent=15)


def test_and_without_a_script_a_button_more(see, shop):
    page = see("/basket", language="en", java_script_enabled=False)
    page.get_by_label("If Fresh milk is sold out").select_option("refund")
    page.locator("li", has_text="Fresh milk").get_by_role("button", name="Keep this").click()
    assert kept(shop) == Wish("refund")


def test_a_picker_puts_in_what_fits_and_takes_it_out_again(see):
    page = see("{trolley}", language="en")
    page.get_by_role("button", name="Put it in instead").last.click()
    page.get_by_text("Instead: ").wait_for()
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("button", name="Put it in instead").last.wait_for()
