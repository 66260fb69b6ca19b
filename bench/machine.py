"""What a figure depends on besides the code: machine, versions, command, date."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("clearwater", "duckdb", "numba", "numpy", "pyarrow", "scipy", "graspologic-native")


def circumstances(command: str) -> dict[str, object]:
    """Return the fields that stand at the head of every result file."""
    return {
        "command": command,
        "date": os.environ.get("CLEARWATER_BENCH_DATE") or datetime.now(UTC).date().isoformat(),
        "machine": {
            "cpu": _cpu_model(),
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "versions": {name: version(name) for name in PACKAGES},
        },
    }


def _cpu_model() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
