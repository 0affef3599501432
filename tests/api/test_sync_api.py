"""The sync protocol over HTTP, as a phone speaks it."""

import gzip
import json
from dataclasses import asdict

import pytest

from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.shifts import Sealed, unseal
from delivery.kernel.access import Role
from delivery.kernel.db import db
from tests import factories as make
from tests.handing import scene
from tests.services.phones import Phone
from tests.signing import bearer


@pytest.fixture
def day(session):
    return scene()


@pytest.fixture
def bundle(client, day):
    words = {"place": str(day.point.gate_id), "device": "d-7f3a9c357a6f"}
    answer = client.post("/api/v1/sync/shifts", json=words, headers=bearer(day.guard))
    assert answer.status_code == 200, answer.json
    return answer.json


def words_of(act):
    words = {
        name: str(w) if name not in ("seq", "offset_ms") else w for name, w in asdict(act).items()
    }
    proof = {name: words.pop(name) for name in ("method", "saw", "photo", "undoes")}
    proof["undoes"] = proof["undoes"] or None
    return words | {"at": words.pop("said_at"), "proof": proof}


def batch(phone, token, **more):
    return {
        "token": token,
        "acts": [words_of(a) for a in phone.acts],
        "sent_ms": phone.offset_ms,
    } | more


@pytest.fixture
def phone(bundle):
    return Phone(unseal(bundle["token"]))


def test_a_batch_is_packed_needs_no_session_and_tells_each_act_its_outcome(
    client, day, bundle, phone
):
    phone.act("take-in", day.ids[0], method="label")
    undone = phone.act("hand-over", day.ids[0])
    phone.undo(undone)
    body = gzip.compress(json.dumps(batch(phone, bundle["token"])).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = client.post("/api/v1/sync", data=body, headers=headers)
    assert answer.status_code == 200, answer.json
    assert [one["outcome"] for one in answer.json["outcomes"]] == ["applied"] * 3
    assert answer.json["outcomes"][0]["moved_by"] == str(day.guard.id)
    db.session.expire_all()
    assert day.bags[0].state == "at-gate"


def test_a_bad_act_in_a_batch_is_kept_and_the_others_are_taken(client, day, bundle, phone):
    phone.act("take-in", day.ids[0])
    words = batch(phone, bundle["token"])
    words["acts"] += [{"id": "x"}, words["acts"][0] | {"offset_ms": -5}]
    answer = client.post("/api/v1/sync", json=words)
    outcomes = [one["outcome"] for one in answer.json["outcomes"]]
    assert outcomes == ["applied", "quarantined", "mismatch"]
    assert db.session.query(HeardAct).count() == 3


@pytest.mark.parametrize(
    ("body", "status"), [(b"not gzip", 422), (gzip.compress(b"x" * 2_100_000), 413)]
)
def test_what_is_packed_badly_or_unpacks_without_end_is_refused(client, session, body, status):
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = client.post("/api/v1/sync", data=body, headers=headers)
    assert answer.status_code == status


def test_a_token_that_was_changed_opens_nothing(client, day, bundle, phone):
    phone.act("take-in", day.ids[0])
    answer = client.post("/api/v1/sync", json=batch(phone, bundle["token"][:-2] + "xx"))
    assert answer.status_code == 401
    assert Sealed.__name__ not in answer.text


def test_a_shift_is_opened_only_where_the_role_is_held(client, day):
    for place in (scene().point.gate_id, day.volunteer.id):
        words = {"place": str(place), "device": "d-1"}
        answer = client.post("/api/v1/sync/shifts", json=words, headers=bearer(day.guard))
        assert answer.status_code == 404


def test_a_coordinator_reviews_and_decides(client, day, bundle, phone):
    act = phone.act("hand-over", day.ids[0])
    phone.act("hand-over", day.ids[0])
    client.post("/api/v1/sync", json=batch(phone, bundle["token"]))
    neighbourhood = day.point.gate.compound.neighbourhood_id
    coordinator = make.actor_with(Role.COORDINATOR, neighbourhood)
    (row,) = client.get("/api/v1/sync/review", headers=bearer(coordinator)).json
    assert (row["outcome"], row["kind"]) == ("conflict", act.kind)
    where = f"/api/v1/sync/review/{row['id']}"
    assert client.post(f"{where}/accept", headers=bearer(coordinator)).status_code == 409
    decided = client.post(f"{where}/set-aside", headers=bearer(coordinator))
    assert decided.json == {"id": row["id"], "decision": "set-aside", "outcome": "conflict"}
    assert client.get("/api/v1/sync/review", headers=bearer(coordinator)).json == []
