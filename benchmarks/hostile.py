"""How cheaply files that nobody should send are turned away, and with what words.

``make bench-hostile`` gives each file of the two hostile corpora to the price list's reader and to
the group buy's, in a process of its own that has read a sound file before, and prints the
milliseconds of processor time, the extra memory beyond the file itself, and the sentence. The
memory is the larger of two measurements of two runs: by how much the process's peak (``VmHWM``)
rose, and the peak of what Python's allocators gave out (``tracemalloc``, expat's memory included).
Two readers that trust what they read are measured first: they must be over the bar, or the bar
could not be missed.
"""

import argparse
import ctypes
import gc
import multiprocessing
import sys
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from openpyxl import load_workbook

from delivery import create_app
from delivery.kernel.sheets.opening import open_table
from delivery.kernel.sheets.refusals import WorkbookRefused
from delivery.kernel.sheets.sentences import refusal as list_refusal
from delivery.merchants.catalogue.lists.services import LIMITS
from delivery.orders.group_buy.sentences import refusal as buy_refusal
from delivery.orders.group_buy.workbook import read_workbook
from tests.conftest import SETTINGS
from tests.hostile_files import CORPUS
from tests.hostile_workbooks import HOSTILE, SOUND

BAR_MS, BAR_MB = 50.0, 20.0
FORK = multiprocessing.get_context("fork")  # a warm reader, and a heap that no other file has used
READ = "read"


@dataclass(frozen=True)
class Measured:
    """What came of one file: a sentence or ``read``, and what it cost."""

    came: str
    fault: str
    ms: float
    mb: float

    @property
    def over(self) -> bool:
        """Tell whether it misses the bar."""
        return self.ms > BAR_MS or self.mb > BAR_MB


def read_list(content: bytes) -> None:
    """Read a price list to its end."""
    for _ in open_table(content, LIMITS).rows():
        pass


def read_buy(content: bytes) -> None:
    """Read a group buy's export."""
    read_workbook(BytesIO(content))


def unpack(content: bytes) -> None:
    """Trust a zip: unpack what is in it."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            archive.read(name)


def load(content: bytes) -> None:
    """Trust a workbook: load it whole."""
    load_workbook(BytesIO(content))


def peak_kb(*, anew: bool = False) -> int:
    """Return the most kilobytes that this process has held, counted ``anew`` from now on."""
    if anew:
        gc.collect()
        ctypes.CDLL("libc.so.6").malloc_trim(0)  # what is free now must not hide what is asked for
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1])


def once(read: Callable[[bytes], None], path: str, traced: bool, answer: Any) -> None:
    """Read one file and send back what came of it, milliseconds and megabytes."""
    content, came, fault = Path(path).read_bytes(), READ, READ
    held_kb = peak_kb(anew=True)
    if traced:
        tracemalloc.start()
    begun = time.process_time()
    try:
        read(content)
    except WorkbookRefused as refused:
        fault = refused.fault
        came = (buy_refusal if read is read_buy else list_refusal)(refused)
    ms = (time.process_time() - begun) * 1000
    mb = tracemalloc.get_traced_memory()[1] / 2**20 if traced else (peak_kb() - held_kb) / 1024
    answer.put((came, str(fault), ms, mb))


def measured(read: Callable[[bytes], None], path: str, runs: int) -> Measured:
    """Return the least time of ``runs``, and the most memory of any."""
    came = [_child(read, path, traced=False) for _ in range(runs)]
    traced = _child(read, path, traced=True)
    sentence, fault, *_ = traced
    memory = max(one[3] for one in (*came, traced))
    return Measured(sentence, fault, min(one[2] for one in came), memory)


def _child(read: Callable[[bytes], None], path: str, *, traced: bool) -> Any:
    answer = FORK.Queue()
    child = FORK.Process(target=once, args=(read, path, traced, answer))
    child.start()
    came = answer.get(timeout=600)
    child.join()
    return came


def written(folder: str, make: Callable[[], bytes]) -> str:
    """Let another process make a file, so that its memory is not ours; return its path."""
    path = f"{folder}/file"
    child = FORK.Process(target=_write, args=(path, make))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("a file could not be made")
    return path


def _write(path: str, make: Callable[[], bytes]) -> None:
    Path(path).write_bytes(make())


def files() -> Iterator[tuple[str, Callable[[], bytes], dict[Any, Any]]]:
    """Yield the name of every file, how it is made, and the fault that each reader must find."""
    for name, one in CORPUS.items():
        yield name, one.make, {read_list: one.fault}
    for name, (make, fault) in HOSTILE.items():
        yield name, make, {read_buy: fault}


def controls(folder: str) -> None:
    """Show that readers who trust what they read miss the bar here."""
    for what, read, name in (
        ("unpacking whatever comes", unpack, "a bomb"),
        ("loading a workbook whole", load, "two hundred thousand cells"),
    ):
        came = measured(read, written(folder, HOSTILE[name][0]), 1)
        print(f"{'control':10} {name:46} {came.ms:8.1f} ms {came.mb:7.1f} MB  {what}")
        if not came.over:
            sys.exit("a reader that trusts is within the bar: nothing is measured here")


def main() -> None:
    """Measure and print; the exit code tells whether any file missed the bar."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--language", default="en", choices=("en", "zh_Hans"))
    said = words.parse_args()
    over, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(SETTINGS, database_url=f"sqlite:///{folder}/none.sqlite"))
        with app.test_request_context(), force_locale(said.language):
            read_list(b"a,b\n1,2\n")
            read_list(SOUND)
            read_buy(SOUND)
            gc.freeze()
            controls(folder)
            for name, make, expected in files():
                path = written(folder, make)
                for kind, read in (("price list", read_list), ("group buy", read_buy)):
                    came, must = measured(read, path, said.runs), expected.get(read)
                    count += 1
                    mark = "OVER " if came.over else ""
                    print(
                        f"{kind:10} {name:46} {came.ms:8.1f} ms {came.mb:7.1f} MB  {mark}{came.came}",
                        flush=True,
                    )
                    if must is not None and came.fault != must:
                        sys.exit(f"{name}: {came.fault}, not {must}")
                    over += [f"{kind}: {name}"] if came.over else []
    print(f"{count} readings, {len(over)} over {BAR_MS:.0f} ms or {BAR_MB:.0f} MB")
    if over:
        sys.exit("\n".join(over))


if __name__ == "__main__":
    main()
