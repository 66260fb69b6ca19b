"""The page Figures: what each one counts, what holds them against each other, and the limits."""

from __future__ import annotations

from pathlib import Path

from clearwater.cases.figures.base import Figure, Unit
from clearwater.cases.figures.crosscheck.rules import RULES
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.words import DIMENSIONS, GROUPS
from docs_build.markdown import NOTICE, code, table

_TEXT = Path(__file__).with_suffix(".md")
"""What people wrote of the page; the tables come in where it says so."""


def figures_page() -> str:
    """Return the page."""
    written = _TEXT.read_text(encoding="utf-8")
    page = written.replace("<!-- figures -->", _figures()).replace("<!-- rules -->", _rules())
    return NOTICE + page


def _figures() -> str:
    parts = ["## What each figure counts"]
    for group, words in GROUPS.items():
        own = [one for one in FIGURES if one.group == group]
        parts += [f"### {words.en} · {words.zh}", table(_HEAD, map(_row, own)).rstrip("\n")]
    return "\n\n".join(parts)


def _rules() -> str:
    rows = [(code(rule.id), rule.words.en, rule.words.zh) for rule in RULES]
    head = ("rule", "what it says", "说明")
    return f"## What is held against what\n\n{_CHECK}\n\n" + table(head, rows).rstrip("\n")


_HEAD = ("figure", "by", "unit", "what it counts", "口径")
_CHECK = (
    "`clearwater report check SOURCE...` reads weekly and transparency reports, platforms' "
    "self-reports and statements of reasons (`.jsonl`), and with `--ledger` counts again what the "
    "reports of your organisation say. It names every rule that is broken and where both figures "
    "stand, and ends with 1. A rule that cannot be asked is named with the reason."
)
_UNITS = {
    Unit.COUNT: "count",
    Unit.DISTINCT: "distinct, does not add up",
    Unit.HOURS: "hours: median, 90 % mark",
    Unit.SHARE: "share with 95 % interval",
}


def _row(one: Figure) -> tuple[str, str, str, str, str]:
    by = ", ".join(DIMENSIONS[name].en for name in one.by) or "-"
    unit = _UNITS[one.unit] + (", at the end" if one.stock else "")
    name = f"**{one.words.en}** {code(one.id)} v{one.version}"
    return name, by, unit, one.definition.en, f"**{one.words.zh}**：{one.definition.zh}"
