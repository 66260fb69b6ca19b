"""Taking over a real set that the user already has. Nothing is ever downloaded.

Clearwater talks to no platform and passes nobody's data on, so all it can do is say where a set
comes from and under which terms, recognise the files by their checksums, and put unchanged copies
where the protocols look for them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from clearwater.errors import InputError, OutputError, SourceError
from clearwater.evaluate.real_sets.folder import require_unchanged, sha256_of
from clearwater.evaluate.real_sets.registry import RealSet, SetFile, real_set


@dataclass(frozen=True)
class Fetched:
    """What was taken over."""

    folder: Path
    """Where the set now lies."""
    taken: tuple[str, ...]
    """Files copied by this call."""
    already_there: tuple[str, ...]
    """Files that lay there unchanged."""
    missing: tuple[str, ...]
    """Files that the set still lacks; it cannot be judged before there are none."""
    notice: str = field(repr=False)
    """Where the set comes from and under which terms; show it to whoever asked."""


def notice(set_id: str) -> str:
    """Return what a set is, where it comes from, its terms and its traps, in a few lines of text.

    Raises
    ------
    ParameterError
        If there is no such set.
    """
    wanted = real_set(set_id)
    lines = [
        f"{wanted.id}: {wanted.what}",
        f"Source: {wanted.origin}",
        f"Licence: {wanted.licence}",
        f"Passing on: {wanted.redistribution}",
        f"Label: {wanted.label}",
        *(f"Trap: {trap}" for trap in wanted.traps),
        "Clearwater downloads nothing and ships none of it.",
    ]
    return "\n".join(lines)


def fetch(set_id: str, source: Path, target: Path) -> Fetched:
    """Return what was taken over of a set from `source` into ``target/<set id>``.

    All files are checked before the first is copied, and copies are checked again before they get
    their names, so that an interrupted or refused call leaves no part of a file behind. Calling
    again takes over nothing twice.

    Parameters
    ----------
    set_id
        A key of `REAL_SETS`.
    source
        A folder that holds files of the set under their names (or a sub-folder named by the set's
        id that does), or one file of any name, which its checksum identifies.
    target
        The folder of real sets; it is made if need be.

    Raises
    ------
    ParameterError
        If there is no such set.
    SourceError
        If nothing of the set is at `source`, or it cannot be read.
    InputError
        If a file at `source`, or one that already lies in the target, is another one.
    OutputError
        If the target cannot be written.
    """
    wanted = real_set(set_id)
    folder = target / wanted.id
    offered = _offered(wanted, source)
    there = [file for file in wanted.files if (folder / file.name).exists()]
    for file in there:
        require_unchanged(folder / file.name, wanted, file)
    new = {file: path for file, path in offered.items() if file not in there}
    try:
        _copy(new, wanted, folder)
    except OSError as error:
        raise OutputError(
            f"{wanted.id} cannot be taken over",
            where=str(folder),
            found=error.strerror or str(error),
            next_step="Name another folder, or make room; nothing half written was left.",
        ) from error
    return Fetched(
        folder=folder,
        taken=tuple(file.name for file in new),
        already_there=tuple(file.name for file in there),
        missing=tuple(f.name for f in wanted.files if f not in there and f not in new),
        notice=notice(set_id),
    )


def _offered(wanted: RealSet, source: Path) -> dict[SetFile, Path]:
    """Return which files of the set are at `source`, all of them unchanged."""
    if source.is_file():
        return {_recognised(wanted, source): source}
    for folder in (source, source / wanted.id):
        offered = {f: folder / f.name for f in wanted.files if (folder / f.name).is_file()}
        for file, path in offered.items():
            require_unchanged(path, wanted, file)
        if offered:
            return offered
    raise SourceError(
        f"nothing of {wanted.id} is here",
        where=str(source),
        expected=", ".join(file.name for file in wanted.files),
        found="no such folder" if not source.exists() else "none of these",
        next_step=f"Nothing is downloaded: get the set from its source ({wanted.origin}; licence: "
        f"{wanted.licence}) and name the folder it lies in.",
    )


def _recognised(wanted: RealSet, path: Path) -> SetFile:
    found = sha256_of(path)
    for file in wanted.files:
        if file.sha256 == found:
            return file
    raise InputError(
        f"a file is none of {wanted.id}'s",
        where=str(path),
        expected="sha256 " + " or ".join(f"{f.sha256} ({f.name})" for f in wanted.files),
        found=f"sha256 {found}",
        next_step="Name an unchanged file, or the folder in which the set's files lie.",
    )


def _copy(files: dict[SetFile, Path], wanted: RealSet, folder: Path) -> None:
    """Copy all files beside the folder, check the copies, then give them their names."""
    if not files:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder and not in it: on the same disk, so that a rename is one step, and out of
    # sight of whoever looks for the set.
    with tempfile.TemporaryDirectory(prefix=f".{wanted.id}-", dir=folder.parent) as beside:
        copies = {file: Path(beside) / file.name for file in files}
        for file, path in files.items():
            shutil.copyfile(path, copies[file])
            require_unchanged(copies[file], wanted, file)
        folder.mkdir(exist_ok=True)
        for file, copy in copies.items():
            os.replace(copy, folder / file.name)
