"""Large print on a phone: four pages from the door to a placed order, each for everybody."""

import pytest

from tests.browser.looks import axe, sideways, undersized
from tests.browser.test_shop import resident  # noqa: F401  the same household and shelves


def looks(page):
    return axe(page), max(0, sideways(page)), undersized(page, 56)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_switch_is_there_before_sign_in(visit, language):
    page = visit("/sign-in", language=language)
    page.locator(".print-size button").click()
    page.wait_for_selector("html.elder")
    assert looks(page) == ([], 0, [])
    assert page.url.endswith("/sign-in")


@pytest.mark.parametrize("script", [True, False])
def test_from_the_first_page_to_an_order_in_large_print(visit, resident, script):  # noqa: F811
    token, _home = resident
    page = visit("/shop", token=token, language="en", java_script_enabled=script)
    page.locator(".print-size button").click()
    page.wait_for_selector("html.elder")
    page.get_by_role("link", name="Choose more").click()
    page.locator(".kinds a").first.click()
    page.get_by_role("button", name="Put in the basket: ").first.click()
    page.get_by_text("1 in the basket").wait_for()
    page.get_by_role("link", name="Your basket").click()
    page.get_by_text("You collect it on").wait_for()
    page.locator(".dock .btn.main").click()
    page.wait_for_url("**/orders")
    assert page.locator("html.elder").count() == 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/shop", "/shop?page=1", "/shop?category=vegetables", "/basket"])
def test_each_page_of_it_is_for_everybody(visit, resident, path, language):  # noqa: F811
    token, _home = resident
    page = visit(path, token=token, language=language)
    page.locator(".print-size button").click()
    page.wait_for_selector("html.elder")
    assert looks(page) == ([], 0, [])
