"""Nonsense in every field of every act: refused in a sentence, never a 500, and nothing half done."""

import uuid

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import BasketLine
from delivery.people.models import Household
from tests.siege import Siege, as_form, as_json, changed, spots
from tests.world import make_world

TYPED = {
    "a NUL byte": "a\0b",
    "half of a pair": "\ud800",
    "a negative number": "-1",
    "two to the 63rd": str(2**63),
    "a fifth of a page": "\u202e<script>';--" * 200,
    "a row elsewhere": str(uuid.uuid4()),
}
SENT = {
    "nothing": None,
    "a NUL byte": "a\0b",
    "half of a pair": "\ud800",
    "a negative number": -1,
    "two to the 63rd": 2**63,
    "a number without end": float("inf"),
    "half a piece": 1.5,
    "yes": True,
    "a list": [[]],
    "fields": {"a": {}},
    "a row elsewhere": str(uuid.uuid4()),
}
BODIES = {
    "nothing": b"",
    "half an object": b'{"a": ',
    "no object": b"[1, 2]",
    "a bare word": b'"x"',
    "null": b"null",
    "a depth without end": b"[" * 20_000,
    "another alphabet": b'{"a": "\xff\xfe"}',
    "a long number": b'{"a": ' + b"9" * 5_000 + b"}",
}
NOT_READY = "health.ready"  # the tests' tables were made without migrations


@pytest.fixture
def siege(app, client, session, monkeypatch):
    return Siege(app, client, make_world(), monkeypatch)


def test_forms_with_nonsense_in_every_field(siege):
    for way in [way for way in siege.acts if not way.is_api]:
        role = siege.doer(way)  # which also tells what fields it has
        for value in TYPED.values():
            siege.send(way, role, **as_form(siege.fields[way.endpoint] | {"csrf_token"}, value))


def test_a_field_that_a_form_does_not_have_is_refused(siege):
    for way in [way for way in siege.acts if not way.is_api]:
        role = siege.doer(way)
        if siege.fields[way.endpoint]:
            answer = siege.send(way, role, words={"nonsense": "1"})
            assert answer.status_code in (404, 409, 422), (str(way), answer.status)


def test_programs_with_nonsense_in_every_field(siege):
    for way in siege.acts:
        if (body := siege.example(way)) is None:
            continue
        role = siege.doer(way)
        for value in SENT.values():
            everything = dict.fromkeys(body, value)
            answer = siege.send(way, role, **as_json(everything))
            refused = answer.json.get("fields", {}) if answer.is_json else {}
            for spot in spots(body):
                if ".".join(map(str, spot)) not in refused and spot[0] not in refused:
                    siege.send(way, role, **as_json(changed(body, spot, value)))


def test_a_field_that_the_api_does_not_have_is_named(siege):
    for way in siege.acts:
        if (body := siege.example(way)) is not None:
            answer = siege.send(way, siege.doer(way), words=body | {"nonsense": 1})
            assert answer.status_code == 422, (str(way), answer.status)
            assert "nonsense" in answer.json["fields"], (str(way), answer.json)


def test_bodies_that_are_no_words_at_all(siege):
    for way in siege.acts:
        role = siege.doer(way)
        for body in BODIES.values() if way.is_api else [BODIES["no object"]]:
            siege.send(way, role, data=body, content_type="application/json")


def test_a_body_over_the_limit_is_not_read(siege, app):
    for way in siege.acts:
        largest = app.view_functions[way.endpoint].largest or app.config["MAX_CONTENT_LENGTH"]
        too_much = b"x" * (largest + 1)
        answer = siege.send(way, siege.doer(way), data=too_much, content_type="application/json")
        assert answer.status_code == 413, (str(way), answer.status)


def test_an_act_without_a_key_of_its_own_is_refused(siege, app):
    kept = [way for way in siege.acts if app.view_functions[way.endpoint].keeps_answer]
    for way in kept:
        role = siege.doer(way)
        for key in ("", "short", "ключ-ключ", "k" * 101):
            answer = siege.send(way, role, more={"Idempotency-Key": key}, json={})
            assert answer.status_code >= 400, (str(way), key, answer.status)


def test_addresses_with_nonsense_after_the_question_mark(siege):
    for way in [way for way in siege.ways if way.method == "GET" and way.endpoint != NOT_READY]:
        role = siege.doer(way)
        names = siege.fields[way.endpoint]
        for value in TYPED.values() if names else [str(2**63)]:
            siege.send(way, role, query="?" + as_form(names | {"page", "item"}, value)["data"])


def fail_half_done(list_id):
    db.session.add(BasketLine(household_id=household(), offer_id=offer(), quantity=1))
    db.session.commit()
    raise Invalid("too late")


def household():
    return db.session.scalar(select(Household.id).limit(1))


def offer():
    return db.session.scalar(select(Offer.id).limit(1))


@pytest.mark.parametrize("bad", [fail_half_done, lambda list_id: 1 // 0])
def test_an_act_that_breaks_or_stays_half_done_is_found(siege, app, monkeypatch, bad):
    """The negative control: the siege does find an act that commits and then refuses, or breaks."""
    monkeypatch.setitem(app.view_functions, "picking.pack", bad)
    pack = next(way for way in siege.acts if way.endpoint == "picking.pack")
    with pytest.raises(AssertionError, match="picking"):
        siege.send(pack, Role.STORE_STAFF)
