"""The command ``python3 verify.py``: checks the package in which it lies, or one that is named."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TextIO

from clearwater.cases.evidence.verifier.bag import bytes_of_file
from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.checks import Pinned, checked_package
from clearwater.cases.evidence.verifier.merkle import hash_of_hex
from clearwater.cases.evidence.verifier.note import SignedCheckpoint, read_checkpoint
from clearwater.cases.evidence.verifier.words import VERIFIER_LANGUAGES, lines_of, safely_shown

VERIFIED, ALTERED, NOT_UNDERSTOOD = 0, 1, 2


def verifier_main(arguments: list[str]) -> int:
    """Print one line a check; return 0 verified, 1 altered, 2 where it could not be asked so."""
    options = _parser().parse_args(arguments)
    try:
        pinned = Pinned(_key_of(options.key), _checkpoint_of(options.checkpoint))
        checked = checked_package(options.folder, pinned)
    except (OSError, BrokenError) as error:
        _say("verify.py: " + safely_shown(str(error)), sys.stderr)
        return NOT_UNDERSTOOD
    for line in lines_of(checked, options.language):
        _say(line, sys.stdout)
    if pinned.checkpoint is not None and not checked[-1].done:
        _say(
            "verify.py: --checkpoint is of another size: ask for that of size "
            + checked[-1].detail,
            sys.stderr,
        )
        return ALTERED if any(one.faults for one in checked) else NOT_UNDERSTOOD
    return ALTERED if any(one.faults for one in checked) else VERIFIED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify.py", description=__doc__)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here, help="the package (default: here)")
    parser.add_argument("--key", metavar="HEX", help="public key that must have signed")
    parser.add_argument("--checkpoint", metavar="FILE", help="checkpoint obtained elsewhere")
    parser.add_argument("--language", choices=VERIFIER_LANGUAGES, default="en")
    return parser


def _key_of(said: str | None) -> bytes | None:
    if said is None:
        return None
    try:
        return hash_of_hex(said.strip().lower())
    except BrokenError as error:
        raise BrokenError("--key: a public key has 64 hex digits") from error


def _checkpoint_of(path: str | None) -> SignedCheckpoint | None:
    if path is None:
        return None
    folder, name = os.path.split(os.path.abspath(path))
    try:
        return read_checkpoint(bytes_of_file(folder, name))
    except BrokenError as error:
        raise BrokenError("--checkpoint: " + str(error)) from error


def _say(line: str, stream: TextIO) -> None:
    # Bytes, so that Chinese words come out whatever the terminal says of itself.
    stream.buffer.write((line + "\n").encode("utf-8", "backslashreplace"))
    stream.flush()
