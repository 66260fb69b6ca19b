"""The section on expanding leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench.markdown import table

Result = dict[str, Any]

HEAD = """## From a known lead to everybody who belongs

`clearwater expand` starts from a few accounts, a line, a device or an object and asks every account
of the log, by its own evidence, whether it belongs. *Found* is the part of the campaign that holds
at the end; *strangers* are accounts of no campaign that hold, as a part of all who do.
"""

PROMISE_FOUND, PROMISE_STRANGERS = 0.9, 0.02
MEMBERS = "three members"
FARM = "farm of 430"


def section(result: Result) -> str:
    """Return the section in Markdown."""
    parts = [HEAD, _promise(result["planted"]), _kinds(result["planted"])]
    return "\n".join([*parts, _innocent(result["innocent"])])


def _promise(planted: list[Result]) -> str:
    rows = [row for row in planted if row["campaign"] == FARM and row["lead"] == MEMBERS]
    if not rows:
        return "The promise was not measured.\n"
    found = min(row["found"] for row in rows)
    strangers = max(_part(row) for row in rows)
    kept = found >= PROMISE_FOUND and strangers <= PROMISE_STRANGERS
    return (
        f"Promised: from three known members of a farm of 430, at least {PROMISE_FOUND:.0%} of it "
        f"with at most {PROMISE_STRANGERS:.0%} strangers. **{'Kept' if kept else 'Not kept'}**: in "
        f"{len(rows)} expansions (every member or two in five at each job) at least {found:.1%} "
        f"were found, with at most {strangers:.1%} strangers.\n"
    )


def _part(row: Result) -> float:
    return float(row["strangers"] / row["held"]) if row["held"] else 0.0


def _kinds(planted: list[Result]) -> str:
    groups: dict[tuple[str, str], list[Result]] = {}
    for row in planted:
        world = f" ({row['world']})" if row["campaign"] == FARM else ""
        groups.setdefault((f"{row['campaign']}{world}", row["lead"]), []).append(row)
    body = [
        [
            campaign,
            lead,
            len(rows),
            round(_mean(row["found"] for row in rows), 3),
            sum(row["strangers"] for row in rows),
            sum(row["other_campaigns"] for row in rows),
            sum(row["held"] for row in rows),
            sum(1 for row in rows if row["level"] is None),
        ]
        for (campaign, lead), rows in sorted(groups.items())
    ]
    head = [
        "campaign",
        "from",
        "expansions",
        "found, mean",
        "strangers",
        "of other campaigns",
        "held",
        "nobody named",
    ]
    note = (
        "*Nobody named* counts expansions that stopped without a claim. *Of other campaigns*: "
        "members of a popular object's other campaigns, to which it led as well. Part-timers have "
        "a home each, so that their line and their device lead to one of them.\n"
    )
    return f"{table(head, body)}\n{note}"


def _innocent(rows: list[Result]) -> str:
    groups: dict[str, list[Result]] = {}
    for row in rows:
        groups.setdefault(row["lead"], []).append(row)
    body = [
        [
            lead,
            len(own),
            sum(1 for row in own if row["innocent_named"]),
            sum(row["innocent_named"] for row in own),
            sum(row["innocent_joined"] for row in own),
            sum(row["planted_named"] for row in own),
        ]
        for lead, own in sorted(groups.items())
    ]
    head = ["innocent lead", "expansions", "named anybody innocent", "innocent accounts named",
            "joined on the way", "planted accounts named"]  # fmt: skip
    text = (
        "Leads that are innocent: one, three or eight members of an honest crowd, and the most "
        "crowded objects that nobody ordered. A campaign's members cover themselves on crowded "
        "objects, so that such an object may lead to them.\n"
    )
    return f"{text}\n{table(head, body)}"


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
