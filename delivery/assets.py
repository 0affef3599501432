"""Where templates lie, and addresses of static files that change when the file does."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

HERE = Path(__file__).resolve().parent
# Beside the package in a checkout, inside it in a wheel.
TEMPLATES = str(next(p for p in (HERE.parent / "templates", HERE / "templates") if p.is_dir()))
A_YEAR_S = 365 * 24 * 3600


@lru_cache(maxsize=512)
def version(path: Path, _changed_ns: int) -> str:
    """Return the first digits of the hash of the file at ``path``."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Add ``?v=…`` to the address of each static file, so that a browser may keep it for a year."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR_S

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            path = Path(app.static_folder or "") / values["filename"]
            if path.is_file():
                values["v"] = version(path, path.stat().st_mtime_ns)

    @app.after_request
    def closed(response: Response) -> Response:
        """Close the file in the end: the compressor puts its own stream in its place."""
        if request.endpoint == "static" and hasattr(response.response, "close"):
            response.call_on_close(response.response.close)
        return response
