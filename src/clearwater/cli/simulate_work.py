"""What ``clearwater simulate`` does once its options are understood. Imports numpy, so: lazily."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clearwater.app.simulate_job import kinds, simulate_job
from clearwater.app.simulate_request import SimulationRequest, requested, requested_in
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError


def understood(
    preset: str,
    world: Mapping[str, Any],
    plant: list[str],
    crowds: list[str],
    config: Path | None,
    seed: int,
    *,
    preset_named: bool,
) -> SimulationRequest:
    """Return the request that options or a file describe.

    `preset_named` says whether `preset` was typed, or is the default.

    Raises
    ------
    ParameterError
        If both do, or a word is unknown.
    """
    if config is None:
        return requested(preset, world, plant, crowds, seed)
    if preset_named or world or plant or crowds:
        raise ParameterError(
            "--config cannot be combined with WORLD, --set, --plant, --crowd or sizes",
            expected="all of it in the file",
            next_step="Write it into the file's [world], [[campaign]] and [[crowd]] tables; "
            "WORLD is the preset of [world].",
        )
    return requested_in(config, seed)


def simulate_and_print(
    request: SimulationRequest, folder: Path, form: str, *, overwrite: bool
) -> None:
    """Write the log, print what was planted, and say what to do next."""
    check_form(form)
    with shown_progress() as on_progress:
        planted = simulate_job(request, folder, overwrite=overwrite, on_progress=on_progress)
    write_rows(planted, form)
    say(f"log and truth: {folder}")
    say(f"next: clearwater scan {folder}/events.parquet --objects {folder}/objects.parquet")


def print_kinds(form: str) -> None:
    """Print every world, crowd and campaign with its parameters."""
    check_form(form)
    write_rows(kinds(), form)
