"""How a list is walked: crates, trolleys, shelves."""

from types import SimpleNamespace
from uuid import UUID

from delivery.merchants.picking.trolleys import Crate, by_trolley, crates_of, tasks_of
from tests.conftest import NOON

ORDERS = [UUID(int=n) for n in range(14)]
CRATES = crates_of(ORDERS)


def line(
    number, order, *, zone="A1", temperature="ambient", sold_by="piece", name="盐", picked=None
):
    return SimpleNamespace(
        line_id=UUID(int=100 + number),
        order_id=ORDERS[order],
        offer_id=UUID(int=hash(name) % 1000),
        quantity=2,
        picked=picked,
        weighed_g=None,
        state="ordered" if picked is None else "picked",
        packed=False,
        wish=None,
        placed_at=NOON,
        zone=zone,
        temperature=temperature,
        sold_by=sold_by,
        name=name,
        mass_g=500,
    )


def names(tasks):
    return [task.about.name for task in tasks]


def test_a_dozen_orders_go_on_a_trolley():
    assert CRATES[ORDERS[11]] == Crate(1, 12)
    assert CRATES[ORDERS[12]] == Crate(2, 1)


def test_one_walks_past_the_shelves_as_they_stand_and_takes_what_is_frozen_last():
    lines = [
        line(1, 0, name="饺子", temperature="frozen", zone="A1"),
        line(2, 0, name="米", zone="A10"),
        line(3, 0, name="盐", zone="A2"),
        line(4, 0, name="奶", temperature="chilled", zone="A1"),
    ]
    assert names(tasks_of(lines, CRATES, split=True)) == ["盐", "米", "奶", "饺子"]


def test_pieces_are_taken_for_all_at_once_and_weights_one_by_one():
    lines = [
        *(line(n, n, name="盐") for n in range(3)),
        *(line(n, n, name="肉", sold_by="weight") for n in range(3, 6)),
    ]
    tasks = tasks_of(lines, CRATES, split=True)
    assert sorted(len(task.parts) for task in tasks) == [1, 1, 1, 3]
    assert [t.left for t in tasks if t.about.name == "盐"] == [6]
    whole = tasks_of(lines, CRATES, split=False)
    assert sorted(len(task.parts) for task in whole) == [3, 3]
    assert by_trolley(whole)[0].items == len(tasks)


def test_a_task_counts_what_is_left_what_was_found_and_what_was_missing():
    (task,) = tasks_of([line(1, 0, picked=1), line(2, 1)], CRATES, split=True)
    assert (task.wanted, task.left, task.picked, task.missing) == (4, 2, 1, 1)
    assert [part.line_id for part in task.can_go_back] == [UUID(int=101)]


def test_each_trolley_gets_its_own_crates():
    trolleys = by_trolley(tasks_of([line(1, 0), line(2, 12)], CRATES, split=False))
    assert [(t.number, t.crates, t.left) for t in trolleys] == [(1, 1, 1), (2, 1, 1)]
