"""What the command line says on standard error: notes, refusals, faults. One idea a line."""

from __future__ import annotations

import sys
import traceback
import unicodedata

from clearwater.errors import ClearwaterError

REPORT_FAULTS_AT = "the project's issue tracker"

# They reorder what is shown, so that one id can be made to look like another. Other characters of
# their category (joiners in Persian words and in emoji) are text and stay.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def say(sentence: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(printable(sentence) + "\n")
    sys.stderr.flush()


def printable(text: str) -> str:
    """Return `text` without characters that could steer a terminal.

    Ids and texts come from logs that strangers wrote; an escape sequence in one of them must not
    repaint the screen of the person who reads the result.
    """
    return "".join("\ufffd" if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _DIRECTION_MARKS


def refusal(error: ClearwaterError) -> None:
    """Say what happened, where, what was expected, what was found, what to do next."""
    say(f"clearwater: {error.what}" + (f" ({error.where})" if error.where else ""))
    for label, value in (
        ("expected", error.expected),
        ("found", error.found),
        ("next", error.next_step),
    ):
        if value:
            say(f"  {label + ':':<10}{value}")


def fault(error: Exception) -> None:
    """Say that Clearwater itself is at fault, and where, without a stack trace."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
    say(f"clearwater: stopped by a fault of its own: {type(error).__name__}: {error}")
    say(f"  at:       {place}")
    say(f"  next:     please report this at {REPORT_FAULTS_AT}; CLEARWATER_DEBUG=1 shows more")
