"""What a circle was picked by does not speak for it."""

from __future__ import annotations

import clearwater as cw
from tests.helpers.desk import DESK
from tests.helpers.desk_run import SPUN, WINDOWS, desk_event_log


def families(*leads: str) -> tuple[str, ...]:
    found = cw.expand(desk_event_log(), list(leads), windows=WINDOWS)
    assert found.held == set(DESK)
    return found.families


def test_from_accounts_place_and_words_speak_for_the_circle() -> None:
    assert {"moves", "place", "says"} <= set(families("account:desk0", "account:desk1"))


def test_from_a_line_place_does_not() -> None:
    found = families("line:line-desk")
    assert "moves" in found
    assert "place" not in found


def test_from_a_text_words_do_not() -> None:
    found = families(f"text:{SPUN[0]}")
    assert "moves" in found
    assert "says" not in found
