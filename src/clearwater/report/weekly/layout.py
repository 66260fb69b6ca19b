"""What stands where in a weekly report: sections of lines and small tables, in one language."""

from __future__ import annotations

from typing import Any

from clearwater.report.weekly.reading import NOT_SHOWN, Reader, margin, number

Block = dict[str, Any]


def layout_of(reader: Reader) -> dict[str, Any]:
    """Return everything that a page shows, as texts."""
    document, say = reader.document, reader.say
    first, last = reader.days()
    ledger, version = document["ledger"], document["policy"]["version"]
    policy = say("policy", version=version) if version else say("policy_default")
    return {
        "language": reader.language,
        "title": say("title"),
        "organisation": document["organisation"],
        "week": document["period"]["name"],
        "days": say("from_to", first=first, last=last),
        "zone": reader.offset(),
        "note": say("suspicion"),
        "sections": [_section(reader, group, own) for group, own in reader.groups()],
        "below": _below(reader),
        "basis": {
            "title": say("basis"),
            "rows": [
                [say("ledger", size=number(ledger["size"])), ledger["root"]],
                [policy, document["policy"]["sha256"]],
            ],
        },
        "again": {
            "title": say("again"),
            "note": say("again_note"),
            "command": _an_example(document),
        },
        "how": {"title": say("how"), "rows": _definitions(reader)},
        "page": say("page"),
    }


def _an_example(document: dict[str, Any]) -> str:
    commands = {one["id"]: one["command"] for one in document["figures"]}
    return str(commands["measures.begun"])


def _definitions(reader: Reader) -> list[list[str]]:
    return [
        [
            reader.both(one["words"]),
            f"{one['id']} {reader.say('version', version=one['version'])}",
            reader.both(one["definition"]),
        ]
        for one in reader.document["definitions"]
    ]


def _section(reader: Reader, group: str, figures: list[dict[str, Any]]) -> Block:
    lines, tables = [], []
    for one in figures:
        lines.append(_line(reader, one))
        if one["unit"] == "count" and _is_a_table(one):
            tables.append(_matrix(reader, one))
    return {"title": reader.group(group), "lines": lines, "tables": tables}


def _is_a_table(one: dict[str, Any]) -> bool:
    """Return whether at least two of its dimensions have two values: else its line says it all."""
    values = ({cell["by"][dimension] for cell in one["cells"]} for dimension in one["by"][:2])
    return len(one["by"]) >= 2 and all(len(some) > 1 for some in values)


def _line(reader: Reader, one: dict[str, Any]) -> Block:
    """Return a figure as a line: its name, its value, and its parts where they are few."""
    parts = []
    for dimension in one["by"]:
        if one["unit"] == "count" and one["cells"]:
            counts = margin(one, dimension)
            parts.append(_parts(reader, dimension, {key[0]: n for key, n in counts.items()}))
        elif one["unit"] == "distinct" and one["cells"]:
            values = {cell["by"][dimension]: cell["value"] for cell in one["cells"]}
            parts.append(_parts(reader, dimension, values))
    return {
        "name": reader.name(one["id"]),
        "id": one["id"],
        "value": reader.shown(one["unit"], one["total"]),
        "wide": one["unit"] in {"hours", "share"},
        "parts": parts,
    }


def _parts(reader: Reader, dimension: str, counts: dict[str, int]) -> Block:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {
        "by": reader.say("by", what=reader.dimension(dimension)),
        "items": [[reader.value_word(dimension, value), number(n)] for value, n in ordered],
    }


def _matrix(reader: Reader, one: dict[str, Any]) -> Block:
    """Return a figure as a table of its first two dimensions."""
    down, across = (one["by"][1], one["by"][0]) if len(one["by"]) > 2 else one["by"]
    inner = margin(one, down, across)
    by_row, by_column = margin(one, down), margin(one, across)
    columns = [key[0] for key in sorted(by_column)]
    rows = [
        [
            reader.value_word(down, value),
            *(number(inner.get((value, column), 0)) for column in columns),
            number(by_row[(value,)]),
        ]
        for (value,) in sorted(by_row)
    ]
    totals = [by_column[(column,)] for column in columns]
    return {
        "title": reader.name(one["id"]),
        "corner": f"{reader.dimension(down)} / {reader.dimension(across)}",
        "columns": [*(reader.value_word(across, one) for one in columns), reader.say("total")],
        "rows": rows,
        "totals": [reader.say("total"), *map(number, totals), number(one["total"]["value"])],
    }


def _below(reader: Reader) -> Block | None:
    below = reader.document["below"]
    if below is None or not below["bodies"]:
        return None
    rows = []
    for one in below["figures"]:
        for row in one["rows"]:
            shown = [_short(reader, one["unit"], value) for value in row["bodies"]]
            total = number(row["total"]) if "total" in row else ""
            named = [reader.value_word(by, value) for by, value in row["by"].items()]
            name = named[0] if named else reader.name(one["id"])
            rows.append({"name": name, "part": bool(named), "cells": [*shown, total]})
    return {
        "title": reader.say("below"),
        "note": reader.say("below_note", most=below["smallest"] - 1),
        "columns": [*(one["name"] for one in below["bodies"]), reader.say("all_below")],
        "rows": rows,
    }


def _short(reader: Reader, unit: str, value: dict[str, Any] | None) -> str:
    """Return a value as it fits into a narrow column."""
    if value is None:
        return NOT_SHOWN
    if unit == "share":
        return f"{value['count']}/{value['of']}" if value["of"] else reader.say("nothing")
    if unit == "hours":
        return f"{value['median']}/{value['p90']}" if value["count"] else reader.say("nothing")
    return number(value["value"])
