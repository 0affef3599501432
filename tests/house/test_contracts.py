"""The house itself: straight imports, one place for each thing."""

import re
from pathlib import Path

from importlinter.cli import lint_imports

DELIVERY = Path(__file__).resolve().parents[2] / "delivery"
SOURCES = sorted(p for p in DELIVERY.rglob("*.py") if "migrations/versions" not in str(p))


def where(pattern: str) -> set[str]:
    found = re.compile(pattern)
    return {str(p.relative_to(DELIVERY)) for p in SOURCES if found.search(p.read_text())}


def test_imports_keep_the_contracts():
    assert lint_imports() == 0


def test_two_places_commit():
    assert where(r"session\.commit\(") == {"kernel/db.py"}


def test_only_the_lifecycle_moves_a_state():
    moves = r"\._state\s*=[^=]|update\([\s\S]{0,400}?\.values\([^)]*\b_?state\b"
    assert where(moves) == {"kernel/lifecycle.py"}


def test_one_place_asks_the_system_for_the_time():
    assert where(r"datetime\.now\(|time\.time\(|utcnow\(") == {"kernel/clock.py"}


def test_one_place_draws_what_must_not_be_guessed():
    assert where(r"(?m)^import secrets|^from secrets|uuid4\(") == {"kernel/ids.py"}
