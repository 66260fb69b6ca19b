"""Sections for result files whose shape is simple: texts, single figures and lists of rows."""

from __future__ import annotations

from typing import Any

from bench.markdown import number, table

Result = dict[str, Any]
HEAD = {"command", "date", "machine", "code", "cpu_s"}


def real_logs(result: Result) -> str:
    """Return what was found on real logs."""
    return "## Real logs: what was found\n\n" + plain(result)


def co_action_speed(result: Result) -> str:
    """Return the speed of pair evidence."""
    return "## From Parquet to pair evidence\n\n" + plain(result)


def peer_speed(result: Result) -> str:
    """Return the speed against peers."""
    return "## Against coordination_network_toolkit\n\n" + plain(result)


def simulate_speed(result: Result) -> str:
    """Return the speed of the generator."""
    return "## Ten million simulated events\n\n" + plain(result)


def ledger_append(result: Result) -> str:
    """Return how many entries the ledger takes a second."""
    return "## Appends to the ledger\n\n" + plain(result)


def case_queue(result: Result) -> str:
    """Return how long a page of the queue takes."""
    return "## The queue of 100,000 cases\n\n" + plain(result)


def api_queue(result: Result) -> str:
    """Return how long the queue takes over HTTP for 50 analysts at once."""
    return "## The queue over HTTP, 50 analysts at once\n\n" + plain(result)


def console_queue(result: Result) -> str:
    """Return how soon a part of the queue is drawn in a browser."""
    return "## The queue of 100,000 cases in a browser\n\n" + plain(result)


def console_group(result: Result) -> str:
    """Return how soon the page of a large group is drawn, and how smoothly it moves."""
    return "## A group of 5,000 accounts in a browser\n\n" + plain(result)


def tampering(result: Result) -> str:
    """Return how many alterations of stores were found."""
    return "## Altered stores and backups\n\n" + plain(result)


def package_tampering(result: Result) -> str:
    """Return how many alterations of sealed packages were found."""
    return "## Altered packages of evidence\n\n" + plain(result)


def evidence_package(result: Result) -> str:
    """Return how long a package of a million events takes to seal and to verify."""
    return "## A package of a million events\n\n" + plain(result)


def case_walk(result: Result) -> str:
    """Return what random walks through the workflow of cases reached and broke."""
    return "## Random walks through the life of cases\n\n" + plain(result)


def killed(result: Result) -> str:
    """Return what was lost or done twice when the process was killed."""
    return "## Killed while it writes\n\n" + plain(result)


def text_clusters(result: Result) -> str:
    """Return quality and speed of text clusters, and both against datasketch."""
    parts = ["## Text clusters\n"]
    for name, part in result["quality"].items():
        if isinstance(part, dict):
            parts.append(plain({f"quality, {name}": part}))
    parts += [
        f"### {name.capitalize()}\n\n{plain(result[name])}" for name in ("speed", "datasketch")
    ]
    return "\n".join(parts)


def plain(result: Result) -> str:
    """Return a result as Markdown: texts as paragraphs, figures as a list, rows as tables.

    Rows are lists of flat records. A text inside a record (other than its first field) stands
    below the table as a paragraph of its own, since words do not fit into cells.
    """
    texts, figures, tables = [], [], []
    for name, value in result.items():
        title = name.replace("_", " ")
        if name in HEAD:
            continue
        if isinstance(value, str):
            texts.append(f"**{title.capitalize()}.** {value}\n")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables.append(f"### {title.capitalize()}\n\n{_records(value)}")
        elif isinstance(value, dict):
            rows = [[key, _cell(inner)] for key, inner in value.items()]
            tables.append(f"### {title.capitalize()}\n\n{table(('what', 'figure'), rows)}")
        else:
            figures.append(f"- {title}: {_cell(value)}")
    return "\n".join([*texts, *([*figures, ""] if figures else []), *tables])


def _records(records: list[Result]) -> str:
    names = list(dict.fromkeys(name for record in records for name in record))
    long = {n for n in names[1:] if any(len(str(record.get(n, ""))) > 60 for record in records)}
    short = [name for name in names if name not in long]
    rows = [[_cell(record.get(name)) for name in short] for record in records]
    parts = [table([name.replace("_", " ") for name in short], rows)]
    for record in records:
        parts += [
            f"**{record[names[0]]}, {name.replace('_', ' ')}:** {_cell(record[name])}\n"
            for name in names
            if name in long and record.get(name)
        ]
    return "\n".join(parts)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(number(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_cell(inner)}" for key, inner in value.items())
    return value
