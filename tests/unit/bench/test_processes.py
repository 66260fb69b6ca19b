"""What a process used is its own, not what the process that started it held."""

import subprocess
import sys

import pytest
from bench.processes import run_alone

HELD_MB = 300
INTERPRETER_MB = 100
"""More than an empty interpreter takes, less than this test holds."""


def test_a_light_command_of_a_heavy_process_is_light() -> None:
    held = b"x" * (HELD_MB * 1_000_000)

    used = run_alone([sys.executable, "-c", "print('one'); print('two')"])

    assert used.printed == ("one", "two")
    assert used.peak_mb < INTERPRETER_MB < len(held) / 1_000_000


def test_what_a_command_holds_and_spends_is_counted() -> None:
    job = f"held = b'x' * {HELD_MB * 1_000_000}; sum(range(3_000_000))"

    used = run_alone([sys.executable, "-c", job])

    assert used.peak_mb > HELD_MB * 0.9
    assert used.cpu_s > 0
    assert used.clock_s > 0


def test_variables_reach_the_command_beside_the_others() -> None:
    job = "import os; print(os.environ['OF_THE_TEST'], 'PATH' in os.environ)"

    assert run_alone([sys.executable, "-c", job], {"OF_THE_TEST": "水军"}).printed == ("水军 True",)


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError) as raised:
        run_alone([sys.executable, "-c", "raise SystemExit(3)"])

    assert raised.value.returncode == 3
