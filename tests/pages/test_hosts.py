"""Requests that name a host: ours, somebody else's, or none that could be."""

import pytest

ADDRESSES = ("/sign-in", "/health/live", "/api/v1/me", "/nowhere")


@pytest.mark.parametrize("host", ["..", "a" * 300, "a b", "[", "a:b", ""])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_host_that_cannot_be_one_breaks_nothing(client, host, address):
    assert client.get(address, headers={"Host": host}).status_code < 500


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_hosts_of_ours_are_answered_where_they_are_named(app, client, monkeypatch, address):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["menkou.example"])
    assert client.get(address, headers={"Host": "elsewhere.example"}).status_code == 400
    ours = client.get(address, headers={"Host": "menkou.example"})
    assert ours.status_code in (200, 401, 404)
