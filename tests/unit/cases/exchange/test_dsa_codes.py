"""The lists of codes, and that the policy that Clearwater brings uses words that are in them."""

from __future__ import annotations

import pytest

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy_work import Category

GONE = (
    "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT",
    "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE",
    "STATEMENT_CATEGORY_NON_CONSENSUAL_BEHAVIOUR",
    "STATEMENT_CATEGORY_UNSAFE_AND_ILLEGAL_PRODUCTS",
)
"""Categories until July 2025."""


def test_the_lists_are_as_long_as_the_published_ones() -> None:
    assert (len(codes.CATEGORIES), len(codes.KEYWORDS)) == (16, 69)
    assert (len(codes.EU), len(codes.COUNTRIES), len(codes.LANGUAGES)) == (27, 30, 183)
    assert not set(GONE) & set(codes.CATEGORIES)


@pytest.mark.parametrize("category", default_policy().categories, ids=lambda one: one.name)
def test_the_policy_says_what_the_lists_say(category: Category) -> None:
    assert category.dsa_category in codes.CATEGORIES
    assert category.dsa_keywords
    assert set(category.dsa_keywords) <= set(codes.KEYWORDS_OF[category.dsa_category])


def test_every_rung_that_restricts_is_a_decision_and_a_warning_is_none() -> None:
    rungs = {rung.name: rung for rung in default_policy().ladder}
    assert {name for name, rung in rungs.items() if not rung.dsa} == {"warn", "interview"}
    assert all(rung.dsa for rung in rungs.values() if rung.restricts)
    words = {word for of_field in codes.DECISIONS.values() for word in of_field}
    assert {rung.dsa for rung in rungs.values() if rung.dsa} <= words
    assert rungs["ban"].dsa == "DECISION_ACCOUNT_TERMINATED"
