"""Several object ids in one text: joined by commas, and taken apart again.

The peer joins ids as they are, so an id with a comma in it (many URLs) falls into pieces. Quoting
such an id as in CSV keeps every other text the same.
"""

from __future__ import annotations

import csv
import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.int64]

MISSING = "NA"
"""How R writes a missing id into a text."""

_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def join_objects(object_ids: pa.Array, edge_of: Rows, edges: int, *, quoted: bool) -> pa.Array:
    """Return for each edge its distinct object ids, in order of first appearance, as one text.

    Parameters
    ----------
    object_ids
        Text; the object of each row.
    edge_of
        Edge number of each row.
    edges
        Number of edges.
    quoted
        Whether ids with a comma are quoted.
    """
    encoded = object_ids.dictionary_encode(null_encoding="encode")
    codes = encoded.indices.to_numpy().astype(np.int64)
    _, first = np.unique(edge_of * (len(encoded.dictionary) + 1) + codes, return_index=True)
    first = first[np.lexsort((first, edge_of[first]))]
    offsets = np.cumsum([0, *np.bincount(edge_of[first], minlength=edges)], dtype=np.int32)
    labels = encoded.dictionary.fill_null(MISSING)
    if quoted:
        labels = pa.array([_quoted(label) for label in labels.to_pylist()], pa.string())
    lists = pa.ListArray.from_arrays(pa.array(offsets), labels.take(pa.array(codes[first])))
    return pc.binary_join(lists, ",")


def split_objects(joined: pa.Array, *, quoted: bool) -> pa.Array:
    """Return the ids in each text, as lists."""
    if not quoted or not pc.any(pc.match_substring(joined, '"')).as_py():
        return pc.split_pattern(joined, ",")
    lists = [[] if text is None else next(csv.reader([text])) for text in joined.to_pylist()]
    return pa.array(lists, pa.list_(pa.string()))


def _quoted(label: str) -> str:
    return '"' + label.replace('"', '""') + '"' if _NEEDS_QUOTES.search(label) else label
