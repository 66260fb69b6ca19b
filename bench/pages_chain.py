"""The section on roles, suppliers and customers."""

from __future__ import annotations

from typing import Any

from bench.markdown import table

Result = dict[str, Any]
COUNTS = ("planted", "in findings", "found", "false")

HEAD = """## The chain behind findings

`clearwater chain` on made-up months with six rings, of which one has nothing in common with the
others and no roles. *Planted* is what was put there, *found* what was told of it, *false* what was
told and was not there: a role of somebody who has none, a supplier or customer of rings that do not
share it. Only a member has a role, and who comes before all others every time is often none: nobody
is to be framed by being followed, so a moment does not speak against whoever was first. A rider
comes hours later, when more outsiders than members have come, to six of ten of its jobs; a hub
comes to four jobs of each of three other rings; a customer's objects are four of twenty jobs of two
rings; a batch is set up within one hour in the middle of the month.
"""


def section(result: Result) -> str:
    """Return the section in Markdown."""
    rows = [
        [what, name, *(counts[column] for column in COUNTS)]
        for what, counted in (
            ("role", result["roles"]),
            ("supplier", result["suppliers"]),
            ("customer", {"target": result["customers"]}),
        )
        for name, counts in counted.items()
    ]
    low, high = result["seeds"]
    return "\n".join([HEAD, table(["", "", *COUNTS], rows), _logs(low, high)])


def _logs(low: int, high: int) -> str:
    return (
        f"{high - low + 1} logs. All rings, honest accounts and sentences are made up; roles are "
        "planted as they are defined, so these figures say that the tests work and how often they "
        "name somebody else, not how real rings share out their work.\n"
    )
