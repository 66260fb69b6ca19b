"""The Merkle tree made anew from entries, level by level, in temporary files.

32 bytes for each node in the order of their places: a million entries take 64 MB of disk, and
memory only below a megabyte for each level. Complete nodes of the whole tree are all there, so the
root of every earlier size can be had as well.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

from clearwater.cases.ledger.tree import Frontier, root_at

_HASH_BYTES = 32
_IN_MEMORY = 1 << 20


class Levels:
    """Hashes of complete nodes, from the leaves up."""

    def __init__(self) -> None:
        self._files: list[IO[bytes]] = []
        self._frontier = Frontier()

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._frontier.size

    @property
    def depth(self) -> int:
        """Number of levels with complete nodes."""
        return len(self._files)

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        for node in self._frontier.append(leaf):
            if node.level == len(self._files):
                self._files.append(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed by `close`
            self._files[node.level].write(node.hash)

    def level(self, level: int) -> Iterator[bytes]:
        """Yield the hashes of one level from the left. Nothing may be appended meanwhile."""
        file = self._files[level]
        file.seek(0)
        while chunk := file.read(_HASH_BYTES * 1024):
            yield from (chunk[at : at + _HASH_BYTES] for at in range(0, len(chunk), _HASH_BYTES))

    def root(self, size: int | None = None) -> bytes:
        """Return the root, of the whole tree or at an earlier size."""
        return self._frontier.root() if size is None else root_at(self._node, size)

    def close(self) -> None:
        """Remove the files."""
        for file in self._files:
            file.close()

    def _node(self, level: int, place: int) -> bytes:
        file = self._files[level]
        file.seek(place * _HASH_BYTES)
        return file.read(_HASH_BYTES)
