"""A household pays online through the pretended provider, and a webhook is heard or refused."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.orders.payment_rows import OnlinePayment
from delivery.orders.providers import Checkout
from delivery.orders.providers.local import LocalProvider
from delivery.orders.services import balance
from delivery.settings import BadSetting, Settings
from tests import factories as make
from tests.conftest import SETTINGS
from tests.pages.test_orders_pages import text
from tests.services.test_reporting import LATER, picked_day
from tests.signing import bearer, get, post, sign_in

WEBHOOK = "/api/v1/payments/webhooks/local"


@pytest.fixture
def provider():
    return LocalProvider(SETTINGS.secret_key)


@pytest.fixture
def day(session):
    with clock.at(LATER):
        yield picked_day()


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


def begun(client, day):
    address = f"/api/v1/orders/{day.order_id}/online-payments"
    return client.post(address, headers=bearer(day.resident))


def checkout(session):
    payment = session.scalars(select(OnlinePayment)).one()
    return Checkout(payment.id, payment.reference, payment.amount_fen)


def test_a_household_pays_on_the_providers_page(session, provider, resident, day):
    here = f"/orders/{day.order_id}"
    assert "Pay ¥20.70 online" in text(get(resident, here))
    away = post(resident, f"{here}/pay").location
    assert away.startswith("/pay/local/")
    assert "No money moves" in text(get(resident, away))
    assert post(resident, away, {"outcome": "failed"}).location == here
    assert "Nothing was paid." in text(get(resident, here))
    post(resident, away, {"outcome": "paid"})
    shown = text(get(resident, here))
    assert "Paid ¥20.70" in shown
    assert "online" not in shown
    assert "This is paid." in text(get(resident, away))


def test_without_a_provider_nothing_is_offered(app, monkeypatch, resident, day):
    monkeypatch.setitem(app.config, "MENKOU", replace(SETTINGS, payment_provider=""))
    here = f"/orders/{day.order_id}"
    assert "online" not in text(get(resident, here))
    assert post(resident, f"{here}/pay").status_code == 404


def test_a_webhook_is_heard_once(client, session, provider, day):
    assert begun(client, day).json["address"].startswith("/pay/local/")
    headers, body = provider.say(checkout(session), "paid", LATER)
    heard = [client.post(WEBHOOK, data=body, headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json) for one in heard] == [
        (200, {"new": True}),
        (200, {"new": False}),
    ]
    assert balance(day.order_id).paid_fen == 2070


def test_a_forged_webhook_is_refused(client, session, provider, day):
    begun(client, day)
    headers, body = LocalProvider("a stranger's secret").say(checkout(session), "paid", LATER)
    for sent in (headers, {}):
        assert client.post(WEBHOOK, data=body, headers=sent).status_code == 403
    assert balance(day.order_id).paid_fen == 0


def test_a_webhook_of_what_was_never_begun_or_of_nobody_is_not_known(client, provider, day):
    unknown = Checkout(day.order_id, "nothing", 100)
    headers, body = provider.say(unknown, "paid", LATER)
    assert client.post(WEBHOOK, data=body, headers=headers).status_code == 404
    elsewhere = WEBHOOK.replace("local", "elsewhere")
    assert client.post(elsewhere, data=body, headers=headers).status_code == 404


def test_a_neighbours_payment_page_is_not_there(client, session, provider, day):
    begun(client, day)
    id_ = checkout(session).payment_id
    stranger = make.make_household(day.point.gate.compound_id)
    sign_in(client, make.actor_with(Role.RESIDENT, stranger.id))
    assert get(client, f"/pay/local/{id_}").status_code == 404
    assert post(client, f"/pay/local/{id_}", {"outcome": "paid"}).status_code == 404
    assert balance(day.order_id).paid_fen == 0


@pytest.mark.parametrize("words", [{"payment_provider": "local"}, {"payment_provider": "other"}])
def test_a_provider_that_asks_nobody_for_money_is_for_demonstrations(words):
    with pytest.raises(BadSetting):
        Settings(secret_key=SETTINGS.secret_key, **words)
