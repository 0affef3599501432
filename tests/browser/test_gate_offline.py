"""The gate in airplane mode: what is pressed is kept, whatever happens to the tab, and told once."""

import os
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, func, select

from delivery.handoffs.codes import Sealer, code_of
from delivery.handoffs.sync import epochs
from delivery.handoffs.sync.models import HeardAct
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.seals import sealed_labels
from delivery.notices import telling
from tests import factories as make
from tests.browser.conftest import cookie_of
from tests.browser.looks import axe, sideways, undersized
from tests.handing import scene
from tests.signing import token_of

# Two hundred take a minute; a release hands them all over, a change as many as show the same.
HOMES = int(os.environ.get("MENKOU_HANDOVERS", "20"))


@pytest.fixture
def day(app, monkeypatch):
    """A gate with bags for ``HOMES`` households, half of them on the shelves already."""
    monkeypatch.setattr(telling, "outgoing", lambda settings: [])
    with app.app_context():
        here = scene(state="at-gate")
        bags, codes, sealer = [], [], Sealer()
        for n in range(HOMES):
            home = make.make_household(here.point.gate.compound_id)
            order = make.make_order(here.wave, here.store, home, here.point)
            bags.append(make.make_bag(order, state="at-gate" if n % 2 else "on-vehicle").id)
            typed = code_of(here.wave.id, home.id)
            sealed = sealer.pickup(here.wave, home.id, here.point.gate_id)
            codes.append(sealed if n % 2 else typed)
        db.session.commit()
        labels = sealed_labels(bags)
        yield SimpleNamespace(
            token=token_of(here.guard),
            bags=bags,
            codes=codes,
            labels=[labels[bag] for bag in bags],
            guard=here.guard.id,
            colleague=token_of(make.actor_with(Role.GATE_STAFF, here.point.gate_id)),
            code=code_of(here.wave.id, here.home.id),
        )
        db.session.remove()


KEPT = """async () => {
    while (!(await caches.match("/gate/phone"))) await new Promise((done) => setTimeout(done, 50));
}"""


