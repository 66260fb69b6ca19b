"""Files that are handed to others or come from them: read up to a limit, written whole or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from clearwater.errors import OutputError, ParameterError, SourceError

STDIN = STDOUT = Path("-")
_MODE = 0o600  # it may name accounts


def read_bytes(path: Path, most: int) -> bytes:
    """Return the content of a file, or of standard input.

    Raises
    ------
    SourceError
        If it cannot be read, or has more than `most` bytes.
    """
    try:
        if path == STDIN:
            content = sys.stdin.buffer.read(most + 1)
        else:
            with path.open("rb") as file:
                content = file.read(most + 1)
    except OSError as error:
        raise SourceError(
            "the file cannot be read", where=str(path), found=error.strerror or str(error)
        ) from error
    if len(content) > most:
        raise SourceError(
            "the file is too long", where=str(path), expected=f"at most {most:,} bytes"
        )
    return content


def write_text(path: Path, text: str) -> None:
    """Write a new file that only its owner may read, or to standard output.

    Raises
    ------
    ParameterError
        If a file is there: somebody may have sent it already.
    OutputError
        If it cannot be written.
    """
    if path == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
    except FileExistsError as error:
        raise ParameterError(
            "a file is there already", where=str(path), next_step="Name another one with --out."
        ) from error
    except OSError as error:
        raise OutputError(
            "the file cannot be written", where=str(path), found=error.strerror or str(error)
        ) from error


def check_free(path: Path) -> None:
    """Return if nothing is at the place: better to say so before anything goes on record.

    Raises
    ------
    ParameterError
        If something is.
    """
    if path != STDOUT and path.exists():
        raise ParameterError(
            "something is there already", where=str(path), next_step="Name another place."
        )
