"""A folder of real sets, believed only after every file of a set was checked.

The folder holds one sub-folder a set, named by its id, as `clearwater.evaluate.real_sets.fetch`
fills it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import InputError, SourceError
from clearwater.evaluate.real_sets.registry import RealSet, SetFile, real_set


def checked(folder: Path, set_id: str) -> dict[str, Path]:
    """Return the path of each file of a set by its name, all of them there and unchanged.

    Parameters
    ----------
    folder
        Holds one sub-folder a set.
    set_id
        A key of `REAL_SETS`.

    Raises
    ------
    ParameterError
        If there is no such set.
    SourceError
        If a file is missing or cannot be read.
    InputError
        If a file has another checksum.
    """
    wanted = real_set(set_id)
    paths = {file.name: folder / wanted.id / file.name for file in wanted.files}
    for file in wanted.files:
        require_unchanged(paths[file.name], wanted, file)
    return paths


def tables_of(folder: Path, set_id: str, *names: str) -> list[pa.Table]:
    """Return the named tables of a set, such as ``events.parquet``, after all of it was checked.

    Raises
    ------
    ParameterError, SourceError, InputError
        See `checked`.
    """
    paths = checked(folder, set_id)
    return [pq.read_table(paths[name]) for name in names]


def require_unchanged(path: Path, wanted: RealSet, file: SetFile) -> None:
    """Check that `path` is `file`, byte for byte.

    Raises
    ------
    SourceError
        If it is missing or cannot be read.
    InputError
        If it has another checksum.
    """
    if not path.is_file():
        raise SourceError(
            f"a file of {wanted.id} is missing",
            where=str(path),
            expected=f"{file.name} with sha256 {file.sha256}",
            found="no such file",
            next_step=f"Take the set over from where you keep it; it comes from {wanted.origin}.",
        )
    found = sha256_of(path)
    if found != file.sha256:
        raise InputError(
            f"a file is not the {file.name} of {wanted.id} that figures were measured on",
            where=str(path),
            expected=f"sha256 {file.sha256}",
            found=f"sha256 {found}",
            next_step="Replace it by an unchanged copy; no figure holds for a changed one.",
        )


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, 64 hexadecimal digits.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(
            "a file cannot be read",
            where=str(path),
            found=error.strerror or str(error),
            next_step="Check that it is there and that you may read it.",
        ) from error
