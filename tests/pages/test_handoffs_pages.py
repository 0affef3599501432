"""The gate's pages: from a code to bags in somebody's hands, in three presses."""

import re

import pytest
from sqlalchemy import select

from delivery.handoffs import codes, services
from delivery.kernel.access import Role
from delivery.kernel.codes import spoken, with_check
from delivery.kernel.ledger import Event
from delivery.orders.services.money import balance
from tests import factories as make
from tests.counting import statements
from tests.handing import proof, scene
from tests.signing import get, post, sign_in

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def day(session):
    return scene(state="at-gate")


@pytest.fixture
def gate(client, day):
    return sign_in(client, day.guard)


def page_of(day):
    return f"/gate/households/{day.home.id}"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


def code_for(day):
    return codes.code_of(day.wave.id, day.home.id)


def test_a_pick_up_code_leads_to_the_shelf_the_bags_and_what_is_owed(gate, day):
    looked_up = post(gate, "/gate/look-up", {"code": code_for(day)})
    assert looked_up.status_code == 302
    answer = get(gate, looked_up.location, headers=ENGLISH)
    assert "Shelf 001" in words(answer)
    assert "Ambient, 1 bag Chilled, 1 bag" in words(answer)
    assert "¥7.80" in words(answer)


@pytest.mark.parametrize("method", ["cash", "store-code"])
def test_one_press_takes_the_money_and_hands_over(gate, day, method):
    form = {"bags": day.ids, "pay": method, "owed_fen": 780, "method": "code"}
    done = post(gate, page_of(day) + "/hand-over", form, follow_redirects=True, headers=ENGLISH)
    assert "2 bags handed over, Building 3, unit 2." in words(done)
    assert [bag.state for bag in day.bags] == ["handed-over"] * 2
    assert balance(day.order.id).owed_fen == 0


def test_what_is_owed_may_be_paid_later_and_stays_owed(gate, day):
    post(gate, page_of(day) + "/hand-over", {"bags": day.ids})
    assert [bag.state for bag in day.bags] == ["handed-over"] * 2
    assert balance(day.order.id).owed_fen == 780
    assert "¥7.80" in words(get(gate, page_of(day)))


def test_a_sum_that_changed_meanwhile_is_asked_about_again(gate, day):
    form = {"bags": day.ids, "pay": "cash", "owed_fen": 500}
    refused = post(gate, page_of(day) + "/hand-over", form)
    assert (refused.status_code, "¥7.80" in words(refused)) == (409, True)
    assert [bag.state for bag in day.bags] == ["at-gate"] * 2


def test_a_second_press_of_the_same_button_is_the_same_act(gate, day):
    form = {"bags": day.ids, "pay": "cash", "owed_fen": 780}
    for _ in range(2):
        post(gate, page_of(day) + "/hand-over", form, key="one-press-0001")
    assert balance(day.order.id).paid_fen == 780


def test_a_colleague_who_is_later_is_told_that_the_bags_had_gone(gate, day):
    post(gate, page_of(day) + "/hand-over", {"bags": day.ids}, headers=ENGLISH)
    again = post(
        gate,
        page_of(day) + "/hand-over",
        {"bags": day.ids},
        follow_redirects=True,
        headers=ENGLISH,
    )
    assert "2 bags had left the gate before" in words(again)
    assert 'data-signal="problem"' in again.text


def test_a_code_of_another_gate_is_answered_with_its_name(client, day):
    elsewhere = make.make_gate(day.point.gate.compound.neighbourhood)
    sign_in(client, make.actor_with(Role.GATE_STAFF, elsewhere.id))
    said = {"headers": ENGLISH}
    refused = post(client, "/gate/look-up", {"code": code_for(day)}, **said)
    assert (refused.status_code, "East Gate" in words(refused)) == (409, True)
    bag = post(client, "/gate/take-in", {"code": bag_code(day)}, follow_redirects=True, **said)
    assert "Put it on Returns" in words(bag)
    assert 'data-signal="problem"' in bag.text


def bag_code(day):
    """Give the first bag a sound label, as picking does, and return its payload."""
    day.bags[0].code = with_check("7KXM2QP")
    return day.bags[0].payload


def test_a_code_whose_bags_are_gone_says_since_when(gate, day):
    services.hand_over(day.ids, proof(), actor=day.guard)
    refused = post(gate, "/gate/look-up", {"code": code_for(day)}, headers=ENGLISH)
    assert (refused.status_code, "have left the gate" in words(refused)) == (409, True)


def test_a_mistyped_code_is_refused_beside_the_field(gate, day):
    refused = post(gate, "/gate/look-up", {"code": "ABC"})
    assert (refused.status_code, 'id="f-code-error"' in refused.text) == (422, True)


def test_a_scanned_bag_is_taken_in_and_its_shelf_is_shown(client, session):
    day = scene(state="on-vehicle")
    sign_in(client, day.guard)
    done = post(client, "/gate/take-in", {"code": bag_code(day)}, follow_redirects=True)
    assert (day.bags[0].state, "001" in words(done)) == ("at-gate", True)
    assert 'data-signal="done"' in done.text


def test_a_bag_that_was_given_up_is_found_by_scanning_it(gate, day):
    services.miss(day.ids, proof(), actor=day.guard)
    post(gate, "/gate/take-in", {"code": bag_code(day)})
    assert [bag.state for bag in day.bags] == ["at-gate", "missing"]


