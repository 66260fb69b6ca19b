"""The same job by datasketch, as its documentation advises, in its own environment: FILE LABELS.

Signatures by ``MinHash.bulk`` (128 permutations), an index by ``MinHashLSH`` for a Jaccard
coefficient of 0.5, inserted without the check for duplicate keys; a query for each text, its
candidates verified on the signatures, links joined. Copies are dropped first, as ours does.
Prints the CPU seconds of the work alone.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

GRAM = 3
THRESHOLD = 0.5


def grams(text: str) -> list[bytes]:
    return list({text[k : k + GRAM].encode() for k in range(max(1, len(text) - GRAM + 1))})


def clusters(texts: list[str]) -> list[int]:
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        if text:
            first.setdefault(text, row)
    rows = list(first.values())
    sketches = MinHash.bulk((grams(texts[row]) for row in rows), num_perm=128)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    for row, sketch in zip(rows, sketches, strict=True):
        index.insert(row, sketch, check_duplication=False)
    of_row = dict(zip(rows, sketches, strict=True))
    root = list(range(len(texts)))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for row, sketch in of_row.items():
        for other in index.query(sketch):
            if other < row and sketch.jaccard(of_row[other]) >= THRESHOLD:
                root[find(row)] = find(other)
    return [find(first[text]) if text else -1 for text in texts]


def main(file: str, labels: str) -> None:
    texts = json.loads(Path(file).read_text(encoding="utf-8"))
    started = time.process_time()
    found = clusters(texts)
    print(time.process_time() - started)
    Path(labels).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
