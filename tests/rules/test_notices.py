"""Every kind of event that the code can record is told, or somebody decided that it is not."""

import ast
import importlib
import pkgutil
from datetime import timedelta
from pathlib import Path

import pytest

import delivery
from delivery.kernel.lifecycle import Lifecycle
from delivery.notices import rules
from delivery.notices.audiences import AUDIENCES
from delivery.notices.queries import CONDITIONS
from delivery.notices.texts import TEXTS

PACKAGE = Path(delivery.__file__).parent
SOURCES = [p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts]


def lifecycles():
    for module in pkgutil.walk_packages(delivery.__path__, "delivery."):
        if module.name.endswith(".models"):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Lifecycle):
                    yield value


def actions_in(source: str) -> set[str]:
    """Return the actions that are recorded by name: ``record("pay", …)``, ``"action": "place"``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name.lstrip("_") in ("record", "record_all"):
                found |= {a.value for a in node.args[:2] if _is_text(a)} - TABLES
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found |= {v.value for k, v in pairs if _is_text(k, "action") and _is_text(v)}
    return found


def _is_text(node, value=None):
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return value is None or node.value == value


TABLES = {"bags", "orders", "lines"}
DECIDED = set(rules.TOLD) | rules.NOT_TOLD


def test_every_move_of_every_lifecycle_is_told_or_decided_not_to_be():
    moves = {(c.model.__tablename__, action) for c in lifecycles() for action in c.transitions}
    assert len(moves) > 20
    assert moves - DECIDED == set()


def test_every_act_that_is_recorded_by_name_is_told_or_decided_not_to_be():
    actions = set().union(*(actions_in(path.read_text()) for path in SOURCES))
    assert {"pay", "place", "arrive", "discrepancy", "ask"} <= actions
    assert actions - {action for _, action in DECIDED} == set()


def test_an_event_that_nobody_decided_about_would_be_found():
    assert actions_in('ledger.record("sing", bag)') == {"sing"}
    assert actions_in('x = {"subject": "orders", "action": "dance"}') == {"dance"}
    assert ("bags", "sing") not in rules.TOLD.keys() | rules.NOT_TOLD


def test_no_kind_is_both_told_and_not():
    assert set(rules.TOLD) & rules.NOT_TOLD == set()


def test_every_kind_that_is_told_has_words_and_an_audience():
    assert set(TEXTS) == set(rules.TOLD)
    assert {told.audience for told in rules.TOLD.values()} == set(AUDIENCES)
    assert {told.only for told in rules.TOLD.values()} - {None} == set(CONDITIONS)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (4, 8), (50, 60)])
def test_what_fails_rests_longer_each_time_up_to_an_hour(tries, minutes):
    assert rules.rest_after(tries) == timedelta(minutes=minutes)
