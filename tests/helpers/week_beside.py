"""What people of one body try to see of the others: every address, and every act by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.helpers.bodies_life import CITY
from tests.helpers.web_description import description
from tests.helpers.web_server import API
from tests.helpers.week_of_bodies import Week
from tests.helpers.week_world import STAFF

WITHOUT = ("/health", "/openapi", "/provider")
"""Begin addresses that everybody may ask, whoever he is."""
NOT_NAMED = frozenset({"number", "week", "quarter", "figure", "file"})
"""What an address can name besides things of somebody."""
WHY, PURPOSE = {"why": "为什么 why"}, {"purpose": "case work"}


def names_in_acts(week: Week, bodies: tuple[str, ...]) -> set[str]:
    """Return the names of everything that acts of these bodies wrote."""
    found = set()
    for body in bodies:
        with week.world.store.reading(body) as unit:
            found |= {
                str(key) for entry in unit.entries() for one in entry.writes for key in one.key
            }
    return {one for one in found if re.fullmatch(r"[a-z]+-[\w-]{6,}", one)}


def words_of(text: str) -> set[str]:
    """Return the words of an answer; names of things are one word each."""
    return set(re.split(r"[^\w-]+", text))


def named_by(week: Week) -> dict[str, str]:
    """Return what somebody has heard of: names of things of other bodies."""
    return {
        "case": week.known["C"].name,
        "clue": week.things["up clue"],
        "duty": week.things["duty"],
        "handover": week.things["down"],
        "part": week.things["part"],
        "report": week.intake.names[0],
        "user": f"lead.{CITY}",
        "body": CITY,
        "run": "run-1",
        "other": "run-2",
        "upload": f"upload-{'7' * 12}",
        "job": f"job-{'7' * 12}",
    }


def looked_at_everything(week: Week, body: str) -> Iterator[tuple[Any, list[str]]]:
    """Yield the answer to each address, by each role of a body, and what the address names.

    Raises
    ------
    AssertionError
        If there is an address about which nobody has thought here.
    """
    named = named_by(week)
    for path, operations in description()["paths"].items():
        names = re.findall(r"{(\w+)}", path)
        if "get" not in operations or path.removeprefix(API).startswith(WITHOUT):
            continue
        if not set(names) <= named.keys():
            assert set(names) <= NOT_NAMED, f"nothing is asked about {path}"
            continue
        for role in ("lead", *STAFF):
            place = path.removeprefix(API).format(**named)
            yield asked_by(week, f"{role}@{body}", "GET", place), names


def asked_by(week: Week, who: str, method: str, path: str, said: Any = None) -> Any:
    """Return what somebody is answered, whatever it is."""
    role, _, body = who.partition("@")
    shown = week.world.shown(role, body)
    return week.world.client.request(method, API + path, json=said, headers=shown)


def deeds(week: Week, body: str) -> list[tuple[str, str, Any]]:
    """Return what people of a body try with things of others, by the names that they have."""
    named = named_by(week)
    case, part, offer = (named[what] for what in ("case", "part", "handover"))
    return [
        ("auditor", f"/cases/{case}/readings", PURPOSE),
        ("investigator", f"/cases/{case}/assignments", {"to": f"investigator.{body}"}),
        ("lead", f"/cases/{case}/closings", WHY),
        ("lead", f"/cases/{case}/packages", {}),
        ("lead", f"/cases/{case}/invitations", {"body": body, "question": "我们？ us?"}),
        ("lead", f"/handovers/{offer}/acceptances", {}),
        ("lead", f"/handovers/{offer}/returns", WHY),
        ("lead", f"/handovers/{offer}/withdrawals", WHY),
        ("lead", "/handovers", {"what": case, "to": body, **WHY}),
        ("auditor", f"/parts/{part}/readings", PURPOSE),
        ("lead", f"/parts/{part}/answers", {"state": "takes part"}),
        ("lead", f"/parts/{part}/positions", {"position": "disagrees", **WHY}),
        ("reviewer", f"/parts/{part}/approvals", {}),
        ("reviewer", f"/parts/{part}/refusals", WHY),
        ("investigator", f"/duties/{named['duty']}/documents", {"document": {}}),
        ("investigator", f"/duties/{named['duty']}/checks", {"found": []}),
        ("intake", f"/user-reports/{named['report']}/readings", {"purpose": "reports"}),
        ("investigator", f"/clues/{named['clue']}/settings-aside", WHY),
    ]
