"""The power section of docs/results.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.markdown import number, table

Result = dict[str, Any]
# (jobs, accounts found at least); group BCubed F1 at least 0.9 in the same settings.
PROMISES = ((50, 0.95), (15, 0.85))
LEAST_F1 = 0.9


def section(result: Result) -> str:
    """Return the section as Markdown."""
    later = [row for row in result["settings"] if not row["at_birth"]]
    one_act = [row for row in later if not row["besides"]]
    several = [row for row in later if row["besides"]]
    birth = [row for row in result["settings"] if row["at_birth"]]
    sizes = ", ".join(str(size) for size in result["sizes"])
    parts = [
        "## Power: how much of what was planted is found?\n",
        f"Campaigns of {sizes} accounts planted together in one log of "
        f"{number(result['background']['private_events'])} private honest events, with one crowd "
        "of each honest kind beside them. All windows at once, "
        f"q = {result['q']:g}. *Cover* is honest-looking actions for each job; *found* is the "
        "share of planted accounts in any finding.\n",
        _promises(later),
        "![Accounts found](figures/power-accounts.svg)\n",
        "![Group BCubed F1](figures/power-groups.svg)\n",
        *[
            f"### Creation times {creation}\n\n{_grid(one_act, creation)}"
            for creation in _creations(one_act)
        ],
        *_several_acts(several),
        "### Blind spots\n",
        _five_jobs(later),
        _birth(birth),
        "### Where we lose\n",
        _losses(later),
        _false_alarms(result["settings"]),
    ]
    return "\n".join(parts)


def _creations(rows: list[Result]) -> list[str]:
    return list(dict.fromkeys(row["creation"] for row in rows))


def _promises(later: list[Result]) -> str:
    rows = []
    for creation in _creations(later):
        for jobs, least in PROMISES:
            chosen = [r for r in later if r["jobs"] == jobs and r["creation"] == creation]
            if not chosen:
                continue
            recalls = [r["recall"] for r in chosen]
            groups = [r["bcubed"]["f1"] for r in chosen]
            smallest = min(min(r["recall_by_size"].values()) for r in chosen)
            rows.append(
                (
                    creation,
                    jobs,
                    least,
                    f"{sum(x >= least for x in recalls)} of {len(recalls)}",
                    min(recalls),
                    smallest,
                    f"{sum(x >= LEAST_F1 for x in groups)} of {len(groups)}",
                    min(groups),
                )
            )
    head = (
        "creation times",
        "jobs",
        "promised",
        "settings that keep it",
        "lowest found",
        "lowest of any one group",
        f"settings with F1 ≥ {LEAST_F1:g}",
        "lowest F1",
    )
    words = (
        "The promise, and whether it is kept (every jitter up to 10 min, cover 0x to 3x, small and "
        "popular objects, one act a job or several):"
    )
    return f"{words}\n\n{table(head, rows)}"


def _grid(later: list[Result], creation: str) -> str:
    chosen = [row for row in later if row["creation"] == creation]
    sizes = sorted({int(size) for row in chosen for size in row["recall_by_size"]})
    besides = any(row["besides"] for row in chosen)
    head = ["jobs", "jitter, s", "cover", "objects", *["done besides"] * besides, "found"]
    head += [f"of {size}" for size in sizes]
    head += ["pairs found", "group F1", "false accounts"]
    rows = [
        [
            row["jobs"],
            row["jitter_s"],
            f"{row['camouflage']:g}x",
            row["object_kind"],
            *[" + ".join(row["besides"])] * besides,
            row["recall"],
            *[row["recall_by_size"][str(size)] for size in sizes],
            row["pair_recall"],
            row["bcubed"]["f1"],
            row["false_accounts"],
        ]
        for row in chosen
    ]
    return table(head, rows)


def _several_acts(several: list[Result]) -> list[str]:
    words = (
        "### Several acts a job\n\nEach member likes the object and does something else to it, 1 "
        "to 4 s later; so do people, after three acts in ten. Creation times are given.\n"
    )
    return [words, *(_grid(several, creation) for creation in _creations(several))]


def _five_jobs(later: list[Result]) -> str:
    few = [row for row in later if row["jobs"] == min(r["jobs"] for r in later)]
    recalls = sorted(row["recall"] for row in few)
    middle = recalls[len(recalls) // 2]
    return (
        f"- **{few[0]['jobs']} jobs in the log:** found {number(recalls[0])} to "
        f"{number(recalls[-1])} of the accounts, median {number(middle)}, over {len(few)} "
        "settings. Nothing is promised here.\n"
    )


def _birth(birth: list[Result]) -> str:
    rows = [
        [r["jobs"], r["jitter_s"], r["object_kind"], r["recall"], r["bcubed"]["f1"]] for r in birth
    ]
    head = ("jobs", "jitter, s", "objects", "found", "group F1")
    return (
        "- **Orders at the object's birth** (creation times given): whoever always acts at once "
        "cannot be told from a fast follower by timing.\n\n" + table(head, rows)
    )


def _losses(later: list[Result]) -> str:
    kept: Callable[[Result], bool] = lambda row: (  # noqa: E731  # one test, named once
        row["recall"] >= dict(PROMISES)[row["jobs"]] and row["bcubed"]["f1"] >= LEAST_F1
    )
    lost = [row for row in later if row["jobs"] in dict(PROMISES) and not kept(row)]
    if not lost:
        return "No setting of 15 or 50 jobs falls below the promise.\n"
    rows = [
        [
            row["creation"],
            row["jobs"],
            row["jitter_s"],
            f"{row['camouflage']:g}x",
            row["object_kind"],
            row["recall"],
            row["bcubed"]["f1"],
        ]
        for row in lost
    ]
    head = ("creation", "jobs", "jitter, s", "cover", "objects", "found", "group F1")
    return "Settings of 15 or 50 jobs below the promise:\n\n" + table(head, rows)


def _false_alarms(rows: list[Result]) -> str:
    logs = sum(row["logs"] for row in rows)
    counts = [sum(row[f"false_{claim}"] for row in rows) for claim in ("accounts", "pairs")]
    kinds: dict[str, int] = {}
    for row in rows:
        for kind, count in row["kinds"].items():
            if kind != "same campaign":
                kinds[kind] = kinds.get(kind, 0) + count
    listed = "; ".join(f"{kind}: {count:,}" for kind, count in sorted(kinds.items()))
    return (
        f"False alarms over all {logs} planted logs: {counts[0]:,} accounts, {counts[1]:,} pairs"
        f"{f' ({listed})' if listed else ''}.\n"
    )
