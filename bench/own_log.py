"""Twenty farms planted into two real logs, and null versions of them, for every method.

What a user sees with ``clearwater evaluate plant`` and ``clearwater evaluate null``, for logs that
anybody can get. Methods that need devices or addresses cannot be asked: these logs have none.
"""

from __future__ import annotations

import sys
from collections import Counter

import clearwater as cw
from bench.real_logs_input import DATA_VARIABLE, data_folder, real_log
from bench.tasks import Result, code_hash, run_all
from clearwater.app.methods import METHODS
from clearwater.app.own_log import OwnLog, null_versions, plant_farms
from clearwater.evaluate.injection import TWENTY_FARMS

LOGS = ("vk_comments_unlabelled", "russian_coord_tweets")
SEED = 4_100
VERSIONS = 5


def figures(*, quick: bool, workers: int) -> Result:
    """Return farms found and accounts wrongly named, by log and method."""
    if data_folder() is None:
        print(f"[own_log] {DATA_VARIABLE} is not set: NO real log is looked at", file=sys.stderr)
        return {"code": code_hash("own_log"), "skipped": f"{DATA_VARIABLE} was not set"}
    names = [name for name, method in METHODS.items() if not method.needs]
    tasks = {
        f"{log}-{name}-{quick:d}": (log, name, quick)
        for name in names[: 2 if quick else None]
        for log in LOGS
    }
    runs = run_all("own_log", tasks, one_method, workers)
    return {
        "code": code_hash("own_log"),
        "seed": SEED,
        "versions": 1 if quick else VERSIONS,
        "logs": [log_size(log) for log in LOGS],
        "rows": list(runs.values()),
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }


def log_size(name: str) -> Result:
    """Return how large a log is."""
    events = real_log(name)
    return {
        "log": name,
        "events": events.num_rows,
        "accounts": len(events["actor"].unique()),
        "objects": len(events["object"].unique()),
    }


def one_method(log: str, name: str, quick: bool) -> Result:  # noqa: FBT001 - a task's argument
    """Return what one method finds and wrongly names in one log."""
    own = OwnLog.read(cw.read(real_log(log)), {name: METHODS[name]})
    answer = plant_farms(own, TWENTY_FARMS[: 4 if quick else None], SEED)
    versions = null_versions(own, 1 if quick else VERSIONS, SEED)
    verdicts = Counter(answer.farms["verdict"].to_pylist())
    before, most = answer.own_named[name]
    return {
        "log": log,
        "method": name,
        "found": verdicts["found"],
        "partly": verdicts["partly"],
        "missed": verdicts["missed"],
        "own accounts named": before,
        "more beside farms": most,
        "named in null versions": {
            row["version"]: round(row["accounts_named"], 2) for row in versions.to_pylist()
        },
        "farms": answer.farms.drop_columns("method").to_pylist() if name == "clearwater" else [],
    }
