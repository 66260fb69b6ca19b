"""Statements of reasons written from the documentation of the EU's transparency database.

``golden/valid.jsonl`` holds statements that it takes, ``golden/invalid.jsonl`` some that it refuses
(``refused``) or takes otherwise than meant, each with the field that is at fault.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / name).read_text("utf-8").splitlines()]


VALID = _lines("valid.jsonl")
INVALID = _lines("invalid.jsonl")
NAMES = [f"{place} {one['field']}" for place, one in enumerate(INVALID)]
"""Of tests of invalid samples."""
PLAIN: dict[str, Any] = VALID[0]["statement"]
"""As short as can be."""


def with_(**changes: Any) -> dict[str, Any]:
    """Return the plain statement with other values; a field that is None is left out."""
    said = {**PLAIN, **changes}
    return {name: value for name, value in said.items() if value is not None}
