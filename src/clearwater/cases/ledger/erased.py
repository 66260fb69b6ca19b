"""What a verification finds erased: by which entry, and how much. It is no fault."""

from __future__ import annotations

from collections import Counter


class Erased:
    """Texts and files that an entry of the ledger erased."""

    def __init__(self) -> None:
        self.texts: Counter[int] = Counter()
        """Number of the entry -> texts."""
        self.files: Counter[int] = Counter()
        """Number of the entry -> frozen files."""
        self.unopened = 0
        """Texts and files that could not be opened, because their keys are somewhere else: of them
        only what the ledger says of their rows was checked."""

    def lines(self) -> list[str]:
        """Return what was erased, one line an entry."""
        said = [
            f"erased by entry {number}: {self.texts[number]:,} texts, {self.files[number]:,} files"
            for number in sorted(self.texts.keys() | self.files.keys())
        ]
        if self.unopened:
            said.append(f"not opened, for want of keys: {self.unopened:,} texts and files")
        return said
