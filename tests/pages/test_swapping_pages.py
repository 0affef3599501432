"""The gate puts a wrong bag right: whose it is, what happened, the other bag."""

import pytest

from delivery.handoffs import services
from delivery.kernel.codes import with_check
from delivery.kernel.db import db
from tests.handing import proof
from tests.pages.test_handoffs_pages import ENGLISH, words
from tests.services.test_swapping import two_homes
from tests.signing import get, post, sign_in


@pytest.fixture
def both(client, session):
    day, _order, theirs = two_homes()
    day.bags[0].code, theirs.code = with_check("7KXM2QP"), with_check("8KXM2QR")
    db.session.flush()
    sign_in(client, day.guard)
    return day, theirs


def test_a_wrong_bag_shows_its_entrance_and_half_of_a_name_and_no_room(client, both):
    _day, theirs = both
    shown = words(get(client, f"/gate/bags/{theirs.id}/wrong", headers=ENGLISH))
    assert "Building 9, unit 1" in shown
    assert "欧阳**" in shown
    assert "小明" not in shown
    assert theirs.order.household.room not in shown


def test_a_label_that_was_handed_over_and_is_scanned_again_asks_what_happened(client, both):
    day, theirs = both
    services.hand_over([theirs.id], proof(), actor=day.guard)
    looked_up = post(client, "/gate/look-up", {"code": theirs.code})
    assert looked_up.location == f"/gate/bags/{theirs.id}/wrong"
    assert "What happened?" in words(get(client, looked_up.location, headers=ENGLISH))


def test_the_exchange_is_one_scan_after_one_press(client, both):
    day, theirs = both
    page = f"/gate/bags/{theirs.id}/wrong"
    asked = get(client, page + "?way=put-right", headers=ENGLISH)
    assert "Code of the bag that they should have had" in words(asked)
    form = {"code": day.bags[0].code}
    done = post(client, page + "/put-right", form, follow_redirects=True, headers=ENGLISH)
    assert "Both households are told." in words(done)
    assert (theirs.state, day.bags[0].state) == ("at-gate", "handed-over")


def test_a_code_that_is_no_bag_of_ours_is_refused_beside_the_field(client, both):
    _day, theirs = both
    refused = post(client, f"/gate/bags/{theirs.id}/wrong/put-right", {"code": "ABC"})
    assert (refused.status_code, 'id="f-code-error"' in refused.text) == (422, True)
    assert theirs.state == "at-gate"


def test_a_way_that_does_not_exist_is_refused_in_words(client, both):
    _day, theirs = both
    assert get(client, f"/gate/bags/{theirs.id}/wrong?way=away").status_code == 422
