"""The description of the API says what programs meet."""

import pytest


@pytest.fixture
def description(client):
    return client.get("/api/openapi.json").json


def test_it_is_openapi_3_1_and_every_act_says_what_it_does(description):
    assert description["openapi"].startswith("3.1")
    acts = [
        (path, verb, act)
        for path, item in description["paths"].items()
        for verb, act in item.items()
        if verb in {"get", "post", "put", "patch", "delete"}
    ]
    assert len(acts) > 100
    assert [(path, verb) for path, verb, act in acts if not act.get("summary")] == []


def test_refusals_are_described_as_they_are_answered(client, description):
    described = description["components"]["schemas"]["Refused"]["properties"]
    assert set(described) == set(client.get("/api/v1/no-such-address").json)


def test_every_request_has_an_example(description):
    schemas = description["components"]["schemas"]
    bodies = {
        body["$ref"].rsplit("/", 1)[1]
        for item in description["paths"].values()
        for act in item.values()
        if isinstance(act, dict)
        for body in [act.get("requestBody", {}).get("content", {}).get("application/json", {})]
        for body in [body.get("schema", {})]
        if "$ref" in body
    }
    assert len(bodies) > 30
    bare = [
        name
        for name in sorted(bodies)
        if (fields := schemas[name].get("properties"))
        and not any("example" in f or "$ref" in str(f) for f in fields.values())
    ]
    assert bare == []
