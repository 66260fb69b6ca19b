"""Records as rows, and their digests."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import pytest

from clearwater.cases.records.base import row_digest
from clearwater.cases.records.case import Case, CaseState
from tests.helpers.stores import a_case


def test_a_record_comes_back_from_its_row() -> None:
    case = a_case("case-1", title="标题")

    assert Case.of_row(case.row()) == case


def test_words_of_an_enumeration_are_texts_in_the_row() -> None:
    row = replace(a_case("case-1"), state=CaseState.IN_REVIEW).row()

    assert type(row["state"]) is str
    assert row["state"] == "in review"


def test_columns_that_it_does_not_know_are_left_out() -> None:
    case = a_case("case-1")

    assert Case.of_row({**case.row(), "colour": "red"}) == case


def test_the_digest_is_of_the_canonical_form() -> None:
    """Computed with sha256sum over the JSON, by hand."""
    digest = row_digest("rings", {"ring": "r", "organisation": "main", "first_us": 1})

    assert digest == "c7c5db4bc856f1e4db48e4ff54c5c4743d34f1d44ba485ddcb17f455a0838eac"


@pytest.mark.parametrize("value", [1.5, True, b"x", ["a"]])
def test_other_values_are_refused(value: object) -> None:
    case = replace(a_case("case-1"), severity=value)  # type: ignore[arg-type]  # on purpose

    with pytest.raises(TypeError, match="text, whole numbers or nothing"):
        case.row()


def test_the_key_is_text() -> None:
    class Word(StrEnum):
        ONE = "one"

    assert replace(a_case("x"), case=Word.ONE).key == ("one",)
