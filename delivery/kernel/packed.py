"""Requests whose body is packed with gzip, as phones send theirs: unpacked before anybody reads."""

import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

GZIP = 16 + zlib.MAX_WBITS


class Unpacking:
    """A WSGI application that unpacks what came packed, never to more than ``limit`` bytes.

    What would be more is told as one byte too many, and what is damaged as empty; the application
    inside refuses both in its own words.
    """

    def __init__(self, inside: Callable[..., Iterable[bytes]], limit: int):
        self.inside, self.limit = inside, limit

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("HTTP_CONTENT_ENCODING", "").lower() == "gzip":
            del environ["HTTP_CONTENT_ENCODING"]
            body = self._unpacked(environ)
            environ["wsgi.input"] = BytesIO(body[: self.limit])
            environ["CONTENT_LENGTH"] = str(len(body))
        return self.inside(environ, start_response)

    def _unpacked(self, environ: dict[str, Any]) -> bytes:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), self.limit + 1)
        packed = environ["wsgi.input"].read(length)
        try:
            return zlib.decompressobj(GZIP).decompress(packed, self.limit + 1)
        except zlib.error:
            return b""
