"""The section on rings that come back."""

from __future__ import annotations

from typing import Any

from bench.markdown import table

Result = dict[str, Any]

HEAD = """## Rings that come back

`clearwater rings` keeps signatures without names and compares them with the findings of a later
run. Here every account of the second month is new; what a ring kept of its predecessor stands in
the first column. *Area* is the chance that a pair of the same ring has the smaller p-value than a
pair of two rings that have nothing to do with each other (0.5 is a coin), over all traces and over
behaviour alone; behaviour tells the two programs apart, and not two rings of one.
"""


def section(result: Result) -> str:
    """Return the section in Markdown."""
    body = [
        [
            row["kept"],
            row["rings"],
            row["recognised"],
            row["auc"],
            row["auc_behaviour"],
            *(row["median_bits"].get(name) for name in ("place", "says", "behaviour")),
        ]
        for row in result["kept"]
    ]
    head = ["kept", "rings", "recognised", "area", "area, behaviour alone", "place, bits",
            "says, bits", "behaviour, bits"]  # fmt: skip
    return "\n".join([HEAD, table(head, body), _unrelated(result)])


def _unrelated(result: Result) -> str:
    other = result["unrelated"]
    shares = ", ".join(f"{share:.2%} at or below {p}" for p, share in other["p_at_most"].items())
    return (
        f"Of {other['pairs']:,} pairs of unrelated rings, {other['same_program']:,} of them of the "
        f"same program, **{other['recognised']:,} were taken for the same ring** at q = "
        f"{result['q']:g}; their p-values: {shares}. Two rings of one program cannot be told apart "
        "by behaviour, so behaviour alone recognises nobody. Every ring and every honest account "
        "is made up, and a text pool here is twelve sentences about one product.\n"
    )
