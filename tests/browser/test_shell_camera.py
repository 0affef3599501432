"""The camera reads a code, on a page whose policy lets WebAssembly run and nothing else."""

from pathlib import Path

import pytest
import segno

WIDE, TALL = 640, 480
WHITE, BLACK, GREY = b"\xeb", b"\x10", b"\x80"


def film_of(code: str, path: Path) -> Path:
    """Write a film (YUV4MPEG2) that shows ``code`` as a QR code and holds still."""
    rows = [list(row) for row in segno.make_qr(code, error="m").matrix_iter(scale=12, border=4)]
    left, top = (WIDE - len(rows)) // 2, (TALL - len(rows)) // 2
    picture = bytearray(WHITE * (WIDE * TALL))
    for number, row in enumerate(rows):
        at = (top + number) * WIDE + left
        picture[at : at + len(row)] = b"".join(BLACK if dark else WHITE for dark in row)
    frame = b"FRAME\n" + bytes(picture) + GREY * (WIDE * TALL // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDE} H{TALL} F10:1 Ip C420jpeg\n".encode() + frame * 5)
    return path


@pytest.fixture
def camera(launch, tmp_path):
    """A browser that sees one bag's code through its camera, and is allowed to."""
    film = film_of("2PX9-H", tmp_path / "bag.y4m")
    opened = launch(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    yield opened
    opened.close()


def test_a_code_in_view_is_read_and_sent_once(camera, site):
    page = camera.new_page(base_url=site)
    sent: list[str] = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.post_data or ""))
    with page.expect_request(lambda asked: asked.method == "POST", timeout=20_000):
        page.goto("/kit")
    page.wait_for_timeout(2000)
    assert ["code=2PX9-H" in one for one in sent] == [True]
