"""One hash for everything that was frozen for a case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from clearwater.cases.records.canonical import canonical
from clearwater.cases.records.decision import Evidence


def evidence_root(items: Iterable[tuple[str, str, int]]) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 JSON of the sorted ``[name, sha256, size]``.

    Names are in the order of their code points. It does not depend on the order of `items`.

    Examples
    --------
    >>> evidence_root([]) == hashlib.sha256(b"[]").hexdigest()
    True
    """
    return hashlib.sha256(canonical(sorted([*item] for item in items))).hexdigest()


def root_of(evidence: Iterable[Evidence]) -> str:
    """Return the `evidence_root` of rows."""
    return evidence_root((row.name, row.sha256, row.size) for row in evidence)
