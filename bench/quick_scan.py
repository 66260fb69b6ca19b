"""One whole scan in a process of its own: FILE. Prints its CPU seconds, for `peer_speed.spent`."""

from __future__ import annotations

import sys
import time

import pyarrow as pa

import clearwater as cw

if __name__ == "__main__":
    pa.array([0])  # loads what pyarrow loads at its first array; that belongs to the start
    started = time.process_time()
    cw.scan(cw.read(sys.argv[1]), threads=1)
    print(time.process_time() - started)
