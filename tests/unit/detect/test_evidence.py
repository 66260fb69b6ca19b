"""What families that survive allow to be claimed."""

from __future__ import annotations

import pytest

from clearwater.detect.evidence import COORDINATED, LIKELY_INAUTHENTIC, bearing, level_of


@pytest.mark.parametrize(
    ("strong", "level"),
    [
        ((), None),
        (("moves",), COORDINATED),
        (("says",), COORDINATED),
        (("place",), None),
        (("place", "life"), None),
        (("moves", "place"), LIKELY_INAUTHENTIC),
        (("life", "says"), LIKELY_INAUTHENTIC),
    ],
)
def test_one_family_of_moves_or_words_is_enough_and_a_room_is_not(
    strong: tuple[str, ...], level: str | None
) -> None:
    assert level_of(strong) == level


def test_a_device_in_more_hands_than_a_household_has_is_one_hand() -> None:
    assert level_of(("place",), on_devices=True) == COORDINATED
    assert level_of(("place", "life"), on_devices=True) == COORDINATED
    assert level_of(("life",), on_devices=True) is None


def test_a_claim_rests_on_what_speaks_for_it() -> None:
    assert bearing(("moves",), on_devices=False) == ("moves",)
    assert bearing(("moves", "place"), on_devices=False, office=True) == ("moves",)
    assert bearing(("life", "place"), on_devices=True) == ("place",)
    assert bearing(("moves", "place"), on_devices=False) == ("moves", "place")
    assert bearing(("life", "place"), on_devices=False) == ("life", "place")


def test_where_an_office_is_not_ruled_out_its_room_is_no_second_sign() -> None:
    assert level_of(("moves", "place"), office=True) == COORDINATED
    assert level_of(("moves", "place"), office=True, on_devices=True) == LIKELY_INAUTHENTIC
    assert level_of(("moves", "place", "says"), office=True) == LIKELY_INAUTHENTIC
    assert level_of(("place",), office=True) is None
