"""Something is wrong with a bag: said on a phone with a photo, answered by the store."""

import base64
import io

import pytest
from PIL import Image
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.orders.report_rows import Report, ReportPhoto
from tests import factories as make
from tests.pages.test_orders_pages import text
from tests.services.test_reporting import LATER, picked_day, report
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(session):
    with clock.at(LATER):
        yield picked_day()


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


@pytest.fixture
def manager(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.manager)


def photo():
    made = io.BytesIO()
    Image.new("RGB", (1600, 900), "tomato").save(made, "JPEG")
    made.seek(0)
    return made


def told(day, **more):
    return {"lines": [str(day.lines[day.greens.id].id)], "kind": "spoiled"} | more


def test_a_household_reports_with_a_photo_and_sees_it_on_the_order(session, resident, day):
    here = f"/orders/{day.order_id}"
    assert "Something is wrong with my bag" in text(get(resident, here))
    assert day.greens.product.name_en in text(get(resident, f"{here}/report"))
    words = told(day, words="Two are soft", photo=(photo(), "greens.jpg"))
    answer = post(resident, f"{here}/report", words, content_type="multipart/form-data")
    assert answer.location == here
    shown = text(get(resident, here))
    assert "What you reported" in shown
    assert "The store looks into it" in shown
    made = session.scalars(select(Report)).one()
    sent = get(resident, f"/reports/{made.id}/photo")
    assert (sent.mimetype, sent.cache_control.private) == ("image/jpeg", True)
    assert max(Image.open(io.BytesIO(sent.data)).size) == 1280
    assert day.greens.product.name_en not in text(get(resident, f"{here}/report"))


def test_what_is_no_photo_keeps_what_was_typed(session, resident, day):
    words = told(day, words="Two are soft", photo=(io.BytesIO(b"%PDF"), "a.jpg"))
    answer = post(
        resident, f"/orders/{day.order_id}/report", words, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "This is no picture that can be read here." in text(answer)
    assert "Two are soft" in text(answer)
    assert session.scalars(select(Report)).all() == []


def test_without_a_product_nothing_is_sent(resident, day):
    answer = post(resident, f"/orders/{day.order_id}/report", {"kind": "spoiled"})
    assert answer.status_code == 422


def test_a_manager_gives_back_what_it_costs(session, manager, day):
    (made,) = report(day, words="软了", jpeg=b"\xff\xd8")
    assert "1 report of a customer waits for an answer." in text(get(manager, "/picking"))
    assert "waits for an answer" in text(get(manager, "/reports"))
    shown = text(get(manager, f"/reports/{made.id}"))
    assert "软了" in shown
    assert day.resident.name not in shown
    post(manager, f"/reports/{made.id}/refund", {"amount": "3.90", "answer": "Sorry"})
    session.expire_all()
    assert (made.state, made.refund_fen, made.answer) == ("refunded", 390, "Sorry")
    assert "Given back ¥3.90" in text(get(manager, f"/reports/{made.id}"))


def test_a_manager_who_gives_back_too_much_is_told_the_most(manager, day):
    (made,) = report(day)
    answer = post(manager, f"/reports/{made.id}/refund", {"amount": "99"})
    assert answer.status_code == 422
    assert "Between ¥0.01 and ¥7.80" in text(answer)


def test_a_manager_explains_and_the_household_reads_it(client, manager, day):
    (made,) = report(day)
    assert post(manager, f"/reports/{made.id}/explain", {}).status_code == 422
    post(manager, f"/reports/{made.id}/explain", {"answer": "It is in the second bag."})
    sign_in(client, day.resident)
    assert "The store: It is in the second bag." in text(get(client, f"/orders/{day.order_id}"))


@pytest.mark.parametrize("role", [Role.STORE_STAFF, Role.GATE_STAFF, Role.COORDINATOR])
def test_nobody_else_reads_reports(client, day, role):
    (made,) = report(day, jpeg=b"\xff\xd8")
    scope = {Role.STORE_STAFF: day.store.id, Role.GATE_STAFF: day.point.gate_id}
    sign_in(client, make.actor_with(role, scope.get(role, day.neighbourhood.id)))
    assert get(client, "/reports").status_code == 403
    assert get(client, f"/reports/{made.id}/photo").status_code == 403


def test_a_program_reports_and_answers(client, session, day):
    sent = base64.b64encode(photo().getvalue()).decode()
    words = {"line_ids": [str(day.lines[day.greens.id].id)], "kind": "broken", "photo": sent}
    where = f"/api/v1/orders/{day.order_id}/reports"
    (made,) = client.post(where, json=words, headers=bearer(day.resident)).json
    assert (made["state"], made["has_photo"]) == ("open", True)
    bad = client.post(where, json=words | {"photo": "???"}, headers=bearer(day.resident))
    assert (bad.status_code, list(bad.json["fields"])) == (422, ["photo"])
    back = client.post(
        f"/api/v1/reports/{made['id']}/refund",
        json={"amount_fen": 100},
        headers=bearer(day.manager),
    )
    assert (back.json["state"], back.json["refund_fen"]) == ("refunded", 100)
    assert client.get("/api/v1/reports", headers=bearer(day.manager)).json["rows"]
    assert session.scalars(select(ReportPhoto)).one()
