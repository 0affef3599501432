"""A store shows its goods by photographs: made small, kept by browsers, seen on the shelves."""

import base64
import io

import pytest
from PIL import Image
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.merchants.catalogue.models import OfferPhoto
from tests import factories as make
from tests.pages.test_orders_pages import text
from tests.services.test_orders_placing import make_day
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def manager(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, make.actor_with(Role.STORE_MANAGER, day.store.id))


def photo(colour="tomato"):
    made = io.BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(made, "JPEG")
    made.seek(0)
    return made


def send(client, day, **words):
    here = f"/goods/{day.greens.id}/photo"
    return post(client, here, words, content_type="multipart/form-data")


def size_of(answer):
    return max(Image.open(io.BytesIO(answer.data)).size)


def test_a_photo_stands_on_the_shelf_small_and_on_its_page_large(client, session, manager, day):
    here = f"/goods/{day.greens.id}"
    assert send(manager, day, photo=(photo(), "greens.jpg")).location == here
    assert "Another photo" in text(get(manager, here))
    sign_in(client, day.resident)
    session.expire_all()
    shelf = get(client, "/shop").get_data(as_text=True)
    address = f"/goods/{day.greens.id}/photo?v={day.greens.photo}"
    assert f'src="{address}"' in shelf
    small = get(client, address)
    assert (size_of(small), small.cache_control.immutable) == (360, True)
    assert size_of(get(client, f"{address}&large=1")) == 1000
    assert "large=1" in get(client, f"/shop/{day.greens.id}").get_data(as_text=True)


def test_another_photo_has_another_address_and_none_is_a_drawing_again(session, manager, day):
    marks = []
    for colour in ("tomato", "green"):
        send(manager, day, photo=(photo(colour), "greens.jpg"))
        session.expire_all()
        marks.append(day.greens.photo)
    assert len(set(marks)) == 2
    assert len(session.scalars(select(OfferPhoto)).all()) == 1
    post(manager, f"/goods/{day.greens.id}/photo/drop")
    session.expire_all()
    assert (day.greens.photo, session.scalars(select(OfferPhoto)).all()) == (None, [])
    assert get(manager, f"/goods/{day.greens.id}/photo").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [(None, "Please choose a file."), (b"%PDF", "This is no picture that can be read here.")],
)
def test_what_is_no_photo_is_refused_in_a_sentence(session, manager, day, sent, said):
    words = {"photo": (io.BytesIO(sent), "a.jpg")} if sent else {}
    answer = send(manager, day, **words)
    assert answer.status_code == 422
    assert said in text(answer)
    assert session.scalars(select(OfferPhoto)).all() == []


def test_only_who_edits_goods_shows_photos_and_only_who_shops_there_sees_them(client, day):
    make.make_photo(day.greens)
    sign_in(client, make.actor_with(Role.SHIFT_LEAD, day.store.id))
    assert send(client, day, photo=(photo(), "a.jpg")).status_code == 403
    assert get(client, f"/goods/{day.greens.id}/photo").status_code == 200
    elsewhere = make.make_household(make.make_gate().compound_id)
    sign_in(client, make.actor_with(Role.RESIDENT, elsewhere.id))
    assert get(client, f"/goods/{day.greens.id}/photo").status_code == 404


def test_a_program_shows_a_photo(client, session, day):
    clerk = make.actor_with(Role.STORE_MANAGER, day.store.id)
    sent = base64.b64encode(photo().getvalue()).decode()
    where = f"/api/v1/offers/{day.greens.id}/photo"
    told = client.post(where, json={"photo": sent}, headers=bearer(clerk)).json
    assert len(told["photo"]) == 16
    told = client.post(where, json={"photo": None}, headers=bearer(clerk)).json
    assert told["photo"] is None
    assert client.post(where, json={"photo": "?"}, headers=bearer(clerk)).status_code == 422
