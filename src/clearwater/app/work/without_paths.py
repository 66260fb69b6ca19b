"""A run as it is shown to people: where files lie on the server is nobody's affair out there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pyarrow as pa

from clearwater.findings.run import Run


def without_paths(run: Run, shown: Mapping[str, str]) -> Run:
    """Return a run whose manifest and quarantine name files as people know them.

    Parameters
    ----------
    shown
        Path -> what people call it.
    """
    quarantine = run.tables["quarantine"]
    names = [file_name(one, shown) for one in quarantine.column("file").to_pylist()]
    place = quarantine.schema.get_field_index("file")
    field = quarantine.schema.field(place)
    named = quarantine.set_column(place, field, pa.array(names, field.type))
    tables = {**run.tables, "quarantine": named}
    return replace(run, manifest=manifest_without(run.manifest, shown), tables=tables)


def manifest_without(manifest: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """Return a manifest without paths."""
    said = dict(manifest)
    said["inputs"] = [
        {**one, "name": file_name(str(one["name"]), shown)} for one in manifest["inputs"]
    ]
    said["notes"] = [_replaced(str(one), shown) for one in manifest["notes"]]
    if "command" in said:
        said["command"] = _command(_replaced(str(said["command"]), shown))
    return said


def file_name(path: str, shown: Mapping[str, str]) -> str:
    """Return what people call a file."""
    return shown.get(path) or PurePath(path).name or path


def _replaced(text: str, shown: Mapping[str, str]) -> str:
    for path in sorted(shown, key=len, reverse=True):
        text = text.replace(path, shown[path])
    return text


def _command(command: str) -> str:
    """Return a command whose arguments end with names, not paths."""
    return " ".join(
        word.rpartition("/")[2] if word.lstrip("'\"").startswith("/") else word
        for word in command.split(" ")
    )
