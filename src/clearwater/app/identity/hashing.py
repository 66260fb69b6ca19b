"""Passwords as argon2id hashes (RFC 9106), with what makes a search of a stolen database slow.

A login that nobody has is answered after the same work as one that somebody has: a hash of a random
password stands in for the one that is missing. At most a few hashes are made at once, as each needs
its memory; whoever comes meanwhile waits.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clearwater.cases.workflow.passwords import in_one_form

_AT_ONCE = 4


@dataclass(frozen=True)
class Hashing:
    """How passwords are hashed now. The defaults are the second choice of RFC 9106, section 4."""

    time_cost: int = 3
    memory_kib: int = 65_536
    lanes: int = 4
    _dummy: list[str] = field(default_factory=list, compare=False, repr=False)
    _slots: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE), compare=False, repr=False
    )

    def hashed(self, password: str, salt: str) -> str:
        """Return the hash of a password.

        Parameters
        ----------
        salt
            32 bytes in hex; the first half is used.
        """
        with self._slots:
            return self._hasher.hash(in_one_form(password), salt=bytes.fromhex(salt)[:16])

    def fits(self, password: str, kept: str | None) -> bool:
        """Return whether a password fits a hash; the work is done where there is no hash, too."""
        said = in_one_form(password).encode(errors="replace")
        with self._slots:
            try:
                self._hasher.verify(kept if kept is not None else self._stand_in(), said)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_old(self, kept: str) -> bool:
        """Return whether a hash was made with other parameters than those of now."""
        return self._hasher.check_needs_rehash(kept)

    @property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(self.time_cost, self.memory_kib, self.lanes)

    def _stand_in(self) -> str:
        if not self._dummy:
            self._dummy.append(self._hasher.hash(secrets.token_hex(16)))
        return self._dummy[0]
