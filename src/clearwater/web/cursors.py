"""Where a page of a list ends, as a text that only this store can have written.

It holds the place in the order of the list, never a number of rows: rows that come in meanwhile
move nothing. It is signed with the store's key for the organisation and for the question that was
asked, so that it continues this list and no other.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from clearwater.web.problems import ProblemError

_DIGITS = 24
"""Hex digits of the signature: 96 bits."""
MOST = 1_000
"""Signs of a cursor."""

Place = list[str | int]
Sign = Callable[[str], str]


@dataclass(frozen=True)
class Cursors:
    """Cursors of one list.

    Attributes are what they are bound to.
    """

    sign: Sign
    """Keyed hash of a text, of one organisation."""
    question: str
    """Which list, and what it was asked for."""

    def write(self, place: Place) -> str:
        """Return the cursor of a place."""
        said = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
        return self._written(said)

    def read(self, cursor: str) -> Place:
        """Return the place of a cursor.

        Raises
        ------
        ProblemError
            If it is none of this list.
        """
        encoded = cursor.partition(".")[0]
        try:
            said = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except (binascii.Error, ValueError):
            said = ""
        if not said or not hmac.compare_digest(cursor.encode(), self._written(said).encode()):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "cursor",
                "the cursor does not continue this list",
                expected="`next` of the page before, with the same question",
            )
        place: Place = json.loads(said)
        return place

    def _written(self, said: str) -> str:
        """Return the one way to write it: decoding alone would pass over signs of no meaning."""
        mark = self.sign(f"{self.question}\n{said}")[:_DIGITS]
        return f"{base64.urlsafe_b64encode(said.encode()).decode().rstrip('=')}.{mark}"
