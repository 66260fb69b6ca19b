"""The sections on pushed objects and on recounts."""

from __future__ import annotations

from typing import Any

from bench.markdown import table

Result = dict[str, Any]
AP, ALIKE, LOW, HIGH = 0.95, 0.01, 0.85, 0.95
LOOK_ALIKES = ("viral object", "raid", "flash sale")

PUSHED = """## Pushed objects

Which posts, shops and wares were pushed? Every key (object and action) of planted logs is ranked by
the bits that a scan gives it; pushed is a key on which a campaign did {pushed_from} jobs or more.
*Named without any order* are keys that a scan calls pushed and no campaign touched. The worlds and
their crowds are ours, as everywhere on this page.
"""
PANEL = """### Months of real repositories

`github_fake_stars`, the published panel of repositories by month. **Protocol:** the score of a
month is the surprise of its number of stars, given the other months of the same repository and the
ages of all (`count_surges`); the label, the flagged stars and everything else are not seen.
**Trap:** the panel was made of repositories *with* a campaign, and nine in ten have one month in
it, so over all months there is no history to tell anything by, and many stars alone rank best. The
label was itself made from counts of flagged stars, which are part of all stars. Only the second and
third line say something: whether a month with a campaign stands out among the months of its own
repository.
"""
RECOUNT = """## Recount

What is left of a count when what findings did together is set aside, with an interval of 90 %.
Counted are all counts that a finding acted on; *unsure* are those whose interval is wider than a
point. *Off by* is the sum of |authentic - truth| over pushed keys against the sum of their truth,
beside the same of the counts as reported. Acts of members elsewhere, such as the browsing of an
account that is being raised, stay in: they are not done together.
"""


def section(result: Result) -> str:
    """Return both sections in Markdown."""
    return "\n".join([_pushed(result), _panel(result["panel"]), _recount(result["worlds"])])


def _pushed(result: Result) -> str:
    worlds = result["worlds"]
    lines = table(
        [
            "world",
            "logs",
            "keys",
            "pushed",
            "average precision",
            "recall",
            "named without any order",
        ],
        [
            [
                *(w["world"], w["logs"], w["keys"], w["pushed"], w["ap"], w["recall"]),
                w["named_without_any_order"],
            ]
            for w in worlds
        ],
    )
    crowds = sorted({crowd for w in worlds for crowd in w["look_alikes"]})
    rows = []
    for crowd in crowds:
        named = sum(w["look_alikes"].get(crowd, [0, 0])[0] for w in worlds)
        keys = sum(w["look_alikes"].get(crowd, [0, 0])[1] for w in worlds)
        rows.append([crowd, keys, named, f"{100 * named / max(1, keys):.2f}"])
    kept = all(w["ap"] >= AP for w in worlds) and all(
        float(row[3]) <= 100 * ALIKE for row in rows if row[0].startswith(LOOK_ALIKES)
    )
    return "\n".join(
        [
            PUSHED.format(pushed_from=result["pushed_from"]),
            lines,
            "Keys of honest crowds (most of whose accounts are of one) that are called pushed:\n",
            table(["crowd", "keys", "called pushed", "%"], rows),
            f"Promised: average precision {AP} or more in each world, at most {ALIKE:.0%} of viral "
            f"objects, raids and flash sales. {'**Kept.**' if kept else '**Not kept.**'}\n",
        ]
    )


def _panel(panel: Result) -> str:
    if "skipped" in panel:
        return f"{PANEL}\n**Not measured:** {panel['skipped']}.\n"
    burst = panel["bursts"]
    return "\n".join(
        [
            PANEL,
            table(
                ["months", "rows", "with a campaign", "AUC of the surge", "AUC of stars alone"],
                [
                    [r["months"], r["rows"], r["with_campaign"], r["auc_surge"], r["auc_stars"]]
                    for r in panel["rows"]
                ],
            ),
            f"**Bursts without the label.** Of {burst['repositories']:,} repositories with 50 or "
            f"more of the flagged stars in the set, {burst['with_a_surge']:,} have a surge, found "
            f"from the stars' times alone; {burst['share_of_stars_in_surges']:.0%} of these stars "
            "lie in one. Most repositories of the set got their stars spread over years, a few a "
            "day; by the stars of the busiest 24 hours:\n",
            table(
                ["stars within 24 hours", "repositories", "found as a surge"],
                [
                    [f"{d['stars']} or more", d["repositories"], d["with_a_surge"]]
                    for d in burst["by_busiest_day"]
                ],
            ),
            "The set holds positives only: it says nothing about false alarms.\n",
        ]
    )


def _recount(worlds: list[Result]) -> str:
    rows = []
    for world in worlds:
        r = world["recount"]
        rows.append(
            [
                *(world["world"], r["counts"], r["held"] / max(1, r["counts"])),
                *(r["unsure"], r["unsure_held"] / max(1, r["unsure"])),
                r["too_high"],
                f"{100 * r['off'] / r['truth']:.1f}",
                f"{100 * r['off_as_reported'] / r['truth']:.1f}",
            ]
        )
    total = sum(w["recount"]["counts"] for w in worlds)
    held = sum(w["recount"]["held"] for w in worlds) / max(1, total)
    verdict = "**kept**" if LOW <= held <= HIGH else "**not kept**"
    return "\n".join(
        [
            RECOUNT,
            table(
                [
                    *("world", "counts", "intervals that hold", "unsure", "of these hold"),
                    *("truth below", "off by, %", "as reported, %"),
                ],
                rows,
            ),
            f"Over all worlds {held:.1%} of intervals hold the truth; promised are 85 to 95 %: "
            f"{verdict}.\n",
            "![How often intervals hold](figures/recount.svg)\n",
        ]
    )
