from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.frozen import Frozen, frozen_of
from clearwater.cases.evidence.verifier.content import root_of_evidence
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.evidence_root import evidence_root, root_of
from clearwater.errors import ParameterError

ITEMS = st.lists(
    st.builds(
        Frozen, st.text(min_size=1), st.sampled_from(["a" * 64, "b" * 64]), st.integers(0, 9)
    ),
    max_size=5,
)


def row(name: str, sha256: str = "a" * 64) -> Evidence:
    return Evidence("main", "case-1", name, sha256, 7, 0, "lin")


@given(ITEMS, st.randoms())
def test_it_is_the_hash_of_the_sorted_list_in_any_order(
    items: list[Frozen], random: object
) -> None:
    listed = sorted([*item] for item in items)
    expected = hashlib.sha256(rfc8785.dumps(listed)).hexdigest()  # type: ignore[arg-type]  # lists
    assert evidence_root(items) == evidence_root(items[::-1]) == expected
    assert root_of_evidence([[*item] for item in items]) == expected


def test_it_is_that_of_the_rows() -> None:
    rows = [row("findings/b"), row("findings/a", "b" * 64)]
    assert evidence_root(frozen_of(rows)) == root_of(rows)


def test_every_change_changes_it() -> None:
    one = Frozen("a", "a" * 64, 1)
    roots = {
        evidence_root(items)
        for items in ([one], [], [one, one], [one._replace(name="b")], [one._replace(size=2)])
    }
    assert len(roots) == 5


@pytest.mark.parametrize("name", ["../x", "a\u202eb", "/etc/passwd", "a b", "证据"])
def test_a_row_cannot_name_a_place_outside(name: str) -> None:
    with pytest.raises(ParameterError, match="name of a file"):
        frozen_of([row(name)])


def test_names_that_are_one_on_some_systems_are_refused() -> None:
    with pytest.raises(ParameterError, match="one name"):
        frozen_of([row("findings/A"), row("findings/a")])
    assert len(frozen_of([row("findings/a"), replace(row("findings/a"), case="other")])) == 2