def begin(visit, day, **how):
    """Sign in, begin the shift, and wait until the page is on the phone."""
    page = visit("/gate/phone", token=day.token, **({"language": "en"} | how))
    page.locator("#phone button.huge").click()
    page.locator("#phone [data-code]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(KEPT)
    return page


def type_code(page, text):
    page.locator("[data-code]").fill(text)
    page.locator("form[data-scan] button[type=submit]").click()


def killed(page):
    """Kill the tab and open the gate's page in another one, which has no network either."""
    window = page.context
    page.close(run_before_unload=False)
    other = window.new_page()
    window.set_offline(True)  # said again: on a busy machine a new tab may be online for a moment
    other.goto("/gate/phone")
    other.locator("[data-code]").wait_for()
    return other


def hand_over(page, code, waits):
    type_code(page, code)
    page.get_by_role("button", name="1 bag handed over").click()
    counted(page, waits)
    page.get_by_text("Handed over: shelf 001").wait_for()


def counted(page, waits):
    """Wait until the bar says how many acts wait, which it says last."""
    page.locator("[data-status]").get_by_text(f"{waits} waiting to sync", exact=True).wait_for()


def handed(day):
    db.session.remove()
    events = select(Event.subject_id, func.count()).where(
        Event.subject_id.in_(day.bags), Event.action == "hand-over"
    )
    return dict(db.session.execute(events.group_by(Event.subject_id)).all())


def test_a_day_in_airplane_mode_is_in_the_ledger_once(visit, day, faults):
    page = begin(visit, day)
    page.context.set_offline(True)
    page = killed(page)
    page.get_by_role("link", name="Take in").click()
    page.get_by_label("Bag code", exact=True).wait_for()
    for n, label in enumerate(day.labels[::2]):
        type_code(page, label)
        counted(page, n + 1)
        page.get_by_text("Taken in: shelf 001").wait_for()
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Pick-up code or bag code").wait_for()
    for n, code in enumerate(day.codes):
        hand_over(page, code, len(day.labels[::2]) + n + 1)
        if n == HOMES // 2:
            page = killed(page)
    assert handed(day) == {}
    page.context.set_offline(False)
    page.get_by_text("All sent").wait_for(timeout=20_000)
    assert handed(day) == dict.fromkeys(day.bags, 1)
    actors = select(Event.actor_id).where(Event.subject_id.in_(day.bags), Event.target.is_not(None))
    assert set(db.session.scalars(actors.distinct())) == {day.guard}
    page.reload()
    page.locator("[data-code]").wait_for()
    type_code(page, day.codes[0])
    page.get_by_text("All bags of this code have left the gate.").wait_for()
    assert [one for one in faults if "ERR_INTERNET_DISCONNECTED" not in one] == []
    faults.clear()


def test_a_mistake_is_undone_and_a_shift_that_ends_full_is_warned_and_sent_by_its_own_person(
    visit, day, faults
):
    page = begin(visit, day)
    page.context.set_offline(True)
    hand_over(page, day.codes[1], 1)
    page.get_by_role("button", name="Undo: shelf 001").click()
    counted(page, 2)
    type_code(page, day.codes[1])
    page.get_by_role("button", name="1 bag handed over").wait_for()
    page.get_by_role("link", name="Scan again").click()
    page.locator("[data-status]").click()
    page.get_by_role("button", name="End the shift").click()
    page.get_by_text("2 records are not sent yet.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("All sent").wait_for(timeout=20_000)
    page.get_by_role("button", name="End the shift").click()
    page.wait_for_url("**/switch*")
    db.session.remove()
    assert db.session.scalar(select(Bag.state).filter_by(id=day.bags[1])) == "at-gate"
    stores = page.evaluate(
        """async () => {
            const db = await new Promise((done) => {
                const asked = indexedDB.open("menkou-offline");
                asked.onsuccess = () => done(asked.result);
            });
            const all = (name) => new Promise((done) => {
                const asked = db.transaction(name).objectStore(name).getAll();
                asked.onsuccess = () => done(asked.result);
            });
            return { bags: await all("bags"), shifts: await all("shifts"), acts: await all("acts") };
        }"""
    )
    assert (stores["bags"], [one["bundle"] for one in stores["shifts"]]) == ([], [None])
    assert [one["state"] for one in stores["acts"]] == ["sent", "sent"]
    faults.clear()


def test_acts_stay_with_who_did_them_and_are_told_again_to_a_server_that_was_put_back(
    app, site, visit, day, faults
):
    page = begin(visit, day)
    page.context.set_offline(True)
    hand_over(page, day.codes[1], 1)
    colleague = {"name": "menkou", "value": cookie_of(app, day.colleague), "url": site}
    page.context.add_cookies([colleague])
    page.context.set_offline(False)
    page.get_by_role("heading", name="Begin the shift").wait_for()  # of another: its bags are gone
    assert told_of(page, day.bags[1]) == [(day.guard, "applied")]
    db.session.execute(delete(HeardAct))  # as after a restore: the acts since the copy are gone
    epochs.begin()
    db.session.commit()
    page.locator("#phone button.huge").click()
    page.locator("#phone [data-code]").wait_for()
    page.get_by_role("link", name="Records").click()
    page.get_by_role("button", name="Send now").click()
    assert [user for user, _outcome in told_of(page, day.bags[1])] == [day.guard]
    faults.clear()


WRONG_SHIFT = """async () => {
    const { store } = await import("/static/js/offline/store.js");
    const db = await store;
    const [act] = await db.getAll("acts");
    const shift = await db.get("shifts", act.shift);
    await db.put("shifts", { ...shift, id: "old", token: "of-another-server" });
    await db.put("acts", { ...act, id: crypto.randomUUID(), shift: "old", seq: 0 });
}"""


def test_a_shift_that_the_server_does_not_know_holds_up_no_other(visit, day, faults):
    page = begin(visit, day)
    page.context.set_offline(True)
    hand_over(page, day.codes[1], 1)
    page.evaluate(WRONG_SHIFT)
    page.context.set_offline(False)
    assert [user for user, _outcome in told_of(page, day.bags[1])] == [day.guard]
    counted(page, 1)
    faults.clear()


def told_of(page, bag):
    """Wait until an act on ``bag`` was heard of, and return who did it and what came of it."""
    acted = select(HeardAct.user_id, HeardAct.outcome).filter_by(bag_id=bag)
    for _ in range(100):
        page.wait_for_timeout(100)
        db.session.rollback()
        if told := db.session.execute(acted).all():
            return told
    return []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_gate_without_a_network_is_read_in_the_sun_and_pressed_with_gloves(
    visit, day, faults, language
):
    page = begin(visit, day, width=320, language=language)
    page.context.set_offline(True)

    def fits():
        assert sideways(page) <= 0
        assert axe(page, enhanced=True) == []
        assert undersized(page, 56) == []

    fits()
    type_code(page, day.code)
    page.locator("[data-answer]").wait_for()
    fits()
    page.locator("[data-answer] ~ *, .act .main").first.wait_for()
    page.locator(".act .main").click()
    page.locator("[data-code]").wait_for()
    fits()
    page.evaluate("location.hash = '#take-in'")
    type_code(page, day.labels[0])
    page.locator("[data-answer]").wait_for()
    fits()
    page.evaluate("location.hash = '#records'")
    page.locator(".rows .pill").first.wait_for()
    fits()
    faults.clear()
