"""Scan real logs, whole, with the default windows, and say in figures what came out.

Each log is read by ``clearwater.read`` as a user would read it. Beside the findings stand the two
halves of the question: pairs that meet more often than their activity explains (choice), and pairs
closer than their habits explain (timing). A finding needs both. The rule of CooRTweet, which asks
neither, is applied to the same rows for comparison.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import clearwater as cw
from bench.real_logs_input import data_folder
from clearwater.compat import coortweet
from clearwater.detect.background import background
from clearwater.detect.pair_evidence import pair_evidence
from clearwater.engine.coded_log import UNKNOWN_TIME
from clearwater.engine.encode import COLUMNS, encode
from clearwater.kernels.benjamini_hochberg import q_values

WINDOWS_S = (10, 60, 600)
Q = 0.01
MICROSECONDS = 1_000_000
RIVAL_WINDOW_S = 10
RIVAL_PARTICIPATION = 2


@dataclass(frozen=True)
class RealLog:
    """A log and how to read it."""

    name: str
    file: str
    doubt: str
    options: Mapping[str, Any] = field(default_factory=dict)
    objects: str = ""


def _german(layer: str, doubt: str) -> RealLog:
    mapping = {
        "actor": "account_id",
        "object": f"{layer}_id",
        "action": "=share",
        "time": "timestamp",
        "event": "post_id",
    }
    return RealLog(
        f"german_elections, {layer}", "peers/german_elections.parquet", doubt, {"mapping": mapping}
    )


LOGS = (
    RealLog(
        "russian_coord_tweets",
        "peers/russian_coord_tweets.parquet",
        "The publishers chose these accounts because they were suspected. An object here is a "
        "retweeted tweet, no creation time is given, and four accounts in five act five times or "
        "less: too little for any test that pays for all pairs.",
        {"format_in": "coortweet"},
    ),
    _german(
        "url",
        "Most links are shared by a handful of accounts. Where nobody else shared a link first, "
        "there is no telling when it appeared, and accounts fed by one news desk look like readers "
        "of one news desk. This is the blind spot at birth, on real data.",
    ),
    _german("hashtag", "A hashtag lives for months and has no moment of birth."),
    _german("domain", "A domain is not an object with a life; many readers share a newspaper."),
    _german("phash", "Equal picture hashes; few accounts post the same picture three times."),
    RealLog(
        "vk_comments_unlabelled",
        "real/vk_comments_unlabelled/events.parquet",
        "An object is a page, and there are 25 of them: meetings on one page count once, so little "
        "can be found by design. The zone of the times is not stated by the publisher; UTC is a "
        "guess that moves hours of the day and nothing else.",
        {"time_zone": "UTC"},
    ),
    RealLog(
        "github_fake_stars",
        "real/github_fake_stars/events.parquet",
        "Every row was flagged by the publishers' rule for accounts of low activity. Such an "
        "account gives one or two stars, so that hardly any pair shares three repositories: bought "
        "stars of throw-away accounts need other evidence than repeated meetings.",
    ),
    RealLog(
        "ced_reposts",
        "text/ced_reposts.parquet",
        "Reposts of 3,387 Weibo posts, collected by post: an account is seen only on these. "
        "Creation times are those of the original posts.",
        {
            "mapping": {
                "actor": "uid",
                "object": "thread",
                "action": "=share",
                "time": "date",
                "event": "mid",
                "objects.object": "id",
                "objects.created": "ts",
            },
            "time_zone": "Asia/Shanghai",
        },
        "text/ced_originals.parquet",
    ),
)


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return one row a log and one row a log and window."""
    del workers
    folder = data_folder()
    if folder is None:
        raise SystemExit("bench real_logs: CLEARWATER_DATA is not set; no real log was scanned")
    logs, windows = [], []
    for log in LOGS[:1] if quick else LOGS:
        print(f"[real_logs] {log.name}", file=sys.stderr)
        summary, by_window = _scanned(log, folder)
        logs.append(summary)
        windows += by_window
    return {
        "what_was_asked": __doc__.split("\n\n")[1].replace("\n", " "),
        "logs": logs,
        "pairs_at_each_window": windows,
    }


def _scanned(log: RealLog, folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    options = dict(log.options)
    if log.objects:
        options["objects"] = str(folder / log.objects)
    began = time.process_time()
    opened = cw.read(str(folder / log.file), **options)
    run = cw.scan(opened, windows=WINDOWS_S, q=Q, seed=0, threads=1)
    cpu = time.process_time() - began
    counts = run.manifest["counts"]
    summary = {
        "log": log.name,
        "events": counts["events"],
        "accounts": counts["accounts"],
        "objects": counts["objects"],
        "bad_rows": counts["bad"],
        "findings": run.findings.num_rows,
        "accounts_in_findings": run.members.num_rows,
        "pairs_significant": run.pairs.num_rows,
        "strongest_pair": _strongest(run),
        "pairs_by_CooRTweet_rule": _rival(opened),
        "cpu_s_of_scan": round(cpu, 1),
        "doubt": log.doubt,
    }
    return summary, _windows(log.name, opened)


def _strongest(run: cw.Run) -> str:
    """Return the figures of the strongest pair, without its names."""
    if run.pairs.num_rows == 0:
        return "none"
    best = run.pairs.sort_by([("score_bits", "descending")]).slice(0, 1).to_pylist()[0]
    return (
        f"{best['meetings']} occasions within {best['window_s']:g} s, "
        f"{best['expected']:.2g} expected, {best['score_bits']:.0f} bits"
    )


def _windows(name: str, opened: Any) -> list[dict[str, Any]]:
    with opened.open(COLUMNS) as stream:
        coded = encode(stream, opened.objects)
    known = background(coded)
    rows = []
    for window_s in WINDOWS_S:
        found = pair_evidence(coded, known, window_s * MICROSECONDS)
        choice = q_values(found.p_choice, coded.possible_pairs) <= Q / len(WINDOWS_S)
        rows.append(
            {
                "log": name,
                "window_s": window_s,
                "pairs_possible": coded.possible_pairs,
                "pairs_tested": int(found.left.size),
                "beyond_choice": int(choice.sum()),
                "of_those_also_beyond_timing": int(
                    (choice & (found.q_value <= Q / len(WINDOWS_S))).sum()
                ),
                "of_those_with_no_datable_object": int((choice & (found.occasions == 0)).sum()),
                "smallest_p_of_both": float(found.p_value.min()) if found.left.size else 1.0,
                "objects_with_creation_time": int((coded.created != UNKNOWN_TIME).sum()),
            }
        )
    return rows


def _rival(opened: Any) -> int:
    """Return how many pairs of accounts CooRTweet's rule lists on the same rows."""
    events = opened.to_arrow(["actor", "object", "time"])
    seconds = events["time"].cast(pa.int64()).to_numpy() / MICROSECONDS
    table = pa.table(
        {
            "object_id": events["object"].cast(pa.string()),
            "account_id": events["actor"].cast(pa.string()),
            "content_id": pa.array([f"row {row}" for row in range(events.num_rows)]),
            "timestamp_share": seconds,
        }
    )
    found = coortweet.detect_groups(
        table, time_window=RIVAL_WINDOW_S, min_participation=RIVAL_PARTICIPATION
    )
    if found.num_rows == 0:
        return 0
    pair = np.sort(
        np.stack([found["account_id"].to_numpy(), found["account_id_y"].to_numpy()]).astype(str),
        axis=0,
    )
    return int(np.unique(pair, axis=1).shape[1])
