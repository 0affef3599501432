"""What thousands of waiting acts cost a phone: ``python -m benchmarks.phone``.

A browser begins a shift at a gate, loses its network, and hands bags over until 5,000 acts wait. It
prints how long a press took to be on the disk and a code to be found, at first and in the end, and how
long the sending took to a server process on the loopback address once there was a network again.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import func, select

from benchmarks.serving import serving
from benchmarks.sync import fresh_bags, made
from delivery import create_app
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.seals import sealed_labels
from tests.browser.conftest import cookie_of
from tests.browser.looks import FLAGS
from tests.conftest import SETTINGS
from tests.signing import token_of

PART, AT_ONCE_MS = 100, 100
PRESSES = """async (ids) => {
    const at = "/static/js/offline/";
    const [{ doTogether }, { bagById, currentShift }] = await Promise.all([import(at + "acts.js"), import(at + "store.js")]);
    const shift = await currentShift();
    const took = [];
    for (const id of ids) {
        const begun = performance.now();
        await doTogether(shift, [{ kind: "hand-over", bag: await bagById(id), method: "code" }]);
        took.push(performance.now() - begun);
    }
    return took;
}"""
FINDS = """async (texts) => {
    const at = "/static/js/offline/";
    const [{ find }, { currentShift }] = await Promise.all([import(at + "find.js"), import(at + "store.js")]);
    const bundle = JSON.parse((await currentShift()).bundle);
    const took = [];
    for (const text of texts) {
        const begun = performance.now();
        const found = await find(text, bundle);
        if (found.refused) throw new Error(found.refused);
        took.push(performance.now() - begun);
    }
    return took;
}"""


def main() -> None:
    """Measure, and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--acts", type=int, default=5_000)
    acts = asked.parse_args().acts
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(SETTINGS, database_url=f"sqlite:///{folder}/menkou.sqlite")
        with made(settings) as day:
            bags = fresh_bags(day, acts)
            db.session.commit()
            codes = list(sealed_labels(bags[:20]).values())
            cookie = cookie_of(create_app(settings), token_of(day.guard))
            db.session.remove()
            with serving(settings) as server, sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=[*FLAGS]
                )
                site = f"http://127.0.0.1:{server.port}"
                window = browser.new_context(base_url=site, locale="en")
                window.add_cookies([{"name": "menkou", "value": cookie, "url": site}])
                measure(window.new_page(), [str(bag) for bag in bags], codes)
                browser.close()
            count = select(func.count()).where(Bag.id.in_(bags[:1000]), Bag.state == "handed-over")
            print(
                f"of the first {min(acts, 1000):,} bags {db.session.scalar(count):,} are handed over"
            )


def measure(page: Page, bags: Sequence[str], codes: Sequence[str]) -> None:
    """Begin a shift, hand the bags over without a network, and send it all."""
    page.set_default_timeout(600_000)
    page.goto("/gate/phone")
    page.locator("#phone button.huge").click()
    page.locator("#phone [data-code]").wait_for()
    page.context.set_offline(True)
    report("a code is found, nothing waiting", page.evaluate(FINDS, codes))
    took: list[float] = []
    for at in range(0, len(bags), PART):
        took += page.evaluate(PRESSES, bags[at : at + PART])
    report("a press is on the disk, the first hundred", took[:PART])
    report(f"a press is on the disk, with {len(bags):,} waiting", took[-PART:])
    report(f"a code is found, with {len(bags):,} waiting", page.evaluate(FINDS, codes))
    begun = time.perf_counter()
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("All sent").wait_for()
    seconds, load = time.perf_counter() - begun, os.getloadavg()[0]
    print(
        f"{len(bags):,} acts are sent {seconds:.1f} s after the network came back (load {load:.1f})"
    )


def report(what: str, took_ms: Sequence[float]) -> None:
    """Print the median and the worst of some times, beside what still counts as at once."""
    middle, load = statistics.median(took_ms), os.getloadavg()[0]
    kept = "reached" if middle < AT_ONCE_MS else "missed"
    print(
        f"{what}: {middle:.1f} ms, at most {max(took_ms):.1f} ms "
        f"(bar {AT_ONCE_MS} ms, {kept}; load {load:.1f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
