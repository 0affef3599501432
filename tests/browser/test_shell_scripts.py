"""The small scripts: map, scanning, minutes, drafts. Each page works without them."""

from datetime import UTC, datetime, timedelta


def test_the_map_draws_routes_with_letter_dash_and_colour(visit):
    page = visit("/kit", width=1280)
    assert page.locator("[data-map] .pin").count() > 10
    dashes = {
        letter: page.locator(f"[data-map] .route.r-{letter}").first.evaluate(
            "line => getComputedStyle(line).strokeDasharray"
        )
        for letter in "abcdr"
    }
    assert dashes["a"] == "none"
    assert len(set(dashes.values())) == 5


def test_the_map_turns_dark_with_the_page(visit):
    colours = {
        visit("/kit", width=1280, scheme=scheme)
        .locator("[data-map] .route.r-a")
        .first.evaluate("line => getComputedStyle(line).stroke")
        for scheme in ("light", "dark")
    }
    assert len(colours) == 2


def test_a_pin_tells_its_name_when_pressed(visit):
    page = visit("/kit", width=1280, language="en")
    pin = page.locator("[data-map] .leaflet-marker-icon:has(.store)").first
    pin.focus()
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup-content strong").inner_text() == pin.get_attribute("title")


def test_a_hand_scanner_fills_the_field_and_sends_it(visit):
    page = visit("/kit")
    page.route("**/kit", lambda route: route.fulfill(body="<main id=main>sent</main>"))
    with page.expect_request(lambda sent: sent.method == "POST") as sent:
        page.locator("h1").first.click()
        page.keyboard.type("2PX9H")
        page.keyboard.press("Enter")
    assert "code=2PX9H" in sent.value.post_data


def test_minutes_are_redrawn_in_the_words_of_the_page(visit):
    page = visit("/kit")
    until = (datetime.now(UTC) + timedelta(minutes=125, seconds=-20)).isoformat()
    said = page.evaluate(
        """async until => {
            const { redrawMinutes } = await import("/static/js/minutes.js");
            const time = document.createElement("time");
            time.dateTime = until;
            Object.assign(time.dataset, { left: "", hours: "{h} 小时 {m} 分", minutes: "{m} 分" });
            document.body.append(time);
            redrawMinutes(document);
            return time.textContent;
        }""",
        until,
    )
    assert said == "2 小时 5 分"


def test_a_draft_survives_a_reload_and_passwords_do_not(visit):
    page = visit("/kit")
    page.locator("#f-phone").fill("13800138000")
    page.reload(wait_until="networkidle")
    assert page.locator("#f-phone").input_value() == "13800138000"
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "csrf_token" not in kept


def test_without_scripts_every_part_is_still_there(visit):
    page = visit("/kit", java_script_enabled=False)
    page.locator("[data-map] p").wait_for()
    assert page.locator("[data-camera]").is_hidden()
    page.locator(".confirm summary").click()
    page.locator(".confirm form button").wait_for()


def test_a_refusal_takes_the_place_of_the_page_and_the_page_does_not_reload(visit, faults):
    page = visit("/kit", language="en")
    page.evaluate("window.here = true")
    page.get_by_role("button", name="One pak choi more").first.click()
    page.get_by_role("heading", name="This address does not do that").wait_for()
    assert page.evaluate("window.here")
    faults.clear()  # the browser says of a 405 that it is one
