"""Codes that are typed with gloves on: every common slip is found."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from delivery.kernel import codes
from delivery.kernel.ids import ALPHABET

bodies = st.text(ALPHABET, min_size=1, max_size=12)


@given(bodies)
def test_a_code_with_its_check_is_sound(body):
    assert codes.is_sound(codes.with_check(body))


@given(bodies, st.data())
def test_every_single_wrong_character_is_found(body, data):
    code = codes.with_check(body)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    assert not codes.is_sound(code[:place] + other + code[place + 1 :])


@given(bodies)
def test_any_two_characters_that_changed_places_are_found(body):
    code = codes.with_check(body)
    for a, b in combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[a], swapped[b] = code[b], code[a]
        assert code[a] == code[b] or not codes.is_sound("".join(swapped))


def test_what_was_typed_is_read_as_it_was_meant():
    assert codes.typed(" 7kxm-2qpr ") == "7KXM2QPR"
    assert codes.spoken("7KXM2QPR") == "7KXM 2QPR"
