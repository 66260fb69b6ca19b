from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.workflow.passwords import COMMON, in_one_form, password_refused


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "五个月亮照着河边的老槐树",
        "Tr0ub4dor&3xx",
        "83920174650938271645",
        "    rain on the roof",
        "passwords are words that pass",
        "🌊🐟🌙⭐🌧🍃🪨🐚🌾🦀🐢🐙",
    ],
)
def test_whatever_is_long_and_not_the_first_guess_is_taken(password: str) -> None:
    assert password_refused(password, "li.wei") is None


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", "12 to 256"),
        ("elevensigns", "12 to 256"),
        ("五个月亮照着河边的老树", "12 to 256"),
        ("é" * 300, "12 to 256"),
        ("li.weili.wei", "not the login"),
        ("LI.WEI-2026-03", "not the login"),
        ("aaaaaaaaaaaaaaa", "tried first"),
        ("abcabcabcabcabc", "tried first"),
        ("abcdefghijklmn", "tried first"),
        ("ponmlkjihgfed", "tried first"),
        ("123456789012", "tried first"),
        ("password1234", "tried first"),
        ("PasswordPassword", "tried first"),
        ("P@ssw0rd2026!", "tried first"),
        ("qwertyuiop[]", "tried first"),
        ("clearwater2026", "tried first"),
        ("woaini1314520", "tried first"),
        ("密码密码密码1234567890", "tried first"),
        ("我爱你我爱你5201314", "tried first"),
        ("\ud800 half of a sign", "Unicode"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, expected: str) -> None:
    refusal = password_refused(password, "li.wei")
    assert refusal is not None
    assert refusal.code == "weak password"
    assert expected in refusal.expected
    assert not password or password not in f"{refusal.found}{refusal.expected}"


@given(
    st.lists(st.sampled_from(sorted(COMMON)), min_size=1, max_size=6),
    st.text("0123456789!.", max_size=3),
)
def test_common_words_in_a_row_are_refused_whatever_stands_behind(
    words: list[str], behind: str
) -> None:
    assert password_refused("".join(words) + behind, "li.wei") is not None


@given(st.text(max_size=40), st.text(max_size=12))
def test_every_text_is_taken_or_refused(password: str, login: str) -> None:
    refusal = password_refused(password, login)
    assert refusal is None or refusal.code == "weak password"
    if refusal is None:
        assert password_refused(in_one_form(password), login) is None
