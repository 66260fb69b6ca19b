"""The section on attackers who learn."""

from __future__ import annotations

from typing import Any

from bench.figures_attackers import cheaper, floor_of
from bench.markdown import number, table

Result = dict[str, Any]

OURS, TO_A_DAY = "clearwater", "clearwater-to-a-day"
CHEAP_TO_BEAT = 1.25

HEAD = """## Attackers who learn: what does it cost to stay under a detector?

A farm that knows nothing of detectors is found by most of them. A seller who loses accounts changes
how he works. So each method stands against a search that plays the seller: it delivers the same
orders again and again, sees which of its accounts are flagged, and looks for the cheapest way to
deliver likes that *survive* (their account is not flagged at the end of the log). What counts is
how dear the method makes them. Told are costs; how they were reached is neither stored nor
published. All of this happens in simulated logs.
"""

READING = """How to read it: *naive* is the cost of 1,000 surviving likes from the cheap farm with
which the search begins, *adapted* from the plan with which it ends, *other search* that of the
dearer search; all in months that no search has seen. *Times the floor* is adapted against the
cost where nobody looks; **at 1 the method costs nothing to a seller who has learnt**. Losses are
for 1,000 surviving likes: *accounts lost* are flagged, *orders lost* are orders' worth of likes set
aside or given as decoys, *days* are spent warming accounts up and until the average like has come.
*Lost while learning* are all accounts flagged during the search, and are part of no other figure. A
method that accuses everybody is dear to get past, so look at *honest accused per 10k* (of 10,000
honest accounts in these same logs) before anything else.
"""

NOT_SAID = """What it does not say: the costs are upper bounds, for a longer search may find a
cheaper way. The seller has one order book, knows nothing of the method but what it flags, and the
method never changes while he learns. Prices decide what is cheap: above all, what customers take
off for likes that come late.
"""


def section(result: Result) -> str:
    """Return the section in Markdown."""
    parts = [
        HEAD,
        _table(result),
        READING,
        "![Cost of surviving likes while a seller learns](figures/attackers.svg)\n",
        f"Each thin line is one search, the thick one the cheaper so far, the dot its cost in new "
        f"months. A line begins where the first likes survive at a cost that the plot can hold. "
        f"A like sells for {number(result['break_even'] / 1_000)} units, so that nothing is earned "
        f"above {number(result['break_even'])} for 1,000.\n",
        f"### Where Clearwater is cheap to beat\n\n{_ours(result)}",
        NOT_SAID,
        f"### Prices\n\nIn units of one bought account; ours, and relative.\n\n{_prices(result)}",
        f"### Search, budget, seeds\n\n{_search(result)}",
    ]
    return "\n".join(parts)


def _table(result: Result) -> str:
    head = (
        "method", "naive", "adapted", "times the floor", "honest accused per 10k", "other search",
        "accounts lost", "orders lost", "days", "likes surviving, %", "lost while learning",
    )  # fmt: skip
    floor, rows = floor_of(result), []
    for row in result["methods"]:
        best, others = cheaper(row), [one for one in row["searches"] if one is not cheaper(row)]
        adapted = best["adapted"]
        rows.append(
            [
                f"**{row['method']}**" if row["method"] == OURS else row["method"],
                _cost(best["cheap"]),
                _cost(adapted),
                _times(best, floor),
                f"{best['accused_per_10k']:.1f}",
                ", ".join(_cost(one["adapted"]) for one in others) or "–",
                _one_digit(adapted["accounts_lost"]),
                _one_digit(adapted["orders_lost"]),
                _one_digit(adapted["days"]),
                f"{100 * adapted['surviving']:.0f}",
                number(best["lost_learning"]),
            ]
        )
    return table(head, rows)


def _ours(result: Result) -> str:
    """Return what our own row says, and the known reasons for it."""
    rows = {row["method"]: cheaper(row) for row in result["methods"]}
    floor, lines = floor_of(result), []
    for name, words in ((OURS, "At its defaults"), (TO_A_DAY, "With windows up to a day")):
        if name not in rows:
            continue
        cost = rows[name]["adapted"]["cost"]
        if cost is None:
            lines.append(f"{words}, no way past was found within this budget.")
            continue
        verdict = (
            "**That is cheap to beat: it stops sellers who do not learn.**"
            if cost / floor < CHEAP_TO_BEAT
            else "The seller still earns."
            if cost < result["break_even"]
            else "At that price the seller earns nothing."
        )
        lines.append(
            f"{words}, a seller who has learnt pays {cost / floor:.2f} times what he would pay "
            f"where nobody looks. {verdict}"
        )
    return (
        "\n".join(f"- {line}" for line in lines) + "\n- The reasons are the limits stated on this "
        "page: a window must be at least the jitter, and the widest default window is six hours; "
        "a group that always acts at an object's birth, or has few jobs an account, is not seen by "
        "timing; and where its accounts share no device, line, text or birthday, nothing else is "
        "left to see.\n"
    )


def _prices(result: Result) -> str:
    rows = [[one["per"], one["units"], one["why"]] for one in result["prices"]]
    return table(("for", "units", "why"), rows)


def _search(result: Result) -> str:
    effort, world, seeds = result["effort"], result["world"], result["seeds"]
    return (
        f"- **Orders:** {result['orders']} objects, {result['likes_an_order']} likes each, within "
        f"{world['days']} days.\n"
        f"- **Log:** {number(world['honest accounts'])} honest accounts, "
        f"{number(world['objects'])} objects, {number(world['private honest events'])} private "
        f"honest events, beside them {', '.join(world['crowds'])}; drawn anew for every trial, the "
        "same ones for every method. Creation times of objects are given.\n"
        f"- **Budget:** {effort['months']} trials a search: {effort['first']} farms all over the "
        f"range of {result['decisions']} decisions, the naive one among them; "
        f"{effort['generations']} generations of {effort['offspring']}; the best "
        f"{effort['parents']} compared again over {effort['again']} further months each. The one "
        f"that is cheapest over its trials is told, from {effort['told']} new months.\n"
        f"- **Search:** an evolution strategy, ({effort['parents']} + {effort['offspring']}), with "
        "self-adaptive Gaussian steps; children of one parent or two; decisions are now and then "
        "drawn anew, and precautions left off.\n"
        f"- **Seeds:** {', '.join(map(str, seeds))}, one search each; the cheaper one is in the "
        "table. The search was tuned on made-up rules whose cheapest way past was known, and with "
        "other seeds.\n\n"
        + "\n".join(f"- **{row['method']}**: {row['settings']}" for row in result["methods"])
        + "\n"
    )


def _cost(costs: Result) -> str:
    return "no like survives" if costs["cost"] is None else number(float(costs["cost"]))


def _times(best: Result, floor: float) -> str:
    cost = best["adapted"]["cost"]
    return "–" if cost is None else f"{cost / floor:.2f}"


def _one_digit(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
