"""The page that works without a network, and the service worker that keeps it on the phone."""

from flask import Response, current_app, render_template, request, url_for

from delivery.handoffs.sync.naming import phone_words
from delivery.handoffs.sync.pages.blueprint import bp
from delivery.kernel.access import Permission
from delivery.kernel.http import allow_scanner, endpoint

P = Permission
SHELL = (
    *("menkou.css", "icons.svg", "favicon.svg"),
    *(f"vendor/{name}.js" for name in ("htmx", "idb", "ed25519")),
    *(f"js/{name}.js" for name in ("page", "focus", "keep", "minutes", "print", "signal")),
    *(f"js/{name}.js" for name in ("scan", "keyboard", "reader")),
    *(f"js/offline/{name}.js" for name in ("app", "views", "draw", "acts", "bytes", "clock")),
    *(f"js/offline/{name}.js" for name in ("find", "seals", "shift", "store", "sync")),
)
SCANNER = ("vendor/zxing.js", "vendor/zxing_reader.wasm")


@bp.get("/gate/phone")
@endpoint(P.PAGE_OPEN)
def phone() -> str:
    """Show the page of the gate that needs no network; it holds words only, and nothing of anybody."""
    allow_scanner()
    return render_template("handoffs/phone.html", words=phone_words())


@bp.get("/gate/worker.js")
@endpoint(P.PAGE_OPEN)
def worker() -> Response:
    """Return the service worker; a new version of any file makes another one of it."""
    told = {
        "page": url_for("sync.phone"),
        "shell": [url_for("static", filename=name) for name in SHELL],
        "scanner": [url_for("static", filename=name) for name in SCANNER],
        "root": request.script_root + "/",
    }
    with current_app.open_resource("static/js/offline/worker.js", "r", encoding="utf-8") as lines:
        script = f"const FILES = {current_app.json.dumps(told)};\n{lines.read()}"
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
