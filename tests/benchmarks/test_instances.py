"""The benchmark's instances are those of the team's own generator, and their variants."""

import hashlib
import json
from pathlib import Path

import pytest

from benchmarks.instances.variants import instance
from delivery.routing.core.problem import Problem

SHARED = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "drop"
KNOWN = {
    "drop-n25-seed1-stores1": ((25, 1), "c50ac3f4814f89c0"),
    "drop-n40-seed2-stores1": ((40, 2), "28d54653ae292128"),
    "drop-n25-seed1-stores1-reload": ((25, 1, 1, "reload"), "4a5dcee16a45b495"),
    "drop-n40-seed1-stores3": ((40, 1, 3), "b8272bf35949293d"),
    "drop-n60-seed2-stores2": ((60, 2, 2), "7c03fc7380d8e2d1"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_they_are_those_of_the_shared_generator_to_the_last_number(name):
    what, digest = KNOWN[name]
    made = instance(*what)
    text = json.dumps(made | {"name": ""}, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest
    if (SHARED / f"{name}.json").exists():
        assert made == json.loads((SHARED / f"{name}.json").read_text())


def test_every_variant_changes_what_it_says_and_can_be_planned():
    plain = instance(25, 1)
    for variant in ("reload", "paid", "open", "risk"):
        made = instance(25, 1, 1, variant)
        assert made["name"] == f"drop-n25-seed1-stores1-{variant}"
        assert made["travel"] == plain["travel"]
        assert made["vehicles"] != plain["vehicles"] or made["rules"] != plain["rules"]
        Problem.from_json(made)


def test_risks_are_of_three_levels():
    assert {p["risk"] for p in instance(40, 1, 1, "risk")["drop_points"]} == {0, 1, 2}
