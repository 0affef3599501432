"""Compiles the search with numba, once, and keeps the result on disk; or leaves it as it is.

``MENKOU_NUMBA=0`` runs the same functions as plain Python: slower, with the same plans.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

COMPILES = os.environ.get("MENKOU_NUMBA", "1") != "0"

if COMPILES:
    import numba
    from numba.core import config

# Nothing in the search allocates, so reference counts are left out; they took most of the time.
OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """Compile a function that only compiled ones call."""
    return numba.njit(function, **OPTIONS, **INNER) if COMPILES else function


def entry(function: F) -> F:
    """Compile a function that is called from Python."""
    return numba.njit(function, **OPTIONS) if COMPILES else function


def _keep_compiled() -> None:
    """Choose the folder for what is compiled, by the text of the whole search and bound.

    numba looks only at the file of a function, not at those of the functions it calls.
    """
    if not COMPILES or os.environ.get("NUMBA_CACHE_DIR"):
        return
    core = Path(__file__).parent.parent
    sources = sorted([*core.glob("search/*.py"), *core.glob("bound/*.py")])
    text = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "menkou" / f"planner-{text[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="menkou-planner-"))
    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


_keep_compiled()
