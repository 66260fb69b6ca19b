"""Which log a finished run was made from, found again and checked to be the same.

``run.json`` holds the command that repeats the run and the hash of every input. The command is read
back into what it was made from; the hashes say whether the files are still those.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clearwater.app.scan_request import Sources
from clearwater.errors import ParameterError, SourceError
from clearwater.events.reading import Reading
from clearwater.units import Share

HIDDEN = "***"
"""Stands where a password was left out of a URL."""
NO_FILE = "<"
"""Begins the names of inputs that were no files: a table in memory, a pipe."""
OPTIONS = {
    "--format-in": "format_in",
    "--time-zone": "time_zone",
    "--time-unit": "time_unit",
    "--objects": "objects",
    "--accounts": "accounts",
}


@dataclass(frozen=True)
class Elsewhere:
    """Where the inputs of a run are now, as far as they have moved."""

    events: tuple[str, ...] = ()
    objects: str | None = None
    accounts: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Columns that the run's command does not name, or names otherwise than they are now."""


def sources_of(manifest: Mapping[str, Any], folder: Path, elsewhere: Elsewhere) -> Sources:
    """Return the sources of the run in `folder`, as its manifest names them.

    Raises
    ------
    SourceError
        If the manifest does not say where its events came from, or they are not there any more.
    """
    found = _of_command(manifest, folder)
    if elsewhere.events:
        found = replace(found, source=list(elsewhere.events))
    elif not found.source or any(name == "-" or HIDDEN in name for name in found.source):
        raise SourceError(
            "the run does not say where its events can be read again",
            where=str(folder / "run.json"),
            expected="files or a database without a password",
            found=", ".join(found.source) or "a log that was made in memory",
            next_step="Name the same events with --events.",
        )
    else:
        found = replace(found, source=[_there(name, folder, "events") for name in found.source])
    found = replace(
        found,
        objects=_table(elsewhere.objects, found.objects, folder, "objects"),
        accounts=_table(elsewhere.accounts, found.accounts, folder, "accounts"),
        mapping={**found.mapping, **elsewhere.mapping},
    )
    _require_births(manifest, found, folder)
    return found


def windows_of(manifest: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the windows of a run in seconds, ascending."""
    return tuple(sorted(float(window) for window in manifest["parameters"]["windows_s"]))


def check_unchanged(manifest: Mapping[str, Any], reading: Reading, folder: Path) -> None:
    """Return if what was read is what the run was made from.

    Files are told by their hashes; what was no file, by its number of rows and events.

    Raises
    ------
    SourceError
        If it is not; the message names the input.
    """
    before = [dict(one) for one in manifest["inputs"]]
    if any(str(one["name"]).startswith(NO_FILE) for one in before):
        same = int(manifest["counts"]["rows"]) == reading.rows
        changed = "" if same else str(before[0]["name"])
    else:
        now = sorted(one.sha256 for one in reading.files)
        changed = next(
            (str(one["name"]) for one in before if one["sha256"] not in now),
            "" if len(now) == len(before) else f"{len(before)} inputs",
        )
    if changed:
        raise SourceError(
            "the log is not the one that the run was made from",
            where=changed,
            expected=f"what {folder / 'run.json'} has the hash of",
            found=f"{len(reading.files)} inputs with {reading.rows:,} rows",
            next_step="Name the same events with --events, or scan the changed log first.",
        )


def _of_command(manifest: Mapping[str, Any], folder: Path) -> Sources:
    """Return what the run's own command names; without one, its inputs, if they are files."""
    command = manifest.get("command")
    if command is None:
        names = [str(one["name"]) for one in manifest["inputs"]]
        return Sources([] if any(name.startswith(NO_FILE) for name in names) else names)
    words = shlex.split(str(command))
    if words[:2] != ["clearwater", "scan"]:
        raise SourceError(
            "the run's command cannot be read",
            where=str(folder / "run.json"),
            expected="clearwater scan ...",
            found=str(command),
            next_step="Name the events with --events.",
        )
    return _parsed(words[2:])


def _parsed(words: Sequence[str]) -> Sources:
    names: list[str] = []
    mapping: dict[str, str] = {}
    given: dict[str, Any] = {}
    left = iter(words)
    for word in left:
        if not word.startswith("--"):
            names.append(word)
            continue
        value = next(left)
        if word == "--map":
            ours, _, theirs = value.partition("=")
            mapping[ours] = theirs
        elif word == "--max-bad-share":
            given["max_bad_share"] = Share(float(value))
        elif word in OPTIONS:
            given[OPTIONS[word]] = value
    return Sources(names, mapping=mapping, **given)


def _table(moved: str | None, named: str | None, folder: Path, option: str) -> str | None:
    if moved is not None or named is None:
        return moved
    return _there(named, folder, f"{option}-table")


def _there(name: str, folder: Path, option: str) -> str:
    """Return the name of an input where it is now: as it was typed, or beside the run folder."""
    if "://" in name or any(sign in name for sign in "*?["):
        return name
    for place in (Path(name), folder.parent / name):
        if place.exists():
            return str(place)
    raise SourceError(
        f"the {option.removesuffix('-table')} that the run was made from are not there any more",
        where=name,
        next_step=f"Name the place where they are now with --{option}.",
    )


def _require_births(manifest: Mapping[str, Any], found: Sources, folder: Path) -> None:
    """Refuse to go on without the creation times that the run had: other odds would come out."""
    if found.objects is None and int(manifest["counts"]["objects_with_creation_time"]):
        raise ParameterError(
            "the run knew when objects were created, and does not say from which table",
            where=str(folder / "run.json"),
            next_step="Name the table with --objects-table.",
        )
