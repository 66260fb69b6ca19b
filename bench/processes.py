"""Run a command in a process of its own and say what it used, as the system counts it.

A new process is said to have used at peak no less than the process that started it: Linux takes
over the starter's peak. So a small launcher starts the command, whatever the bench itself holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
STARTS_SMALL = ("-I", "-S", str(LAUNCHER))


@dataclass(frozen=True)
class Used:
    """What a command printed, and what its process used with all descendants it waited for."""

    printed: tuple[str, ...]
    """Lines of its standard output."""
    cpu_s: float
    """User and system time."""
    clock_s: float
    peak_mb: float
    """Resident memory, the interpreter's own included."""


def run_alone(command: Sequence[object], extra_env: Mapping[str, str] | None = None) -> Used:
    """Run a command to its end; raise CalledProcessError if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        [sys.executable, *STARTS_SMALL, *words],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(extra_env or {})},
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, words, done.stdout)
    *printed, used = done.stdout.splitlines()
    return Used(tuple(printed), **json.loads(used))
