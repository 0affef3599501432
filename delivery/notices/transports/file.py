"""News as JSON lines, one file a day: what a gateway for SMS or a messenger picks up."""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import IO

from delivery.notices.transports.base import Message


class File:
    """Appends to ``DIR/notices-2026-03-02.jsonl``; each message stands there exactly once.

    The day is the event's, so that a message which is tried again finds the file in which it
    may stand already.
    """

    name = "file"

    def __init__(self, folder: str):
        self._folder = Path(folder)

    def deliver(self, messages: Sequence[Message]) -> list[str]:
        """Write the messages down, safely on disk, before they are said to be sent."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        by_day = sorted(messages, key=lambda one: f"{one.at:%Y-%m-%d}")
        for day, group in groupby(by_day, key=lambda one: f"{one.at:%Y-%m-%d}"):
            self._append(self._folder / f"notices-{day}.jsonl", list(group))
        return [one.id for one in messages]

    def _append(self, path: Path, messages: list[Message]) -> None:
        with open(path, "a+", encoding="utf-8", opener=_for_us_alone) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed: two workers take turns
            known = _ids(file) if any(one.again for one in messages) else frozenset()
            file.write(_rest_of_line(path))
            file.writelines(_line(one) for one in messages if one.id not in known)
            file.flush()
            os.fsync(file.fileno())


def _for_us_alone(path: str, flags: int) -> int:
    """Open a file that holds phone numbers, which nobody else on the machine may read."""
    return os.open(path, flags, mode=0o600)


def _ids(file: IO[str]) -> frozenset[str]:
    """Return the messages in ``file``; a line that a power cut left unfinished is not one."""
    file.seek(0)
    return frozenset(filter(None, map(_id, file)))


def _id(line: str) -> str | None:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        return None


def _rest_of_line(path: Path) -> str:
    """Return what ends an unfinished last line, so that the next message begins its own."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return ""
        file.seek(-1, os.SEEK_END)
        return "" if file.read(1) == b"\n" else "\n"


def _line(message: Message) -> str:
    words = asdict(message) | {"at": message.at.isoformat()}
    del words["again"]
    return json.dumps(words, ensure_ascii=False) + "\n"
