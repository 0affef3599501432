"""Photographs become small and lose what the camera wrote; what is none is refused in a sentence."""

import io
import struct
import zlib

import pytest
from PIL import Image

from delivery.kernel.errors import Invalid
from delivery.kernel.photos import LONGEST_SIDE, MOST_BYTES, small_photo


def picture(size=(3000, 2000), kind="JPEG", mode="RGB", **words):
    made = io.BytesIO()
    Image.new(mode, size, "tomato").save(made, kind, **words)
    return made.getvalue()


def read(jpeg):
    return Image.open(io.BytesIO(jpeg))


def located():
    """A photograph with an orientation, a place and a camera's name."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[2] = (26.0, 38.0, 50.0)
    return picture((400, 200), exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(kind):
    made = read(small_photo(picture(kind=kind)))
    assert (made.format, max(made.size)) == ("JPEG", LONGEST_SIDE)


def test_where_and_with_what_it_was_taken_is_left_behind(app):
    made = small_photo(located())
    assert b"CANARY" not in made
    assert not read(made).getexif()
    assert read(made).size == (200, 400)  # upright, as it was held


@pytest.mark.parametrize("mode", ["RGBA", "L", "P"])
def test_what_is_no_plain_colour_becomes_one(mode):
    assert read(small_photo(picture((30, 20), "PNG", mode))).mode == "RGB"


def test_a_small_picture_is_not_made_larger():
    assert read(small_photo(picture((30, 20)))).size == (30, 20)


def bomb():
    """A PNG of few bytes that says it is 60,000 pixels a side."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk)),
            struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")),
        ]
    )


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.7", id="a document"),
        pytest.param(b"GIF89a" + bytes(20), id="another kind"),
        pytest.param(picture()[:500], id="cut off"),
        pytest.param(picture()[:20_00] + bytes(100), id="damaged"),
        pytest.param(bomb(), id="a bomb"),
        pytest.param(bytes(MOST_BYTES + 1), id="too large"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(app, sent):
    with app.app_context(), pytest.raises(Invalid) as refused:
        small_photo(sent)
    assert refused.value.fields["photo"] == [refused.value.message]
