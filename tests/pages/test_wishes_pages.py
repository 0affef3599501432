"""The pages of wishes, replacements and answers: what residents and pickers see and press."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.merchants.picking import services
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.rules import Found
from delivery.notices import telling
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.queries.wishes import never, usual_wish
from delivery.orders.rules import Wanted
from delivery.orders.rules.wishes import Wish
from delivery.orders.services import close_due_waves, place_order, put_in_basket
from tests import factories as make
from tests.conftest import NOON
from tests.signing import post, sign_in

LATE = NOON + timedelta(hours=2, minutes=10)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def day(session):
    point = make.make_drop_point()
    near = point.gate.compound.neighbourhood
    home, store = make.make_household(point.gate.compound_id), make.make_store(near)
    return SimpleNamespace(
        home=home,
        store=store,
        point=point,
        wave=make.make_wave(near),
        milk=make.make_offer(store, price_fen=1000),
        other=make.make_offer(store, price_fen=900),
        resident=make.actor_with(Role.RESIDENT, home.id),
        staff=make.actor_with(Role.STORE_STAFF, store.id),
    )


@pytest.fixture
def proposed(day, session):
    """What is proposed for a milk that is not there, to a household that wishes to be asked."""
    place_order(
        wave_id=day.wave.id,
        household_id=day.home.id,
        drop_point_id=day.point.id,
        wanted=[Wanted(day.milk.id, 1, wish=Wish("ask"))],
        actor=day.resident,
        at=NOON,
    )
    close_due_waves(day.wave.cut_off_at)
    (list_id,) = services.open_lists(LATE)
    pick_list = session.get(PickList, list_id)
    (line,) = session.scalars(select(Line))
    services.pick(pick_list, [Found(line.id, 0)], actor=day.staff, at=LATE)
    day.trolley = f"/picking/{list_id}/trolleys/1"
    new = services.substitute(pick_list, line.id, offer_id=day.other.id, actor=day.staff, at=LATE)
    session.commit()
    with clock.at(LATE):
        yield new


def test_a_household_says_what_counts_and_what_never_comes(client, app, day, session):
    sign_in(client, day.resident)
    form = {"kind": "ask", "cap_percent": "15", "until": "14:30", "otherwise": "take"}
    assert post(client, "/wishes", data=form).status_code == 302
    words = {"words": "花生，虾, peanut", "categories": ["snacks", "drinks"]}
    assert post(client, "/wishes/never", data=words).status_code == 302
    assert usual_wish(day.home.id).otherwise == "take"
    assert never(day.home.id).words == {"花生", "虾", "peanut"}
    page = client.get("/wishes", headers=ENGLISH).text
    assert "14:30" in page
    assert "花生" in page


def test_a_word_that_is_none_is_refused_and_the_typed_ones_stay(client, app, day):
    sign_in(client, day.resident)
    words = {"words": "花生, !!"}
    answer = post(client, "/wishes/never", data=words, headers=ENGLISH)
    assert answer.status_code == 422
    assert "花生, !!" in answer.text


def test_choices_are_kept_with_their_price(client, app, day, session):
    put_in_basket(day.home.id, day.milk.id, 1)
    session.commit()
    sign_in(client, day.resident)
    path = f"/basket/wishes/{day.milk.id}"
    nothing = post(client, path, data={"kind": "choice"}, headers=ENGLISH)
    assert nothing.status_code == 422
    assert "at least one" in nothing.text
    form = {"kind": "choice", "choices": [str(day.other.id)]}
    assert post(client, path, data=form).status_code == 302
    wish = session.scalar(select(BasketLine.wish))
    assert [(c.offer_id, c.piece_fen) for c in wish.choices] == [(day.other.id, 900)]
    assert "One of those I chose" in client.get("/basket", headers=ENGLISH).text


def test_an_order_s_wish_changes_until_the_cut_off(client, app, day, session):
    (order_id,) = place_order(
        wave_id=day.wave.id,
        household_id=day.home.id,
        drop_point_id=day.point.id,
        wanted=[Wanted(day.milk.id, 1)],
        actor=day.resident,
        at=NOON,
    )
    session.commit()
    sign_in(client, day.resident)
    words = {"offer": str(day.milk.id), "wish": "similar-15"}
    assert post(client, f"/orders/{order_id}/wish", data=words).status_code == 302
    page = client.get(f"/orders/{order_id}", headers=ENGLISH).text
    assert "¥11.50" in page
    close_due_waves(day.wave.cut_off_at)
    session.commit()
    again = words | {"wish": "refund"}
    assert post(client, f"/orders/{order_id}/wish", data=again).status_code == 409


@pytest.mark.parametrize(("yes", "state"), [("1", "picked"), ("0", "refused")])
def test_a_resident_answers_on_the_page(client, app, day, proposed, session, yes, state):
    sign_in(client, day.resident)
    order = client.get(f"/orders/{proposed.order_id}", headers=ENGLISH).text
    assert f"/substitutions/{proposed.id}" in order
    page = client.get(f"/substitutions/{proposed.id}", headers=ENGLISH).text
    assert "Yes, bring it" in page
    path = f"/substitutions/{proposed.id}/answer"
    for _ in range(2):  # a double tap
        assert post(client, path, data={"yes": yes}).status_code == 302
    session.expire_all()
    assert proposed.state == state
    after = client.get(f"/substitutions/{proposed.id}", headers=ENGLISH).text
    assert "Yes, bring it" not in after


def test_a_late_answer_is_told_so(client, app, day, proposed):
    sign_in(client, day.resident)
    with clock.at(NOON + timedelta(hours=5)):
        path = f"/substitutions/{proposed.id}/answer"
        answer = post(client, path, data={"yes": "1"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "ended at 15:00" in answer.text


class Box:
    name = "box"

    def __init__(self):
        self.got = []

    def deliver(self, messages):
        self.got += messages
        return [one.id for one in messages]


def test_the_notice_s_link_opens_the_question_once(client, app, day, proposed, monkeypatch):
    box = Box()
    monkeypatch.setattr(telling, "outgoing", lambda settings: [box])
    monkeypatch.setitem(app.config, "MENKOU", _named(app))
    telling.tell(LATE)
    (link,) = [one.link for one in box.got if one.link]
    assert link.startswith("http://shop.example/link/")
    path = link.removeprefix("http://shop.example")
    assert client.get(path).status_code == 200
    opened = post(client, path)
    assert opened.location.endswith(f"/substitutions/{proposed.id}")
    assert client.get(opened.location).status_code == 200
    assert post(client, path).status_code == 409


def _named(app):
    return replace(app.config["MENKOU"], hosts="shop.example")


def test_who_is_signed_in_goes_straight_to_the_question(client, app, day, proposed, monkeypatch):
    box = Box()
    monkeypatch.setattr(telling, "outgoing", lambda settings: [box])
    monkeypatch.setitem(app.config, "MENKOU", _named(app))
    telling.tell(LATE)
    (link,) = [one.link for one in box.got if one.link]
    sign_in(client, day.resident)
    straight = client.get(link.removeprefix("http://shop.example"))
    assert straight.location.endswith(f"/substitutions/{proposed.id}")


def test_a_picker_sees_the_wish_and_what_fits_and_undoes_it(client, app, day, proposed, session):
    sign_in(client, day.staff)
    back = {"line": str(proposed.replaces_id)}
    assert post(client, f"{day.trolley}/take-back", data=back).status_code == 302
    page = client.get(day.trolley, headers=ENGLISH).text
    assert "to be asked, no dearer" in page
    assert day.other.product.name_en in page
    wrong = {"line": back["line"], "gtin": "123"}
    refused = post(client, f"{day.trolley}/substitute", data=wrong, headers=ENGLISH)
    assert refused.status_code == 404
    assert "bar code" in refused.text
    give = back
    assert post(client, f"{day.trolley}/give-up", data=give).status_code == 302
    session.expire_all()
    assert session.scalars(select(Order)).one().asked[0].state == "short"
