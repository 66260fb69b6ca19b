from __future__ import annotations

import json

import pytest

from clearwater.cases.measures.blast_radius import HOW, BlastRadius, blast_radius, members_digest
from clearwater.errors import ParameterError
from tests.unit.cases.measures.made import a_member

THREE = [a_member("s1", "0.001", 5), a_member("s2", "0.02", 7), a_member("s3", "1e-9", 1)]


def test_it_counts_what_a_decision_would_touch() -> None:
    shown = blast_radius(THREE, objects=4, with_earlier={"s2", "somebody else"})
    assert (shown.accounts, shown.events, shown.objects) == (3, 13, 4)
    assert (shown.earlier, shown.earlier_milli) == (1, 333)
    assert shown.members == members_digest(["s3", "s1", "s2"])


def test_wrong_accusations_are_accounts_times_the_largest_q_value_rounded_up() -> None:
    shown = blast_radius(THREE, objects=4)
    assert (shown.expected_wrong_milli, shown.how) == (60, HOW)
    assert blast_radius([a_member("s1", "0.0000001")], objects=0).expected_wrong_milli == 1


def test_nobody_is_nothing() -> None:
    shown = blast_radius([], objects=0)
    assert (shown.accounts, shown.earlier_milli, shown.expected_wrong_milli) == (0, 0, 0)


@pytest.mark.parametrize("q_value", ["", "nan", "-0.1", "1.1", "Infinity", "许多"])
def test_a_q_value_that_is_none_is_named(q_value: str) -> None:
    with pytest.raises(ParameterError, match=r"member s1.*from 0 to 1"):
        blast_radius([a_member("s1", q_value)], objects=0)


def test_there_and_back() -> None:
    shown = blast_radius(THREE, objects=4)
    assert BlastRadius.of_json(shown.canonical()) == shown


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("accounts", "3"),
        ("accounts", True),
        ("accounts", -1),
        ("how", 5),
        ("more", 1),
        ("how", ...),
    ],
)
def test_a_wrong_field_is_named(name: str, to: object) -> None:
    said = json.loads(blast_radius(THREE, objects=4).canonical())
    if to is ...:
        del said[name]
    else:
        said[name] = to
    with pytest.raises(ParameterError) as caught:
        BlastRadius.of_json(json.dumps(said))
    assert name in caught.value.where + caught.value.found + caught.value.expected


@pytest.mark.parametrize("text", ["", "[1]", "null", "[" * 100_000])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="not a blast radius"):
        BlastRadius.of_json(text)
