"""The page that works without a network: all of it is kept, it is small, and it knows nobody."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import factories as make
from tests.handing import scene
from tests.signing import get, sign_in

STATIC = Path(__file__).parents[2] / "delivery" / "static"
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
LIMIT = 150_000  # bytes, compressed, without the scanner


@pytest.fixture
def files(client, session):
    script = get(client, "/gate/worker.js").text
    return json.loads(re.match(r"const FILES = (.*);\n", script)[1])


def paths(addresses):
    return {Path(urlsplit(address).path).relative_to("/static") for address in addresses}


def imported(script):
    """Return all that a script imports, and what that imports in turn."""
    found, waiting = set(), [STATIC / script]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            text = one.read_text() if one.parent.name != "vendor" else ""
            waiting += [(one.parent / name).resolve() for name in IMPORT.findall(text)]
    return {one.relative_to(STATIC) for one in found}


def test_all_that_the_page_is_made_of_is_kept_on_the_phone(client, files):
    page = client.get(files["page"]).text
    asked = re.findall(r'(?:src|href)="(/static/[^"#]+)', page)
    scripts = [a for a in asked if urlsplit(a).path.endswith(".js")]
    styles = [a for a in asked if not re.search(r"icon-|webmanifest", a)]
    kept = paths(files["shell"]) | paths(files["scanner"])
    assert paths(styles) <= kept
    assert set().union(*(imported(path) for path in paths(scripts))) <= kept
    assert all((STATIC / path).is_file() for path in kept)


def test_the_shell_is_small(client, files):
    page = len(gzip.compress(client.get(files["page"]).data))
    shell = {
        path: len(gzip.compress((STATIC / path).read_bytes())) for path in paths(files["shell"])
    }
    assert page + sum(shell.values()) < LIMIT, shell


def test_the_page_is_the_same_for_everybody_and_names_nobody(client, session):
    day = scene(state="at-gate")
    for_nobody = get(client, "/gate/phone").text
    for_a_guard = get(sign_in(client, day.guard), "/gate/phone").text
    assert for_a_guard == for_nobody


def test_a_phone_is_told_where_its_person_may_work(client, session):
    day = scene()
    me = get(sign_in(client, day.guard), "/api/v1/sync/me").json
    assert [place["id"] for place in me["places"]] == [str(day.point.gate_id)]
    leader = make.make_user()
    assert get(sign_in(client, leader), "/api/v1/sync/me").status_code == 403