def test_a_whole_vehicle_is_taken_in_with_two_presses(client, session):
    day = scene(state="on-vehicle")
    sign_in(client, day.guard)
    shown = get(client, "/gate/arrivals", headers=ENGLISH)
    assert "2 bags to come" in words(shown)
    post(client, f"/gate/stops/{day.dropping.id}/take-in")
    assert [bag.state for bag in day.bags] == ["at-gate"] * 2


def test_who_waits_longest_stands_first_and_cold_bags_can_be_seen_alone(client, session):
    day = scene(state="on-vehicle")
    late = make.make_household(day.point.gate.compound_id, building="9", unit="1")
    order = make.make_order(day.wave, day.store, late, day.point)
    bag = make.make_bag(order, state="on-vehicle")
    services.take_in([bag.id], proof(minutes=9), actor=day.guard)
    services.take_in(day.ids, proof(minutes=2), actor=day.guard)
    sign_in(client, day.guard)
    everything = words(get(client, "/gate/waiting", headers=ENGLISH))
    assert everything.index("Building 3, unit 2") < everything.index("Building 9, unit 1")
    cold = words(get(client, "/gate/waiting?temperature=chilled", headers=ENGLISH))
    assert ("Building 3" in cold, "Building 9" in cold) == (True, False)


def test_one_bag_has_a_history_and_can_be_reported_missing(gate, day):
    page = f"/gate/bags/{day.ids[0]}"
    shown = post(gate, page + "/miss", follow_redirects=True, headers=ENGLISH)
    assert "Reported missing" in words(shown)
    assert day.bags[0].state == "missing"


def test_the_volunteer_loads_and_drops_a_stop_with_a_count(client, session):
    day = scene()
    sign_in(client, day.driver)
    at = f"/routes/{day.route.id}/stops"
    assert post(client, f"{at}/{day.pickup.id}/load", {"counted": 1}).status_code == 302
    assert post(client, f"{at}/{day.dropping.id}/drop").status_code == 302
    assert [bag.state for bag in day.bags] == ["at-gate"] * 2
    noted = session.scalars(select(Event).filter_by(action="discrepancy")).one()
    assert noted.facts == {"act": "load", "expected": 2, "counted": 1}


def test_a_stop_of_somebody_elses_route_is_not_there(client, day):
    other = scene()
    sign_in(client, day.driver)
    address = f"/routes/{other.route.id}/stops/{other.pickup.id}/load"
    assert post(client, address).status_code == 404
    mixed = f"/routes/{day.route.id}/stops/{other.pickup.id}/load"
    assert post(client, mixed).status_code == 404


def test_a_leader_collects_and_takes_cash_for_the_own_group_only(client, day):
    sign_in(client, day.leader)
    shown = words(get(client, "/group/bags"))
    assert spoken(day.bags[0].code) in shown
    assert "¥7.80" in shown
    home = f"/group/bags/{day.home.id}"
    post(client, home + "/payment", {"pay": "cash", "owed_fen": 780})
    post(client, home + "/collect", {"bags": day.ids})
    assert [bag.state for bag in day.bags] == ["handed-over"] * 2
    stranger = scene(state="at-gate")
    for act in ("payment", "collect"):
        form = {"pay": "cash"} if act == "payment" else {"bags": stranger.ids}
        assert post(client, f"/group/bags/{stranger.home.id}/{act}", form).status_code == 404


def test_bags_of_two_households_are_never_mixed(gate, day):
    other = make.make_household(day.point.gate.compound_id)
    order = make.make_order(day.wave, day.store, other, day.point)
    foreign = make.make_bag(order, state="at-gate")
    form = {"bags": [day.ids[0], foreign.id]}
    assert post(gate, page_of(day) + "/hand-over", form).status_code == 404
    assert foreign.state == "at-gate"


@pytest.mark.parametrize("who", ["resident", "driver", "leader"])
def test_the_gate_is_the_gates(client, day, who):
    sign_in(client, getattr(day, who))
    assert get(client, "/gate").status_code == 403
    assert get(client, page_of(day)).status_code == 403


@pytest.mark.parametrize("page", ["/gate", "/gate/arrivals", "/gate/waiting"])
def test_a_page_of_the_gate_costs_the_same_however_many_wait(gate, day, page):
    bring(day, homes=1)
    with statements() as few:
        get(gate, page)
    bring(day, homes=12)
    with statements() as many:
        get(gate, page)
    assert len(many) <= len(few)


def bring(day, homes):
    for _ in range(homes):
        home = make.make_household(day.point.gate.compound_id)
        order = make.make_order(day.wave, day.store, home, day.point)
        services.take_in([make.make_bag(order).id], proof(), actor=day.guard)


def test_the_leaders_page_costs_the_same_however_large_the_group(client, day):
    sign_in(client, day.leader)
    with statements() as few:
        get(client, "/group/bags")
    for _ in range(9):
        home = make.make_household(day.point.gate.compound_id, day.home.group)
        order = make.make_order(day.wave, day.store, home, day.point, make.make_offer(day.store))
        make.make_bag(order, state="at-gate")
    with statements() as many:
        get(client, "/group/bags")
    assert len(many) <= len(few)
