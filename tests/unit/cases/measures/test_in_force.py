from __future__ import annotations

import pytest

from clearwater.cases.measures.in_force import in_force, restrictions
from tests.unit.cases.measures.made import a_measure


@pytest.mark.parametrize(
    ("at_us", "held"), [(99, False), (100, True), (199, True), (200, False), (10**15, False)]
)
def test_from_its_start_until_its_end_and_not_at_its_end(at_us: int, *, held: bool) -> None:
    assert in_force(a_measure(), at_us) is held


@pytest.mark.parametrize("state", ["planned", "void"])
def test_what_never_began_is_never_in_force(state: str) -> None:
    assert not in_force(a_measure(state, starts_us=None, ends_us=None), 150)
    assert not in_force(a_measure(state), 150)


def test_what_was_lifted_was_in_force_until_then() -> None:
    lifted = a_measure("lifted", lifted_us=150)
    assert [in_force(lifted, at) for at in (99, 100, 149, 150, 199)] == [
        *(False, True, True, False, False)
    ]


def test_what_was_lifted_before_it_began_was_never_in_force() -> None:
    assert not any(in_force(a_measure("lifted", lifted_us=50), at) for at in (50, 100, 150))


def test_the_list_is_of_those_in_force_gravest_first() -> None:
    mild = a_measure(severity=1, measure="m1")
    grave = a_measure(severity=8, measure="m2")
    longer = a_measure(severity=8, measure="m3", ends_us=300)
    lapsed = a_measure(ends_us=120, measure="m4")
    assert restrictions([mild, lapsed, grave, longer], 150) == (longer, grave, mild)


def test_the_list_of_one_account_is_of_no_other() -> None:
    own, other = a_measure(), a_measure(subject="subject-2", measure="m2")
    assert restrictions([own, other], 150, "subject-2") == (other,)
