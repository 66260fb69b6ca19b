"""The JSON Schema of a statement of reasons, for those who check without Clearwater.

``dsa_schema.json`` beside this file is what `made` returns; a test holds that. It says all that the
model says but three things that JSON Schema has no words for: that a day is in the calendar, that
an end is not before the beginning, and that no puid comes twice.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from clearwater.cases.exchange.dsa_statement import Statement

NAME = "dsa_schema.json"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def made() -> dict[str, Any]:
    """Return the schema as it follows from the model, draft 2020-12."""
    said = Statement.model_json_schema(mode="validation", by_alias=True)
    return {
        "$schema": _DRAFT,
        "title": "Statement of reasons, EU Digital Services Act",
        **{name: value for name, value in said.items() if name not in {"title", "description"}},
    }


def written() -> str:
    """Return the text of the file."""
    return json.dumps(made(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def kept() -> dict[str, Any]:
    """Return the schema as it is kept."""
    said = files("clearwater.cases.exchange").joinpath(NAME).read_text(encoding="utf-8")
    return dict(json.loads(said))
