"""The page's own parts are small, complete, and joined without a clash."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import clearwater.report
from clearwater.report import bundle

FOLDER = Path(clearwater.report.__file__).parent
PARTS = sorted([*FOLDER.glob("static/*"), *FOLDER.glob("templates/*")])
MODULES = sorted(path.name for path in FOLDER.glob("static/*.js"))
DECLARED = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_no_part_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("name", MODULES)
def test_each_module_stands_in_the_script_once(name: str) -> None:
    assert bundle.script().count(f"// {name}\n") == 1


def test_imports_and_exports_are_gone() -> None:
    assert re.findall(r"^(?:import|export)\b.*", bundle.script(), re.MULTILINE) == []


def test_no_two_modules_declare_the_same_name() -> None:
    counted = Counter(DECLARED.findall(bundle.script()))
    assert [name for name, times in counted.items() if times > 1] == []


def test_a_module_stands_after_what_it_imports() -> None:
    script = bundle.script()
    assert script.index("// dom.js") < script.index("// table.js") < script.index("// main.js")


def test_the_script_cannot_end_its_own_element() -> None:
    assert "</script" not in bundle.script()
    assert "</style" not in bundle.styles()


def test_styles_load_nothing() -> None:
    assert re.findall(r"url\(|@import", bundle.styles()) == []


def test_scripts_parse_no_html_and_ask_no_network() -> None:
    doors = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp|WebSocket"
    )
    assert re.findall(doors, bundle.script()) == []


@pytest.mark.parametrize("name", ["ink", "mute", "teal", "amber-ink"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_colours_can_be_read(name: str, ground: str) -> None:
    assert _contrast(_colour(name), _colour(ground)) >= 4.5


def _colour(name: str) -> tuple[float, float, float]:
    found = re.search(rf"--{name}: #([0-9a-f]+);", bundle.styles())
    assert found is not None
    digits = found.group(1)
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    red, green, blue = (int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
