"""Every reason the router can give is a sentence in both languages."""

import inspect
import re

import pytest
from flask_babel import force_locale

from delivery.routing.core import asked, explain, question, relax, suppose
from delivery.routing.mishaps import SAID
from delivery.routing.reasons import LIMITS, PLAIN, Words, answer, sentence

WORDS = Words(clock=lambda s: f"{14 + s // 3600}:{s // 60 % 60:02}", vehicles={"v": "三轮车 1"})
OWN = {"gate-closed", "drop-point-shut", "store-shut", "by-hand", "called-off"}


def codes():
    source = "".join(map(inspect.getsource, (explain, asked, question)))
    named = re.findall(r'Reason\("([a-z-]+)"', source)
    tried = re.findall(r'tries\["([a-z-]+)"\]', source)
    return sorted({*named, *tried, *relax.FACTS, *suppose.LIFTED, *TRIED})


TRIED = {code for code, _, _ in SAID.values()} | {"undrivable"}
"""What can be wrong with a move."""


def reason(code, **facts):
    change = {"code": code, "vehicle": "v", "needed": 8400, "from_s": 3600, "kind": "van"}
    return {
        "code": code,
        "facts": {"limit": 7200} | facts,
        "would_serve": {"change": change, "cost": 1_500_000},
    }


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("code", [*codes(), *sorted(OWN)])
def test_every_code_is_said_plainly(app, code, language):
    with app.app_context(), force_locale(language):
        said = sentence(reason(code), WORDS)
    assert code not in said
    assert "%" not in said
    assert ("大" in said or "。" in said) == (language == "zh_Hans")


def test_nothing_is_said_that_is_never_asked():
    assert set(LIMITS) | set(PLAIN) == ({*codes()} | OWN) - {"no-vehicle-left"}


def test_the_figures_are_times_and_the_cost_is_money(app):
    with app.app_context(), force_locale("en"):
        said = sentence(reason("gate-closes"), WORDS)
    assert said == (
        "The drop point closes at 16:00; 三轮车 1 could be there at 16:20."
        " It would then cost about ¥15.00 more."
    )


def test_a_reason_that_is_not_enough_alone_says_so(app):
    with app.app_context(), force_locale("en"):
        said = sentence(reason("over-crates", together_with=["shift-ends"]), WORDS)
    assert "This alone would not be enough." in said


def test_a_code_of_a_newer_router_is_shown_as_it_is(app):
    with app.app_context(), force_locale("en"):
        assert "moon-phase" in sentence({"code": "moon-phase"}, WORDS)


def test_whose_gate_is_in_the_way_is_said_and_a_price_too(app):
    words = Words(WORDS.clock, WORDS.vehicles, {"d2": "Rose Court East Gate"})
    shut = reason("gate-closes", of="d2")
    priced = reason("costs-more", cost=1_500_000)
    priced["would_serve"]["change"]["starts_s"] = 3600
    with app.app_context(), force_locale("en"):
        assert answer(shut, words, "d1").startswith("At Rose Court East Gate: The drop point")
        assert answer(shut, words, "d2").startswith("The drop point closes")
        assert (
            answer(priced, words, "d1") == "It could be: 三轮车 1, there at 15:00, for ¥15.00 more."
        )
