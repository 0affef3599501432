"""Statements on screen and in files: whose they are, what they say, and that nothing in them runs."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.sheets.writing import csv_of, inert, yuan
from delivery.orders.services import pay, settle_line
from delivery.people.models import User
from tests import factories as make
from tests.conftest import NOON
from tests.signing import bearer, get, sign_in


class Shop:
    """A closed wave with one order of three greens, one of them missing, half of it paid."""

    def __init__(self, name="上海青"):
        self.point = make.make_drop_point()
        self.area = self.point.gate.compound.neighbourhood
        self.store = make.make_store(self.area)
        self.wave = make.make_wave(self.area, state="closed")
        self.offer = make.make_offer(self.store, price_fen=390, name=name, name_en=None)
        home = make.make_household(self.point.gate.compound_id)
        self.order = make.make_order(
            self.wave, self.store, home, self.point, self.offer, quantity=3
        )
        self.manager = make.actor_with(Role.STORE_MANAGER, self.store.id)
        settle_line(self.order.lines[0], picked=2, actor=self.manager, at=NOON)
        guard = make.actor_with(Role.GATE_STAFF, self.point.gate_id)
        pay(self.order, amount_fen=380, method="cash", actor=guard, at=NOON + timedelta(hours=1))
        self.url = f"/settlement/{self.store.id}/{self.wave.id}"


@pytest.fixture
def shop(session):
    return Shop()


@pytest.fixture
def manager(client, shop):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, shop.manager)


def test_a_manager_finds_the_statement_and_what_it_comes_to(manager, shop):
    listed = get(manager, "/settlement").text
    assert shop.url in listed
    page = get(manager, shop.url).text
    for said in ("¥11.70", "−¥3.90", "¥7.80", "¥3.80", "¥4.00", "Adds up"):
        assert said in page, said


def test_the_same_is_in_both_files_to_the_fen(manager, shop):
    answer = get(manager, f"{shop.url}.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    sums = {row[1]: row[-1] for row in rows if row[0] == "Sums"}
    assert sums["Ordered"] == "11.70"
    assert sums["Goods delivered"] == "7.80"
    assert sums["of the cash, not yet in the till"] == "3.80"
    assert sums["Still owed"] == "4.00"
    book = load_workbook(io.BytesIO(get(manager, f"{shop.url}.xlsx").data))
    assert len(book.sheetnames) == 3
    shown = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert shown["Still owed"] == 4
    (line,) = book.worksheets[2].iter_rows(min_row=2, values_only=True)
    assert line[3:5] == (3, 2)
    assert line[-1] == 7.8


FORMULAS = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", " =HYPERLINK(1)", "＝1+1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_starts_a_formula(client, session, name):
    shop = Shop(name)
    sign_in(client, shop.manager)
    rows = csv.reader(io.StringIO(get(client, f"{shop.url}.csv").data.decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert any(name.strip() in cell for cell in cells)
    assert [c for c in cells if c.lstrip().startswith(tuple("=+-@＝＋－＠"))] == []
    book = load_workbook(io.BytesIO(get(client, f"{shop.url}.xlsx").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [c.value for c in cells if c.data_type == "f"] == []


def test_a_writer_that_forgets_to_quote_is_found():
    """The negative control."""
    assert csv_of(["a"], [["=1"]]).decode("utf-8-sig").splitlines()[1] == "'=1"
    assert inert("上海青") == "上海青"
    assert str(yuan(390)) == "3.90"


def test_a_store_sees_its_own_and_the_overseers_all(client, shop):
    neighbour = Shop()
    for who, own in ((shop.manager, True), (neighbour.manager, False)):
        sign_in(client, who)
        assert get(client, shop.url).status_code == (200 if own else 404)
        assert (shop.url in get(client, "/settlement").text) is own
    for who in (
        make.actor_with(Role.COORDINATOR, shop.area.id),
        make.actor_with(Role.OPERATOR, shop.area.district_id),
    ):
        sign_in(client, who)
        assert get(client, shop.url).status_code == 200
        assert shop.url in get(client, "/settlement").text


@pytest.mark.parametrize("role", [Role.STORE_STAFF, Role.SHIFT_LEAD])
def test_pickers_and_shift_leads_read_no_accounts(client, shop, role):
    sign_in(client, make.actor_with(role, shop.store.id))
    assert get(client, shop.url).status_code == 403


def test_a_manager_of_one_store_who_picks_in_another_sees_one(client, shop):
    neighbour = Shop()
    make.grant(db.session.get(User, shop.manager.id), Role.STORE_STAFF, neighbour.store.id)
    sign_in(client, shop.manager)
    assert get(client, neighbour.url).status_code == 404


def test_programs_read_the_same_statement(client, shop):
    answer = client.get(f"/api/v1{shop.url}", headers=bearer(shop.manager)).json
    assert answer["money"]["goods_fen"] == 780
    assert answer["money"]["paid_fen"] == {"cash": 380}
    assert answer["lines"][0]["picked"] == 2
    assert answer["adds_up"] is True
    listed = client.get("/api/v1/settlement", headers=bearer(shop.manager)).json
    assert [row["money"]["owed_fen"] for row in listed["rows"]] == [400]
