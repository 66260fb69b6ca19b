"""A weekly document as rows: one for each value, for the CSV file and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clearwater.report.neutral import Cell, csv_text

COLUMNS = (
    *("organisation", "period", "body", "figure", "version", "unit", "by", "value", "count"),
    *("of", "share", "low", "high", "median", "p90", "kept_back", "command"),
    *("ledger_size", "ledger_root", "policy_sha256"),
)
_VALUES = ("value", "count", "of", "share", "low", "high", "median", "p90")


def csv_of(document: dict[str, Any]) -> bytes:
    """Return the report as CSV, the columns named as in the JSON: for programs, in no language."""
    return csv_text(COLUMNS, rows_of(document))


def rows_of(document: dict[str, Any]) -> Iterator[list[Cell]]:
    """Yield a row for each value: of a figure's total, of its parts, of the bodies below."""
    for one in document["figures"]:
        yield _row(document, one, "", {}, one["total"], one["command"])
        for cell in one["cells"]:
            yield _row(document, one, "", cell["by"], cell, "")
    below = document["below"]
    if below is None:
        return
    bodies = [one["body"] for one in below["bodies"]]
    for one in below["figures"]:
        for row in one["rows"]:
            for body, value in zip(bodies, row["bodies"], strict=True):
                yield _row(document, one, body, row["by"], value, "")
            if "total" in row:
                total = None if row["total"] is None else {"value": row["total"]}
                yield _row(document, one, "*", row["by"], total, "")


def _row(
    document: dict[str, Any],
    one: dict[str, Any],
    body: str,
    by: dict[str, str],
    value: dict[str, Any] | None,
    command: str,
) -> list[Cell]:
    said = {} if value is None else value
    return [
        document["organisation"],
        document["period"]["name"],
        body,
        one["id"],
        one["version"],
        one["unit"],
        "; ".join(f"{name}={what}" for name, what in by.items()),
        *(said.get(name) for name in _VALUES),
        "yes" if value is None else "",
        command,
        document["ledger"]["size"],
        document["ledger"]["root"],
        document["policy"]["sha256"],
    ]
