"""Clusters of a file of texts (JSON, a list) in a process of its own: FILE LABELS.

Writes the labels as JSON. Prints two CPU times: of the tables (built once per process, with one
text, kernels loaded), and of the work.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyarrow as pa


def main(file: str, labels: str) -> None:
    texts = pa.array(json.loads(Path(file).read_text(encoding="utf-8")), pa.large_string())
    from clearwater.detect.texts import text_clusters

    started = time.process_time()
    text_clusters(["字"])
    ready = time.process_time()
    found = text_clusters(texts)
    print(ready - started)
    print(time.process_time() - ready)
    Path(labels).write_text(json.dumps(found.tolist()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
