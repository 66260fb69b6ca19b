"""Columns of numbers as one compact file that a script reads without parsing.

Four bytes ``CWG1``, the length of a header (uint32), the header (JSON), then the columns one after
the other, each beginning at a multiple of eight from the beginning of the file. Little-endian. The
header says of each column its name, its kind, how many values it has and where it begins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

MARK = b"CWG1"
KIND = "application/vnd.clearwater.columns"
_ALIGNED = 8


def narrow(values: np.ndarray) -> np.ndarray:
    """Return whole numbers from 0 on in the narrowest kind that holds them all.

    Examples
    --------
    >>> narrow(np.array([0, 300])).dtype
    dtype('uint16')
    """
    most = int(values.max(initial=0))
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.float64)


def packed(columns: Mapping[str, np.ndarray], **said: Any) -> bytes:
    """Return the file.

    Parameters
    ----------
    columns
        Name -> one-dimensional array of uint8, uint16, uint32, float32 or float64.
    said
        What else the header says.
    """
    listed: list[dict[str, Any]] = []
    begins = 0
    for name, values in columns.items():
        listed.append(
            {"name": name, "kind": str(values.dtype), "count": values.size, "begins": begins}
        )
        begins += -(-values.nbytes // _ALIGNED) * _ALIGNED
    # The header is filled up with spaces, so that the first column is aligned too.
    header = json.dumps({**said, "columns": listed}, separators=(",", ":")).encode()
    header += b" " * (-(len(MARK) + 4 + len(header)) % _ALIGNED)
    parts = [MARK, np.uint32(len(header)).tobytes(), header]
    for values in columns.values():
        body = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        parts += [body, b"\0" * (-len(body) % _ALIGNED)]
    return b"".join(parts)
