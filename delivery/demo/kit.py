"""The page of all parts, in demonstrations only: what every screen is made of, in both languages."""

import random
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import get_locale

from delivery.demo.district import District, make_district
from delivery.demo.gates import DropPoint
from delivery.demo.stores import Store
from delivery.demo.streets import streets
from delivery.kernel.access import Permission
from delivery.kernel.http import allow_scanner, endpoint

SEED, HOUSEHOLDS = 1, 120
LETTERS = "ABCDR"
bp = Blueprint("kit", __name__, url_prefix="/kit")


@bp.before_request
def only_in_demonstrations() -> None:
    """Answer as if there were no such page anywhere else."""
    if not current_app.config["MENKOU"].demo:
        abort(404)


@bp.get("")
@endpoint(Permission.PAGE_OPEN)
def parts() -> str:
    """Show every part."""
    allow_scanner()
    code = segno.make_qr("2PX9-H").svg_inline(border=2, light="#fff", omitsize=True)
    return render_template("kit/kit.html", code_svg=code, map_src=url_for("kit.drawn"))


@bp.get("/work")
@endpoint(Permission.PAGE_OPEN)
def work() -> str:
    """Show the parts of the work screens, in their own colours."""
    allow_scanner()
    return render_template("kit/gate.html")


@bp.get("/doorstep")
@endpoint(Permission.PAGE_OPEN)
def doorstep() -> str:
    """Show what stands before sign-in."""
    return render_template("kit/doorstep.html")


@bp.get("/map.json")
@endpoint(Permission.PAGE_OPEN)
def drawn() -> dict[str, Any]:
    """Return invented routes over the demonstration's district."""
    district = _district()
    store = district.stores[0]
    return {
        "streets": url_for("kit.ground"),
        "credit": "",
        "stores": [_place(one) for one in district.stores],
        "shut": [_place(district.compounds[-1].gates[0])],
        "left": [],
        "routes": [
            _route(letter, store, district.drop_points[number :: len(LETTERS)][:4])
            for number, letter in enumerate(LETTERS)
        ],
    }


@bp.get("/streets.json")
@endpoint(Permission.PAGE_OPEN)
def ground() -> dict[str, Any]:
    """Return the streets of the demonstration's district."""
    return streets(_district(), random.Random(SEED))


@lru_cache(maxsize=1)
def _district() -> District:
    return make_district(random.Random(SEED), households=HOUSEHOLDS)


def _route(letter: str, store: Store, points: tuple[DropPoint, ...]) -> dict[str, Any]:
    states = ("done", "now", "to", "to")
    return {
        "letter": letter,
        "label": letter,
        "line": [[place.lat, place.lon] for place in (store, *points)],
        "stops": [
            _place(point) | {"label": f"{letter}{number}", "state": state}
            for number, (point, state) in enumerate(zip(points, states, strict=False), start=1)
        ],
    }


def _place(one: Any) -> dict[str, Any]:
    name = one.name_en if str(get_locale()) == "en" else one.name_zh
    return {"name": name, "lat": one.lat, "lon": one.lon, "detail": ""}
