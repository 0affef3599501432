"""What every page must pass: no sideways scrolling, and nothing for axe to find."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
TALL = {320: 640, 360: 780, 1280: 800}
LANGUAGES = ("zh-CN", "en")
SCHEMES = ("light", "dark")
RULES = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    "best-practice",
]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
Faults = list[str]


def axe(page: Page, *, enhanced: bool = False) -> list[str]:
    """Return what axe finds on ``page``, one line a violation.

    Parameters
    ----------
    enhanced
        Ask for 7:1 too, as on the work screens.
    """
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],  # what passes is not written out
    }
    if enhanced:
        options["rules"] = {"color-contrast-enhanced": {"enabled": True}}
    page.evaluate(AXE.read_text())  # past the page's own policy, which lets no such script in
    size = page.viewport_size or {"width": 320, "height": 640}
    tall = page.evaluate("document.documentElement.scrollHeight")
    # As tall as the page: what is now beneath a fixed bar can be scrolled clear of it.
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
    found = page.evaluate("options => axe.run(document, options)", options)
    page.set_viewport_size(size)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def drawn(page: Page) -> Page:
    """Wait until ``page`` stands, with its map if it has one."""
    page.wait_for_load_state("load")
    if page.locator("[data-map]").count():
        page.locator("[data-map] .leaflet-pane").first.wait_for(state="attached")
    return page


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def undersized(page: Page, least_px: int = 44) -> list[str]:
    """Return the buttons and links in boxes that are smaller than a thumb needs."""
    return page.evaluate(
        """least => [...document.querySelectorAll("button, .btn, .nav a, .tabs a, select, .input")]
            .filter((one) => one.checkVisibility() && !one.closest(".hide, .leaflet-container"))
            .filter((one) => one.getBoundingClientRect().height < least - 0.5)
            .map((one) => one.outerHTML.slice(0, 120))""",
        least_px,
    )
