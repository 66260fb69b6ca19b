from __future__ import annotations

import pytest

from clearwater.app.farms import farms_named
from clearwater.errors import ParameterError
from clearwater.evaluate.injection import TWENTY_FARMS, Farm


def test_without_a_name_there_are_twenty() -> None:
    assert farms_named([]) == TWENTY_FARMS


def test_what_is_typed_is_planted_in_that_order() -> None:
    typed = ["accounts=100,jobs=20,jitter=5min", " cover=2.5 , share=40% ", "jitter=0"]
    assert farms_named(typed) == (
        Farm(accounts=100, jobs=20, jitter_s=300.0),
        Farm(cover=2.5, share=0.4),
        Farm(jitter_s=0.0),
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("acounts=3", "did you mean 'accounts'?"),
        ("jitter_s=3", "did you mean 'jitter'?"),
        ("", "accounts, jobs, jitter, cover, share"),
        ("accounts=3,", "found ''"),
        ("accounts", "--farm accounts cannot be used like this; expected a whole number; found ''"),
        ("accounts=三百", "found '三百'"),
        ("jobs=2.5", "--farm jobs cannot be used like this; expected a whole number"),
        ("cover=some", "--farm cover cannot be used like this; expected a number; found 'some'"),
        ("jitter=soon", "not a duration"),
        ("share=2", "not a share"),
        ("accounts=1", "accounts of Farm is out of range; expected 2 to 100000; found 1"),
        ("cover=nan", "cover of Farm is out of range"),
        ("jobs=3,accounts=5,jobs=30", "--farm names jobs twice"),
    ],
)
def test_what_cannot_be_planted_is_refused_and_says_what_can(typed: str, said: str) -> None:
    with pytest.raises(ParameterError) as refused:
        farms_named(["accounts=5", typed])
    assert said in str(refused.value)
