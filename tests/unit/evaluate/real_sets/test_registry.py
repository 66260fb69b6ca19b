from __future__ import annotations

import re

import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate import real_sets
from clearwater.evaluate.real_sets import REAL_SETS, RealSet, notice, real_set

EACH = pytest.mark.parametrize("each", REAL_SETS.values(), ids=list(REAL_SETS))


def test_the_public_names_are_these_and_no_others() -> None:
    assert set(real_sets.__all__) == {
        "REAL_SETS",
        "Asked",
        "Fetched",
        "ProtocolRow",
        "RealSet",
        "SetFile",
        "checked",
        "fetch",
        "notice",
        "real_set",
    }


@EACH
def test_every_set_says_whose_it_is_and_what_it_cannot_show(each: RealSet) -> None:
    for text in (each.what, each.licence, each.redistribution, each.label, *each.traps):
        assert text.endswith(".")
    assert each.traps
    assert each.origin == "see the name" or re.fullmatch(r"https?://\S+", each.origin)


@EACH
def test_files_are_known_by_checksum(each: RealSet) -> None:
    assert len({file.name for file in each.files}) == len(each.files) > 0
    for file in each.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.rows > 0


def test_no_two_files_are_the_same() -> None:
    sums = [file.sha256 for each in REAL_SETS.values() for file in each.files]
    assert len(set(sums)) == len(sums)


def test_the_notice_holds_origin_terms_and_every_trap() -> None:
    text = notice("hop_sybil")
    wanted = real_set("hop_sybil")
    for part in (wanted.origin, wanted.licence, wanted.redistribution, *wanted.traps):
        assert part in text
    assert "downloads nothing" in text


def test_near_names_are_offered() -> None:
    with pytest.raises(ParameterError, match="did you mean 'hop_sybil'"):
        real_set("hop_sibyl")
