"""The shell and its parts, as a person meets them: both widths, both schemes, both languages."""

import pytest

from tests.browser.looks import LANGUAGES, SCHEMES, axe, sideways, undersized


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_page_of_all_parts(visit, width, scheme):
    page = visit("/kit", width=width, scheme=scheme, language="en")
    assert axe(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_work_screens_have_seven_to_one(visit, width):
    page = visit("/kit/work", width=width, scheme="dark")
    assert axe(page, enhanced=True) == []
    assert undersized(page, 56) == []


def test_the_doorstep_is_for_everybody(visit):
    assert axe(visit("/kit/doorstep")) == []


def test_the_error_page_is_for_everybody(visit, faults):
    page = visit("/kit/nowhere")
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    faults.clear()  # the browser says of a 404 that it is one


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/kit", "/kit/work", "/kit/doorstep"])
def test_nothing_scrolls_sideways_at_320_pixels(visit, path, language):
    page = visit(path, width=320, language=language)
    assert sideways(page) <= 0


@pytest.mark.parametrize("path", ["/kit", "/kit/work", "/kit/doorstep"])
def test_text_twice_as_large_still_fits_a_phone(visit, path):
    page = visit(path, language="en")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page) <= 0


def test_every_target_is_large_enough_for_a_thumb(visit):
    assert undersized(visit("/kit")) == []


def test_the_language_of_the_page_is_named(visit):
    assert visit("/kit", language="zh-CN").locator("html").get_attribute("lang") == "zh-Hans"
    assert visit("/kit", language="en").locator("html").get_attribute("lang") == "en"


def test_the_first_tab_leads_past_the_bar(visit):
    page = visit("/kit")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    assert page.evaluate("document.activeElement.id") == "main"
