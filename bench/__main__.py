"""``python -m bench [name ...] [--quick]``: run benches, write figures, plots and result pages.

A bench is a module of this folder with ``figures(*, quick: bool, workers: int) -> dict``. What it
returns goes to ``bench/results/<name>.json`` (``bench/out/quick`` with --quick) together with what
is needed to judge it: machine, versions, command, date. Without names every bench runs that exists.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from bench import write_results
from bench.machine import circumstances

BENCHES = (
    "side_by_side",
    "attackers",
    "own_log",
    "real_sets",
    "objects",
    "real_logs",
    "calibration",
    "power",
    "block_sweep",
    "expand",
    "chain",
    "returning_rings",
    "brigades",
    "co_action_speed",
    "peer_speed",
    "simulate_speed",
    "text_clusters",
    "claims",
    "tampering",
    "package_tampering",
    "killed",
    "case_queue",
    "api_queue",
    "ledger_append",
    "evidence_package",
    "case_walk",
    "console_group",
    "console_queue",
)
RESULTS = Path(__file__).parent / "results"
QUICK_RESULTS = Path(__file__).parent / "out" / "quick"


def main(arguments: list[str]) -> int:
    known = [name for name in BENCHES if importlib.util.find_spec(f"bench.{name}")]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"of: {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="few seeds, small logs, no pages")
    parser.add_argument("--workers", type=int, default=2, help="processes, 1 to 64 (default 2)")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}; there are: {', '.join(known)}")
    target = QUICK_RESULTS if options.quick else RESULTS
    for name in options.names or known:
        module = importlib.import_module(f"bench.{name}")
        result = module.figures(quick=options.quick, workers=options.workers)
        command = f"python -m bench {name}{' --quick' if options.quick else ''}"
        if "skipped" in result and (target / f"{name}.json").exists():
            print(f"[{name}] SKIPPED, the last figures stay: {result['skipped']}", file=sys.stderr)
            continue
        save(target / f"{name}.json", {**circumstances(command), **result})
        print(f"[{name}] written", file=sys.stderr)
    if not options.quick:
        write_results.write_pages()
    return 0


def save(path: Path, result: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
