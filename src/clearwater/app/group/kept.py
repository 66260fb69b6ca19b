"""What was computed of a group, kept in memory for the next who looks.

Evidence never changes, so neither does what follows from it. Whoever asks first sees to it that the
files are still there: what was erased is not shown from here either.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from clearwater.errors import ClearwaterError

T = TypeVar("T")
MOST = 96
"""Things that are kept; of a group there are about ten."""


@dataclass
class Kept:
    """The newest results, by what they were computed of. Several threads may ask at once."""

    most: int = MOST
    _found: OrderedDict[tuple[str, ...], Any] = field(default_factory=OrderedDict, repr=False)
    _working: dict[tuple[str, ...], threading.Lock] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what is kept under a key; made now where nothing is, by one thread alone."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                found: T = self._found[key]
                return found
            own = self._working.setdefault(key, threading.Lock())
        with own:
            with self._lock:
                if key in self._found:
                    again: T = self._found[key]
                    return again
            made = make()
            with self._lock:
                self._found[key] = made
                self._working.pop(key, None)
                while len(self._found) > self.most:
                    self._found.popitem(last=False)
        return made

    def ahead(self, key: tuple[str, ...], make: Callable[[], object]) -> None:
        """Begin something that will be asked for in a moment, beside what is done now.

        What goes wrong in it goes wrong again for who asks, and is told there.
        """
        with self._lock:
            if key in self._found or key in self._working:
                return

        def work() -> None:
            with suppress(ClearwaterError):
                self.of(key, make)

        threading.Thread(target=work, daemon=True).start()
