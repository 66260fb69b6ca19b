"""Start a command, wait, and print what it used as one line of JSON after what it printed.

`bench.processes` runs this file; it imports next to nothing, so that it stays small.
"""

import json
import os
import sys
import time


def main(command: list[str]) -> int:
    """Return the command's exit code."""
    began = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    spent = {
        "cpu_s": used.ru_utime + used.ru_stime,
        "clock_s": time.monotonic() - began,
        "peak_mb": used.ru_maxrss / (1_048_576 if sys.platform == "darwin" else 1_024),
    }
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        print(json.dumps(spent), flush=True)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
