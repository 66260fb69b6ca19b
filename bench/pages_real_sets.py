"""The section on real labelled sets: for each protocol its traps, then what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bench.markdown import number, table
from clearwater.app.methods import METHODS, OURS
from clearwater.app.real_sets_job import PROTOCOLS, cell
from clearwater.evaluate.real_sets import p6_false_alarms, real_set

Result = dict[str, Any]
MOST_ROWS = 12
CLEARWATER = METHODS[OURS].name

TITLE = "## Real sets with labels\n"
HEAD = """Real data, each file known by its checksum; none of it is shipped or passed on. Methods
are asked through one door at their own stated settings, and see neither labels nor the values of
ratings nor priors; simple rules that only one set allows stand beside them and see what their row
says. Nothing is trained. Only what was run here is compared: figures that others published on these
sets, after training or from inputs that the labels were made from, are not quoted. Intervals are of
95 %. **Read the traps before quoting a row.** *Circular*: the labels were made from what the row
sees, so it is no claim.
"""

WHY_BLIND = {
    "hop_sybil": "each wallet acts once and all act on one object, while a pair needs three "
    "meetings; what wallets share there, their transfers, has no times",
    "bitcoin_otc": "a pair would have to rate the same accounts within ten minutes of each other "
    "on three occasions",
    "youtube_spam": "there are five videos, and few comments on one of them lie within ten minutes "
    "of each other; the label is about texts",
    "vk_comments_unlabelled": "an object is a whole page, of which there are 25, and meetings on "
    "one page count once",
    "bitcoin_alpha_unlabelled": "times are whole days, so that a day is one crowd",
    "voterfraud2020_retweets": "times are whole days, so that a day is one crowd",
}
"""Said only of sets on which Clearwater had evidence on no account."""


def section(result: Result) -> str:
    """Return the section as Markdown."""
    if "skipped" in result:
        return f"{TITLE}\n**Not measured:** {result['skipped']}.\n"
    parts = [TITLE, HEAD, _where_blind(result["rows"])]
    for set_id, rows in _by(result["rows"], "set"):
        wanted = real_set(set_id)
        parts.append(f"### {rows[0]['protocol']}: {set_id}\n\n{wanted.what}\n")
        parts.append("".join(f"- {trap}\n" for trap in wanted.traps))
        parts += [*_tables(rows), _verdict(rows), _not_asked(rows)]
    parts.append(_settings(result))
    parts += [f"**Not measured: {name}.** {why}\n" for name, why in result["missing"].items()]
    return "\n".join(part for part in parts if part)


def _where_blind(rows: list[Result]) -> str:
    """Return, for Clearwater, where it sees nothing and where it cannot be asked."""
    ours = {row["set"]: row for row in rows if row["method"] == CLEARWATER}
    blind = [set_id for set_id, row in ours.items() if _is_blind(row)]
    lines = [f"- **{set_id}:** {WHY_BLIND.get(set_id, 'not looked into')}." for set_id in blind]
    silent = [set_id for set_id in blind if set_id in p6_false_alarms.SET_IDS]
    merit = f" 0 alarms on {_and(silent)} is no merit: it sees nothing there." if silent else ""
    deaf = {set_id: row["skipped"] for set_id, row in ours.items() if row["skipped"]}
    lines += [f"- **{set_id}:** it cannot be asked: {why}." for set_id, why in deaf.items()]
    if not lines:
        return ""
    return (
        f"**Of these {len(ours)} sets Clearwater sees nothing on {len(blind)} and cannot be asked "
        f"about {len(deaf)}.** Where it sees nothing it has evidence on not one account, and its "
        f"ranking is a guess.{merit}\n\n" + "\n".join(lines) + "\n"
    )


def _tables(rows: list[Result]) -> Iterator[str]:
    """Yield tables of at most MOST_ROWS rows; short tasks share one."""
    pack: list[Result] = []
    for _, task in _by(rows, "task"):
        lines = _lines(task)
        for start in range(0, len(lines), MOST_ROWS):
            part = lines[start : start + MOST_ROWS]
            if pack and len(pack) + len(part) > MOST_ROWS:
                yield _table(pack)
                pack = []
            pack += part
    if pack:
        yield _table(pack)


def _lines(task: list[Result]) -> list[Result]:
    """Return the measured rows of a task, Clearwater first, blind methods in one row."""
    asked = [row for row in task if row["skipped"] is None]
    ours = [row for row in asked if row["method"] == CLEARWATER]
    others = [row for row in asked if row["method"] != CLEARWATER]
    blind = [row for row in others if _is_blind(row)]
    seeing = [row for row in others if not _is_blind(row)]
    if not blind:
        return [*ours, *seeing]
    names = "; ".join(row["method"] for row in blind)
    return [*ours, *seeing, {**blind[0], "method": f"no evidence on any account: {names}"}]


def _table(rows: list[Result]) -> str:
    main = PROTOCOLS[rows[0]["set"]].main
    tasks = [task for task, _ in _by(rows, "task")]
    several = len(tasks) > 1
    body = [
        [
            *([row["task"], row["rows"], row["positives"]] if several else []),
            _name(row),
            row["inputs"],
            *(cell(*row["measures"][name]) for name in main),
        ]
        for row in rows
    ]
    head = [*(["task", "rows", "labelled 1"] if several else []), "method", "sees", *main]
    caption = "" if several else f"*{_caption(rows[0])}*\n\n"
    return caption + table(head, body)


def _caption(row: Result) -> str:
    task = row["task"][0].upper() + row["task"][1:]
    labelled = f", {number(row['positives'])} labelled 1" if row["positives"] else ""
    return f"{task}: {number(row['rows'])} rows{labelled}."


def _name(row: Result) -> str:
    if row["method"] == CLEARWATER:
        return f"**{CLEARWATER}**" + (" (sees nothing)" if _is_blind(row) else "")
    return f"{row['method']} (**circular**)" if row["circular"] else str(row["method"])


def _verdict(rows: list[Result]) -> str:
    """Return, for each task that methods were asked about, the best row beside Clearwater's."""
    methods = {method.name for method in METHODS.values()}
    return "".join(
        f"- {_task_verdict(task)}\n"
        for _, task in _by(rows, "task")
        if task[0]["positives"] and any(r["measures"] and r["method"] in methods for r in task)
    )


