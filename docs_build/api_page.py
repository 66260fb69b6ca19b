"""The page HTTP operations, and the description of the interface as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clearwater.cases.workflow.rights import OWN_RIGHTS, RIGHTS, Verb
from clearwater.web.application import described_app
from docs_build.markdown import NOTICE, code, table

INTRO = """# HTTP operations

Every operation of the interface, with the right that it needs and the roles that have it. The same
as [OpenAPI 3.1](openapi.json), which `GET /api/v1/openapi.json` gives too. How to ask, and what is
answered to mistakes: [HTTP](../api.md).

*on record* means that identifiers or words of people are shown, and that an entry says to whom and
for what.

"""
EVERYBODY = "everybody who is logged in"


def openapi_file() -> str:
    """Return the description as the project keeps it: what changes in it, changes for others."""
    described = described_app().openapi()
    return json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def api_page() -> str:
    """Return the page."""
    described = described_app().openapi()
    parts = [NOTICE, INTRO]
    nouns: dict[str, list[tuple[str, ...]]] = {}
    for method, path, said in _operations(described):
        row = (code(f"{method} {path}"), said["summary"], said["description"], _needs(said))
        nouns.setdefault(said["tags"][0], []).append(row)
    for noun, rows in nouns.items():
        header = ("operation", "what", "more", "right: roles")
        parts.append(f"## {noun.capitalize()}\n\n{table(header, rows)}\n")
    return "".join(parts).rstrip("\n") + "\n"


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in described["paths"].items():
        for method, said in operations.items():
            yield method.upper(), path.removeprefix("/api/v1"), said


def _needs(said: dict[str, Any]) -> str:
    if "x-open" in said:
        return str(said["x-open"])
    record = "; on record" if said.get("x-shows") else ""
    if said["x-verb"] == "none":
        return EVERYBODY
    verb = Verb(said["x-verb"])
    if verb in OWN_RIGHTS:
        return f"{verb}: {EVERYBODY}{record}"
    roles = ", ".join(role for role, verbs in RIGHTS.items() if verb in verbs)
    return f"{verb}: {roles}{record}"
