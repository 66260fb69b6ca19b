"""Both languages say the same things, and every text the page asks for exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import clearwater.report
from clearwater.errors import ParameterError
from clearwater.report.overview_view import BLIND_SPOTS
from clearwater.report.texts import LANGUAGES, Speaker, catalogue

FOLDER = Path(clearwater.report.__file__).parent
PLACE = re.compile(r"\{(\w+)\}")


def _asked_for() -> set[str]:
    """Return the keys that templates and scripts name in full."""
    templates = "".join(path.read_text("utf-8") for path in FOLDER.glob("templates/*"))
    scripts = "".join(path.read_text("utf-8") for path in FOLDER.glob("static/*.js"))
    keys = set(re.findall(r'(?:say|plain)\("([a-z_.]+[a-z_])"', templates))
    keys |= set(re.findall(r'data-label="([a-z_.]+)"', templates))
    keys |= set(re.findall(r'\bt\("([a-z_.]+)"', scripts))
    keys |= set(re.findall(r'label: "([a-z_.]+)"', scripts))
    return keys


def test_languages_have_the_same_keys() -> None:
    assert set(catalogue("en")) == set(catalogue("zh-CN"))


def test_languages_fill_the_same_places() -> None:
    en, zh = catalogue("en"), catalogue("zh-CN")
    differing = [key for key in en if set(PLACE.findall(en[key])) != set(PLACE.findall(zh[key]))]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_the_page_asks_for_exists(language: str) -> None:
    texts = catalogue("zh-CN" if language == "zh-CN" else "en")
    asked = _asked_for()
    assert len(asked) > 80
    assert {key for key in asked if key not in texts and f"{key}.other" not in texts} == set()


def test_chinese_texts_are_chinese() -> None:
    same = {key for key, text in catalogue("zh-CN").items() if text == catalogue("en")[key]}
    assert same == {"findings.q", "accounts.q", "pair.q", "scanned.hash"}


@pytest.mark.parametrize("spot", BLIND_SPOTS)
def test_known_blind_spots_have_words(spot: str) -> None:
    assert f"blind.{spot}" in catalogue("en")


def test_one_and_many_are_told_apart() -> None:
    speaker = Speaker("en")
    assert speaker.plain("overview.found", n="1").startswith("1 group moved")
    assert speaker.plain("overview.found", n="3").startswith("3 groups moved")


def test_values_are_escaped_in_text_and_in_the_mark() -> None:
    said = Speaker("en").say("recompute.title", name='"><script>')
    assert "<script>" not in said


def test_an_unknown_word_of_a_run_is_shown_as_it_is() -> None:
    assert Speaker("en").term("level", "<new level>") == "&lt;new level&gt;"


def test_an_unknown_language_is_refused_with_a_hint() -> None:
    with pytest.raises(ParameterError, match=r"found 'zh_CN'\. did you mean 'zh-CN'"):
        catalogue("zh_CN")