def _task_verdict(task: list[Result]) -> str:
    measured = [row for row in task if row["measures"]]
    fair = [row for row in measured if not row["circular"] and not _is_blind(row)]
    best = max(fair, key=lambda row: row["measures"]["AP"][0], default=None)
    guess = task[0]["positives"] / task[0]["rows"]
    if best is None or best["measures"]["AP"][0] <= guess:
        return f"{task[0]['task']}: nobody ranks better than a guess, which has AP {guess:.3f}."
    ours = [row for row in measured if row["method"] == CLEARWATER and row is not best]
    beside = f"; Clearwater {cell(*ours[0]['measures']['AP'])}" if ours else ""
    return (
        f"{task[0]['task']}: the highest AP is {cell(*best['measures']['AP'])}, of "
        f"*{best['method']}*{beside}; a guess has {guess:.3f}."
    )


def _not_asked(rows: list[Result]) -> str:
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row["skipped"] and row["method"] not in reasons.setdefault(row["skipped"], []):
            reasons[row["skipped"]].append(row["method"])
    if not reasons:
        return ""
    listed = "; ".join(f"{', '.join(names)} ({why})" for why, names in reasons.items())
    return f"Not asked: {listed}.\n"


def _settings(result: Result) -> str:
    """Return the settings of rules that one set alone allows; methods have theirs elsewhere."""
    methods = {method.name for method in METHODS.values()}
    lines = [
        f"- **{name}:** {words}"
        for name, words in result["settings"].items()
        if name not in methods
    ]
    head = (
        f"### Settings\n\nIntervals are of {number(result['draws'])} draws. Methods are asked as "
    )
    head += "in the section on methods side by side."
    return head + (" Rules of single sets:\n\n" + "\n".join(lines) if lines else "") + "\n"


def _is_blind(row: Result) -> bool:
    return bool(row["accounts_with_evidence"] == 0)


def _by(rows: list[Result], name: str) -> list[tuple[str, list[Result]]]:
    return [(value, list(group)) for value, group in groupby(rows, key=lambda row: str(row[name]))]


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
