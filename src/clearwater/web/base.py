"""What the web asks of whoever knows people: a request shows something, somebody is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from clearwater.app.identity.base import Gate, Present


@dataclass(frozen=True)
class Shown:
    """What a request shows of who asks."""

    bearer: str | None
    """Of ``Authorization: Bearer``: a program's token."""
    session: str | None
    """The session cookie of a browser."""


@dataclass(frozen=True)
class Known:
    """Somebody who is known. What they may do is in the store, by their roles."""

    present: Present
    csrf: str | None = None
    """What has to come in ``X-CSRF-Token`` with everything that changes something. A cookie proves
    that a browser asked, not that a page of ours did. None where no cookie was shown."""


class Authenticator(Protocol):
    """Knows who asks. It answers from several threads at once."""

    def identify(self, gate: Gate, shown: Shown) -> Known | None:
        """Return who asks at a gate; nothing where nothing was shown.

        Raises
        ------
        RefusedError
            If what was shown proves nothing, or no more.
        """
        ...
