"""A store's manager sends a file, looks at its columns and rows, and takes it in."""

import base64
import csv
import io
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.lists import checking, publishing
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.catalogue.models import Offer
from tests import factories as make
from tests.hostile_files import CORPUS, HEADS, ROW
from tests.signing import bearer, get, post, sign_in

SECOND = ROW.replace("101,上海青", "200,菜心")


@pytest.fixture
def store(session):
    return make.make_store(make.make_neighbourhood())


@pytest.fixture
def manager(client, store):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, make.actor_with(Role.STORE_MANAGER, store.id))


def send(client, store, content, name="list.csv"):
    return post(client, f"/goods/lists/of/{store.id}", {"file": (io.BytesIO(content), name)})


def text(*rows, encoding="utf-8"):
    return "\n".join([HEADS, *rows]).encode(encoding)


def columns():
    row = db.session.scalars(select(PriceList)).one()
    return {name: str(index) for name, index in row.columns.items()}


def test_from_a_file_to_the_shelves(manager, store):
    page = send(manager, store, text(ROW, SECOND, encoding="gb18030")).location
    shown = get(manager, page).text
    assert "GB18030" in shown
    assert "上海青" in shown, "the first rows stand beside the columns"
    assert post(manager, f"{page}/confirm", columns()).location == page
    assert 'hx-trigger="every 1s"' in get(manager, page).text
    checking.check_due()
    shown = get(manager, page).text
    assert "Take all of it in" in shown
    assert "菜心" in shown
    assert post(manager, f"{page}/accept").location == page
    publishing.publish_due()
    assert "All of it is on the shelves" in get(manager, page).text
    assert sorted(db.session.scalars(select(Offer.stock))) == [20, 20]
    assert "taken in" in get(manager, f"/goods/lists/of/{store.id}").text


def test_a_row_that_does_not_fit_is_named_with_why_on_the_page_and_in_a_file(manager, store):
    page = send(manager, store, text(ROW, SECOND.replace("蔬菜", "宠物"))).location
    post(manager, f"{page}/confirm", columns())
    checking.check_due()
    shown = get(manager, page).text
    assert "1 row cannot be taken" in shown
    assert "This is none of: Vegetables" in shown
    assert "Take all of it in" not in shown
    report = get(manager, f"{page}/report.csv").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(report)))[1][:2] == ["3", "not taken"]
    assert post(manager, f"{page}/accept").status_code == 422
    assert post(manager, f"{page}/drop").status_code == 302


def test_columns_that_are_not_known_are_asked_for(manager, store):
    page = send(manager, store, text(ROW).replace("价格".encode(), "钱".encode())).location
    refused = post(manager, f"{page}/confirm", columns())
    assert refused.status_code == 422
    assert "f-price-error" in refused.text
    assert post(manager, f"{page}/confirm", columns() | {"price": "5"}).status_code == 302


@pytest.mark.parametrize("name", ["a zip bomb", "a column far out", "an old workbook", "UTF-32"])
def test_a_hostile_file_is_refused_in_a_sentence_and_nothing_is_kept(manager, store, name):
    refused = send(manager, store, CORPUS[name].make(), "list.xlsx")
    assert refused.status_code == 422
    assert "f-file-error" in refused.text
    assert db.session.scalars(select(PriceList)).all() == []


def test_a_form_without_a_file_says_so(manager, store):
    assert post(manager, f"/goods/lists/of/{store.id}", {}).status_code == 422


GOODS = (
    ("vegetables", "上海青", "2001010000101"),
    ("tofu", "=豆腐", "2001010000200"),
    ("meat", "肉, 一份", "2001010000309"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_exported_is_taken_in_again_as_it_is(manager, store, language):
    for category, name, gtin in GOODS:
        words = {"category": category, "name": name, "gtin": gtin}
        make.make_offer(store, temperature="chilled", stock=3, **words)
    manager.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    before = [(o.price_fen, o.stock, o.zone) for o in db.session.scalars(select(Offer))]
    for kind in ("csv", "xlsx"):
        exported = get(manager, f"/goods/lists/of/{store.id}/goods.{kind}")
        assert exported.status_code == 200
        page = send(manager, store, exported.data, f"goods.{kind}").location
        row = db.session.get(PriceList, UUID(page.rsplit("/", 1)[1]))
        words = {name: str(index) for name, index in row.columns.items()}
        post(manager, f"{page}/confirm", words)
        checking.check_due()
        db.session.expire_all()
        row = db.session.get(PriceList, row.id)
        assert (row.rows, row.refused, row.new, row.changed) == (3, 0, 0, 0)
        post(manager, f"{page}/drop")
    assert [(o.price_fen, o.stock, o.zone) for o in db.session.scalars(select(Offer))] == before


def test_an_exported_workbook_has_numbers_where_there_are_numbers(manager, store):
    make.make_offer(store, price_fen=390)
    exported = get(manager, f"/goods/lists/of/{store.id}/goods.xlsx").data
    sheet = load_workbook(io.BytesIO(exported)).active
    told = dict(zip(*([cell.value for cell in sheet[row]] for row in (1, 2)), strict=True))
    assert 3.9 in told.values()
    assert 10 in told.values()


@pytest.mark.parametrize("role", [Role.STORE_STAFF, Role.SHIFT_LEAD])
def test_only_managers_send_lists(client, store, role):
    sign_in(client, make.actor_with(role, store.id))
    assert get(client, f"/goods/lists/of/{store.id}").status_code == 403


def test_programs_send_confirm_and_take_in(client, store):
    manager = make.actor_with(Role.STORE_MANAGER, store.id)
    words = {"content_base64": base64.b64encode(text(ROW)).decode(), "file_name": "a.csv"}
    url = f"/api/v1/stores/{store.id}/price-lists"
    sent = client.post(url, json=words, headers=bearer(manager))
    assert (sent.status_code, sent.json["columns"]["gtin"]) == (201, 0)
    one = f"/api/v1/price-lists/{sent.json['id']}"
    client.post(f"{one}/confirm", json=sent.json["columns"], headers=bearer(manager))
    checking.check_due()
    assert client.get(one, headers=bearer(manager)).json["state"] == "checked"
    assert client.get(f"{one}/notes", headers=bearer(manager)).json["rows"] == []
    assert client.post(f"{one}/accept", headers=bearer(manager)).json["state"] == "accepted"
    bad = client.post(url, json={"content_base64": "???"}, headers=bearer(manager))
    assert (bad.status_code, list(bad.json["fields"])) == (422, ["content_base64"])
