"""The section on farms planted into real logs."""

from __future__ import annotations

from typing import Any

from bench.markdown import table

Result = dict[str, Any]

HEAD = """## Planted in real logs

Twenty farms, small and large, are planted into a real log a few at a time, and each method is asked
what it finds (`clearwater evaluate plant`). *Own accounts named* are accounts of the log itself
that the method names with no farm in it: these logs carry no truth, so that they are neither right
nor wrong, but somebody would have to look at every one. In null versions of the log nobody can have
moved together (`clearwater evaluate null`): whoever is named there is accused wrongly.
"""

TRAPS = """Neither log has creation times, devices or addresses. vk_comments_unlabelled has 25
objects, which are whole pages and not posts; russian_coord_tweets holds what was collected because
it was shared in step. A planted farm is one desk whose members act within a stated time after an
order; real farms may be smarter, and the section on attackers says what that costs them.
"""


def section(result: Result) -> str:
    """Return the section in Markdown."""
    if "skipped" in result:
        return f"{HEAD}\nNot run: {result['skipped']}.\n"
    parts = [HEAD, _records(result["logs"]), TRAPS]
    for log in result["logs"]:
        rows = [row for row in result["rows"] if row["log"] == log["log"]]
        parts.append(f"### {log['log']}\n\n{_methods(rows)}")
    parts += [
        f"### Farm by farm: Clearwater on {row['log']}\n\n{_records(row['farms'])}"
        for row in result["rows"]
        if row["farms"]
    ]
    return "\n".join(parts)


def _methods(rows: list[Result]) -> str:
    versions = list(rows[0]["named in null versions"])
    head = ["method", "found", "partly", "missed", "own accounts named", *_null_heads(versions)]
    body = [
        [
            *(row[name] for name in ("method", "found", "partly", "missed", "own accounts named")),
            *(row["named in null versions"].get(version) for version in versions),
        ]
        for row in rows
    ]
    return table(head, body)


def _null_heads(versions: list[str]) -> list[str]:
    return [f"named, {version}" for version in versions]


def _records(records: list[Result]) -> str:
    head = [name.replace("_", " ") for name in records[0]]
    return table(head, [list(record.values()) for record in records])
