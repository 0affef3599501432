"""Going through a page without a mouse."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is on ``selector``, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")
