"""Hand-offs as a program says them: the device's key, the time it happened, an outcome a bag."""

import pytest
from sqlalchemy import select

from delivery.handoffs import codes
from delivery.kernel.access import Role
from delivery.kernel.codes import with_check
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from tests import factories as make
from tests.handing import scene
from tests.signing import bearer

V1 = "/api/v1/handoffs"
SAID = {"key": "phone-7:0001", "at": "2026-03-02T03:50:00+00:00", "device": "phone-7"}


@pytest.fixture
def day(session):
    return scene()


def send(client, who, url, **words):
    headers = bearer(who)
    return client.post(V1 + url, json=words, headers=headers)


def act(client, who, url, bags, **said):
    return send(client, who, url, bags=[str(b) for b in bags], proof=SAID | said)


def test_an_act_is_kept_with_the_time_at_which_it_happened(client, day):
    answer = act(client, day.guard, "/bags/take-in", day.ids)
    assert (answer.status_code, {one["outcome"] for one in answer.json}) == (200, {"applied"})
    event = db.session.scalars(select(Event).filter_by(action="take-in")).first()
    assert (event.at.isoformat(), event.facts["device"]) == (SAID["at"], "phone-7")


def test_the_same_act_sent_again_under_another_request_is_known(client, day):
    act(client, day.guard, "/bags/take-in", day.ids)
    again = act(client, day.guard, "/bags/take-in", day.ids)
    assert {one["outcome"] for one in again.json} == {"known"}


def test_the_whole_way_in_five_calls(client, day):
    steps = [
        (day.driver, f"/stops/{day.pickup.id}/load", {"counted": 2}),
        (day.driver, f"/stops/{day.dropping.id}/drop", {}),
        (day.guard, f"/stops/{day.dropping.id}/take-in", {}),
    ]
    for n, (who, url, words) in enumerate(steps):
        answer = send(client, who, url, proof=SAID | {"key": f"phone-7:1{n:03}"}, **words)
        assert (answer.status_code, len(answer.json)) == (200, 2), answer.json
    paid = send(
        client,
        day.guard,
        "/payments",
        orders=[str(day.order.id)],
        pay="cash",
        proof=SAID | {"key": "phone-7:2000"},
    )
    assert paid.json == [{"order": str(day.order.id), "amount_fen": 780}]
    act(client, day.guard, "/bags/hand-over", day.ids, key="phone-7:3000", method="code")
    assert {bag.state for bag in day.bags} == {"handed-over"}


def test_a_code_is_looked_up_and_a_resident_reads_their_own(client, day):
    codes_of_home = client.get(V1 + "/pick-up-codes", headers=bearer(day.resident)).json
    assert [one["code"] for one in codes_of_home] == [codes.code_of(day.wave.id, day.home.id)]
    answer = send(client, day.guard, "/gate/look-up", code=codes_of_home[0]["qr"])
    assert (answer.json["shelf"], len(answer.json["bags"])) == ("001", 2)


def test_lists_of_the_gate(client, day):
    headers = bearer(day.guard)
    arrivals = client.get(V1 + "/gate/arrivals", headers=headers).json
    assert [(a["route"], a["coming"], a["here"]) for a in arrivals] == [("A", 2, 0)]
    act(client, day.guard, "/bags/take-in", day.ids)
    waiting = client.get(V1 + "/gate/waiting?temperature=chilled", headers=headers).json
    assert [(w["household"], w["bags"]) for w in waiting] == [(str(day.home.id), 2)]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"bags": [], "proof": SAID},
        {"bags": ["no id"], "proof": SAID},
        {"bags": [2**63], "proof": SAID},
        {"proof": SAID},
        {"bags": ["6f1c1f0e-7a44-4c7e-9b53-5b6c0f7b2a11"], "proof": SAID | {"at": "yesterday"}},
        {"bags": ["6f1c1f0e-7a44-4c7e-9b53-5b6c0f7b2a11"], "proof": SAID | {"key": "k\0" * 8}},
        {"bags": ["6f1c1f0e-7a44-4c7e-9b53-5b6c0f7b2a11"], "proof": SAID, "extra": 1},
    ],
)
def test_words_that_do_not_fit_are_refused_by_field(client, day, words):
    answer = send(client, day.guard, "/bags/take-in", **words)
    assert (answer.status_code, answer.json["type"]) == (422, "invalid")
    assert answer.json["fields"]


def test_what_is_not_ones_own_is_not_there(client, day):
    stranger = make.actor_with(Role.GATE_STAFF, make.make_gate().id)
    assert act(client, stranger, "/bags/hand-over", day.ids).status_code == 404
    assert act(client, day.resident, "/bags/hand-over", day.ids).status_code == 403
    stop = f"/stops/{day.dropping.id}/take-in"
    assert send(client, stranger, stop, proof=SAID).status_code == 404


def test_a_program_reads_a_count_ends_it_and_reports_a_stray(client, day):
    act(client, day.guard, "/bags/take-in", day.ids[:1])
    way = f"/stops/{day.dropping.id}/count"
    read = client.get(V1 + way, headers=bearer(day.guard)).json
    assert (read["expected"], read["here"], len(read["unsettled"])) == (2, 1, 1)
    counted = send(client, day.guard, way, proof=SAID | {"key": "phone-7:0002"})
    assert (counted.status_code, counted.json["counted_at"] is not None) == (200, True)
    other = make.make_gate(day.point.gate.compound.neighbourhood)
    guard = make.actor_with(Role.GATE_STAFF, other.id)
    day.bags[1].code = with_check("7KXM2QP")
    db.session.commit()
    words = {"code": day.bags[1].code, "gate": str(other.id), "proof": SAID | {"key": "west:0001"}}
    stray = send(client, guard, "/gate/strays", **words)
    assert (stray.status_code, stray.json["outcome"]) == (200, "applied")
    assert client.get(V1 + way, headers=bearer(day.guard)).json["unsettled"] == []
