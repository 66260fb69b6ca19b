"""Where a package comes to be: beside its place, then moved there in one step.

Unlike a run, a package is never replaced: somebody may hold the first one already.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clearwater.cases.ledger.keys import sync_folder
from clearwater.cases.store.staging import staging_folder
from clearwater.errors import OutputError, ParameterError


def check_new(folder: Path) -> None:
    """Return if a package may be put at `folder`: nothing is there, or an empty folder.

    Raises
    ------
    ParameterError
        If anything else is there.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ParameterError("the package cannot be put there", where=str(folder), found="a file")
    if folder.is_dir() and any(folder.iterdir()):
        raise ParameterError(
            "the package cannot be put there",
            where=str(folder),
            expected="a folder that does not exist yet",
            found="one that holds files",
            next_step="Name another folder with --out.",
        )


@contextmanager
def new_package_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to write a package into; on leaving without error it becomes `folder`.

    Raises
    ------
    ParameterError
        If something is there already.
    OutputError
        If the folder cannot be made or moved to its place.
    """
    check_new(folder)
    beside = staging_folder(folder, mode=0o777)
    with ExitStack() as stack:
        try:
            staging = stack.enter_context(beside)
        except OSError as error:
            raise _cannot_write(folder, error) from error
        yield staging
        try:
            staging.rename(folder)
            sync_folder(folder.parent)
        except OSError as error:
            raise _cannot_write(folder, error) from error


def emptied(folder: Path) -> Path:
    """Return `folder` without anything that an earlier attempt left in it."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return folder


def _cannot_write(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        "the package cannot be written",
        where=str(folder),
        found=error.strerror or str(error),
        next_step="Name another folder with --out, or make room.",
    )
