"""``python claims_command.py POSTS CLAIMS OUT``: the whole command, its rows to a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main(posts: str, claims: str, out: Path) -> None:
    command = [sys.executable, "-m", "clearwater.cli", "claims", "match", posts, "--claims", claims]
    with out.open("wb") as stream:
        options = ["--top", "20", "--format", "parquet"]
        subprocess.run([*command, *options], check=True, stdout=stream)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
