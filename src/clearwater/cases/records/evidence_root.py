"""One hash for everything that was frozen for a case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import rfc8785

from clearwater.cases.records.decision import Evidence


def root_of(evidence: Iterable[Evidence]) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 JSON of the sorted ``[name, sha256, size]``.

    The same as `clearwater.cases.evidence.root` says of files; here for the pure parts, which know
    rows only.
    """
    listed = sorted((item.name, item.sha256, item.size) for item in evidence)
    return hashlib.sha256(rfc8785.dumps([list(item) for item in listed])).hexdigest()
