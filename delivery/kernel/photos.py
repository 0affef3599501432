"""Photographs as people send them, made small; what a camera wrote into them is left behind."""

import base64
import binascii
import io
import warnings

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from delivery.kernel.errors import Invalid

MOST_BYTES = 12 << 20  # what a phone's camera makes, and some
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1280
QUALITY = 78
A_DOT = (  # the smallest of pictures
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
)
KINDS = ("JPEG", "PNG", "WEBP")


def typed_photo(words: str) -> bytes:
    """Return the picture that ``words`` spell in base64.

    Raises
    ------
    Invalid
        They spell nothing.
    """
    try:
        return base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError) as bad:
        raise _refused(_unread()) from bad


def small_photo(sent: bytes, longest: int = LONGEST_SIDE) -> bytes:
    """Return ``sent`` as a JPEG of at most ``longest`` pixels a side, upright, without metadata.

    Raises
    ------
    Invalid
        It is no picture that can be read, or one too large.
    """
    if len(sent) > MOST_BYTES:
        raise _refused(_("This picture is larger than %(most)s MB.", most=MOST_BYTES >> 20))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _made_small(sent, longest)
    except UnidentifiedImageError as unknown:
        raise _refused(_unread()) from unknown
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _refused(_("This picture has too many pixels.")) from bomb
    except (OSError, ValueError, SyntaxError, MemoryError) as broken:
        raise _refused(_("This picture is damaged. Please take it again.")) from broken


def _made_small(sent: bytes, longest: int) -> bytes:
    with Image.open(io.BytesIO(sent), formats=KINDS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _refused(_("This picture has too many pixels."))
        picture.draft("RGB", (longest, longest))  # a JPEG is then read small at once
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest, longest))
        flat = Image.new("RGB", upright.size, "white")  # where a PNG is transparent
        flat.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
        made = io.BytesIO()
        flat.save(made, "JPEG", quality=QUALITY, optimize=True)
        return made.getvalue()


def _unread() -> str:
    return _("This is no picture that can be read here. Please send a JPEG, PNG or WebP.")


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"photo": [sentence]})
