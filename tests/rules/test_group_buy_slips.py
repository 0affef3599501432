"""What packer and volunteer are given on paper."""

import re
from dataclasses import replace

from delivery.orders.group_buy.products import Product
from delivery.orders.group_buy.slips import Caller, packer_slips, volunteer_slips
from tests.rules.group_buy_exports import MELON, ORANGES, Group, report_of

NINTH = Group(no="1", room="901", address="", lines=(MELON, ORANGES), remark="1:打13712345678")
ELEVENTH = Group(no="2", room="1101", address="", phone="13912345678")
TENTH_BUILDING = Group(no="3", building="10", room="101", address="", phone="")
ELSEWHERE = replace(ELEVENTH, no="4", cells={"服务小区": "文昌里"})
ORDERS = report_of(TENTH_BUILDING, ELEVENTH, ELSEWHERE, NINTH).orders


def test_a_packer_has_one_slip_a_compound_with_doors_in_walking_order():
    slips = packer_slips(ORDERS)
    doors = [[f"{v.door.building}-{v.door.room}" for v in slip.visits] for slip in slips]
    assert [slip.compound for slip in slips] == ["云岩花园", "文昌里"]
    assert doors[0] == ["3-901", "3-1101", "10-101"]


def test_a_packer_sees_what_is_needed_before_the_first_bag():
    slip = max(packer_slips(ORDERS), key=lambda slip: slip.pieces)
    assert slip.needed == ((Product("西瓜", "一箱四个"), 3), (Product("甜橙", "1份十个"), 1))
    assert slip.pieces == 4


def test_a_volunteer_has_one_slip_a_building():
    slips = [(s.compound, s.building, s.pieces) for s in volunteer_slips(ORDERS)]
    assert ("云岩花园", "3", 3) in slips
    assert ("云岩花园", "10", 1) in slips
    assert len(slips) == 3


def test_slips_do_not_depend_on_the_order_of_the_rows():
    assert packer_slips(reversed(ORDERS)) == packer_slips(ORDERS)


def test_people_are_half_covered_everywhere():
    slips = packer_slips(ORDERS)
    callers = {caller for slip in slips for visit in slip.visits for caller in visit.callers}
    assert callers == {
        Caller("郭**", "138 **** 5678"),
        Caller("郭**", "139 **** 5678"),
        Caller("郭**", ""),
    }
    assert not re.search(r"1[0-9]{10}|郭山彤", repr((slips, volunteer_slips(ORDERS))))


def test_wishes_stand_on_the_slip():
    wishes = [v.wishes for s in volunteer_slips(ORDERS) for v in s.visits if v.wishes]
    assert wishes == [("打137 **** 5678",)]
