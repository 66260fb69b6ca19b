"""A place where compiled kernels may be kept.

numba keeps them beside their source, else in the person's cache folder, and refuses to compile when
it may write to neither: a read-only container, a service without a home. Then they go to a folder
of this process alone. It is not shared: numba loads code from what it finds there.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"


def ensure_kernel_cache() -> None:
    """Set `VARIABLE` where numba would find no folder to write to. Call before importing numba."""
    if VARIABLE in os.environ:
        return
    spec = find_spec("clearwater.kernels")
    beside = [
        Path(place) / "__pycache__" for place in (spec and spec.submodule_search_locations) or ()
    ]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    if any(_may_write(place) for place in (*beside, home)):
        return
    own = tempfile.mkdtemp(prefix="clearwater-kernels-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    os.environ[VARIABLE] = own


def _may_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
