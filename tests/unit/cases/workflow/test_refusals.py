from __future__ import annotations

import re
from pathlib import Path

import clearwater
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import WORDS, Code, refuse

SOURCE = Path(clearwater.__file__).parent


def test_every_code_has_words_in_both_languages_and_no_two_the_same() -> None:
    assert set(WORDS) == set(Code)
    assert len({words.en for words in WORDS.values()}) == len(Code)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in words.zh) for words in WORDS.values())


def test_every_code_is_used_and_every_refusal_has_a_code_of_the_list() -> None:
    """Some stand in the use-cases: whether something is there is asked before the workflow."""
    steps = [f.read_text() for f in SOURCE.glob("cases/workflow/*.py") if f.name != "refusals.py"]
    texts = [*steps, *(f.read_text() for f in SOURCE.glob("app/**/*.py"))]
    used = {name for text in texts for name in re.findall(r"\bCode\.([A-Z_]+)", text)}
    assert used == {code.name for code in Code}
    assert not any(re.search(r"\bRefusal\(", text) for text in steps)


def test_a_refusal_becomes_an_error_with_everything_it_says() -> None:
    error = RefusedError(refuse(Code.TOO_LATE, expected="yesterday", found="today"), where="case-1")
    assert error.code == "too late"
    assert "yesterday" in str(error)
    assert "case-1" in str(error)
