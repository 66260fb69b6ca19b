"""What a page of the documentation tells its reader to do, step by step, in the order of the page.

A line of a block without a language is typed into a shell. An item of a list that begins with a
bold word is done in the browser: **Press** `g` `r`, **Click** *Agree*, **Fill in** *Why*: `words`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DOINGS: Mapping[str, str] = {
    "Press": "press", "按": "press",
    "Click": "click", "点击": "click",
    "Fill in": "fill", "填写": "fill",
    "Tick": "tick", "勾选": "tick",
    "Choose": "choose", "选择": "choose",
    "Save": "save", "保存": "save",
    "See": "see", "应看到": "see",
}  # fmt: skip
"""First words of an item -> what is done."""
_ITEM = re.compile(r"- \*\*(?P<doing>[^*]+)\*\*(?P<rest>.*)")
_NAME, _CODE = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)"), re.compile(r"`([^`]+)`")
WORDS_A_MINUTE, SIGNS_A_MINUTE = 200, 300
"""How fast somebody reads who wants to understand: words of English, signs of Chinese."""
STEP_S = 6
"""How long a person takes to do one step in the browser, or to paste one line."""


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    doing: str
    """A value of `DOINGS`, or ``type``."""
    name: str = ""
    """Of what is seen, clicked or filled in."""
    said: tuple[str, ...] = ()
    """Keys, or what is typed."""
    line: int = 0


def steps_of(page: Path) -> list[Step]:
    """Return the steps of a page.

    Raises
    ------
    ValueError
        If an item begins with a bold word that is nothing to do: it would be passed over.
    """
    steps: list[Step] = []
    block: str | None = None
    for line, text in enumerate(page.read_text("utf-8").splitlines(), start=1):
        if text.startswith("```"):
            block = text[3:].strip() if block is None else None
        elif block is not None:
            if block == "" and text.strip():
                steps.append(Step("type", said=(text.strip(),), line=line))
        elif (item := _ITEM.match(text)) is not None:
            steps.append(_step(page, line, item))
    return steps


def _step(page: Path, line: int, item: re.Match[str]) -> Step:
    doing = DOINGS.get(item["doing"].strip())
    if doing is None:
        raise ValueError(f"{page.name}, line {line}: nobody knows how to {item['doing']!r}")
    name = _NAME.search(item["rest"])
    return Step(doing, name[1] if name else "", tuple(_CODE.findall(item["rest"])), line)


def minutes_of(page: Path) -> float:
    """Return about how long a person takes for a page: reading it, and doing what it says.

    Waiting for the machine comes on top.
    """
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = len(re.findall(r"[A-Za-z][A-Za-z'’-]*", text))
    reading = chinese / SIGNS_A_MINUTE + words / WORDS_A_MINUTE
    return reading + len([one for one in steps_of(page) if one.doing != "see"]) * STEP_S / 60
