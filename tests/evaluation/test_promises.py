"""The promises hold; and each safeguard is there for one that would not hold without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.mutations import MUTATIONS, Mutation, broken_promises, mutated
from tests.evaluation.promises import PROMISES


@pytest.mark.parametrize("name", PROMISES)
def test_the_promise_holds(name: str) -> None:
    assert PROMISES[name]()


@pytest.mark.heavy
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_without_the_safeguard_a_promise_is_broken(mutation: Mutation, tmp_path: Path) -> None:
    assert broken_promises(mutated(mutation, tmp_path), (mutation.breaks,)) == [mutation.breaks]


@pytest.mark.heavy
def test_a_copy_without_a_change_breaks_nothing(tmp_path: Path) -> None:
    """Otherwise the tests above could pass because the copy does not work."""
    copy = mutated(Mutation("nothing", "", ()), tmp_path)
    assert broken_promises(copy, tuple(one.breaks for one in MUTATIONS)) == []


def test_a_mutation_must_find_what_it_edits(tmp_path: Path) -> None:
    stale = Mutation("stale", "", (("units.py", "text that stands nowhere", ""),))
    with pytest.raises(ValueError, match=r"stale: units\.py"):
        mutated(stale, tmp_path)
