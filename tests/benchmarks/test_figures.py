"""The arithmetic of the report, and what it says."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.bars import below, mean_at_most, never_above, worst_at_most
from benchmarks.best import Best
from benchmarks.curves import picture
from benchmarks.figures import Spread, gaps, paired
from benchmarks.report import report
from benchmarks.running import Run
from benchmarks.solvers import Answer


def run(case: str, solver: str, cost: int | None, seed: int = 1, **what) -> Run:
    curve = [(0.1, 2 * (cost or 1)), (1.0, cost or 1)]
    return Run(case, "n", solver, 1.0, seed, Answer(cost, took=1.0, curve=curve, **what))


RUNS = [
    run("a", "menkou", 100),
    run("a", "menkou", 103, seed=2),
    run("a", "pyvrp", 102),
    run("a", "pyvrp", 102, seed=2),
    run("a", "vroom", 110),
    run("b", "menkou", 200),
    run("b", "pyvrp", None, trouble="no plan"),
]


@pytest.fixture
def best(tmp_path) -> Best:
    known = Best.read(tmp_path / "best.json")
    known.learn(RUNS)
    return known


def test_the_best_seen_is_kept_and_only_gets_better(best):
    best.learn([run("a", "vroom", 90), run("b", "vroom", 300)], long=True)
    again = Best.read(best.path)
    assert again.known["a"] == {"cost": 90, "by": "vroom", "long": ["vroom"]}
    assert again.known["b"]["cost"] == 200
    assert again.ran_long("a", "vroom")
    assert not again.ran_long("a", "menkou")
    assert again.gap("a", 99) == pytest.approx(10)


def test_runs_are_paired_by_instance_and_seed_and_one_without_seeds_with_each(best):
    table = gaps(RUNS, best)
    against = paired(table["menkou"][1.0], table["pyvrp"][1.0], "pyvrp")
    assert (against.better, against.equal, against.worse) == (1, 0, 1)
    assert against.spread == Spread(pytest.approx(-0.5), pytest.approx(-0.5), pytest.approx(1), 2)
    assert paired(table["menkou"][1.0], table["vroom"][1.0], "vroom").spread.count == 2
    assert paired({}, table["vroom"][1.0], "vroom") is None


def test_bars_are_reached_or_not_or_could_not_be_measured(best):
    table = gaps(RUNS, best)
    assert "at most 1.1 %: +1.00 %, reached" in mean_at_most(1.0, 1.1).said(table)
    assert "below 0.9 %: +1.00 %, NOT reached" in mean_at_most(1.0, 0.9, strict=True).said(table)
    assert "at most 2.9 %: +3.00 %, NOT reached" in worst_at_most(1.0, 2.9).said(table)
    assert "below 0 %: -0.50 %, reached" in below("pyvrp", 1.0).said(table)
    assert "at most 2 %: +1.00 %, reached" in never_above(("pyvrp", "vroom"), 1.0, 2).said(table)
    assert "not measured" in below("pyvrp", 3.0).said(table)


def test_the_report_says_why_a_run_gave_no_plan(best):
    lines = [*report("title", RUNS, best, [worst_at_most(1.0, 1)])]
    assert "  note pyvrp: no plan (1 runs, first b)" in lines
    assert any(line.startswith("  menkou - vroom") for line in lines)


def test_the_picture_has_a_line_and_a_name_for_each_solver(best):
    root = ET.fromstring(picture("n = 25 & more", RUNS, best))
    svg = "{http://www.w3.org/2000/svg}"
    words = " ".join(text.text for text in root.iter(f"{svg}text"))
    assert len([*root.iter(f"{svg}polyline")]) == 3
    for word in ("Menkou", "PyVRP", "VROOM", "seconds", "gap to the best seen", "n = 25 & more"):
        assert word in words
