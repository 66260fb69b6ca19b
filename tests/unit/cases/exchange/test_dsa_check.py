"""The validator of statements of reasons: each rule lets through what it should, and refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.exchange.dsa_check import Fault, faults_in, faults_of_call, faults_of_lines
from clearwater.cases.exchange.dsa_rules import COMPANIONS, ENDS
from clearwater.cases.exchange.dsa_statement import Statement
from tests.unit.cases.exchange.samples import INVALID, NAMES, PLAIN, VALID, with_


@pytest.mark.parametrize("sample", VALID, ids=[one["what"] for one in VALID])
def test_what_the_documentation_allows_is_in_order(sample: dict[str, Any]) -> None:
    assert faults_in(sample["statement"]) == ()


@pytest.mark.parametrize("sample", INVALID, ids=NAMES)
def test_each_fault_is_named_with_its_field(sample: dict[str, Any]) -> None:
    (fault, *others) = faults_in(sample["statement"])
    assert (fault.line, fault.field, fault.refused) == (1, sample["field"], sample["refused"])
    assert fault.expected
    assert fault.found
    # A code of another list is one fault of one field, whatever else follows from it.
    assert {one.field.partition(".")[0] for one in others} <= {fault.field.partition(".")[0]}


def test_no_field_and_no_rule_is_without_a_sample_that_it_refuses() -> None:
    refused = {one["field"].partition("[")[0].partition(".")[0] for one in INVALID}
    assert refused - {"uuid"} == set(Statement.model_fields)
    at_fault = {(one["field"], one["refused"]) for one in INVALID}
    assert {(rule.field, True) for rule in COMPANIONS if rule.needed} <= at_fault
    assert {(rule.field, False) for rule in COMPANIONS} <= at_fault
    assert {(field, True) for field in ENDS} <= at_fault


def test_near_names_are_offered() -> None:
    (fault,) = faults_in(with_(category="STATEMENT_CATEGORY_SCAM_AND_FRAUD"))
    assert "STATEMENT_CATEGORY_SCAMS_AND_FRAUD" in fault.near
    (fault,) = faults_in(with_(decision_fact="x"))
    assert fault.field == "decision_fact"
    assert "'decision_facts'" in fault.near


def test_what_was_found_is_shown_as_what_it_is_and_never_in_full() -> None:
    (fault,) = faults_in(with_(decision_facts="账号 user_1001 " * 1_000))
    assert fault.found == "a text of 13,000 signs"
    (fault,) = faults_in(with_(puid="\u202euser"))
    assert fault.found == "'\\u202euser'"


def lines(*statements: object) -> list[bytes]:
    return [json.dumps(one, ensure_ascii=False).encode() for one in statements]


def test_lines_are_counted_from_one_and_empty_ones_passed_over() -> None:
    said = [*lines(PLAIN), b"", *lines(with_(puid="2", category="?")), b"{", b"[]", b"\xff"]
    assert [(one.line, one.field) for one in faults_of_lines(said)] == [
        (3, "category"),
        (4, ""),
        (5, ""),
        (6, ""),
    ]


def test_a_puid_comes_once() -> None:
    (fault,) = faults_of_lines(lines(PLAIN, with_(puid="2"), PLAIN))
    assert fault == Fault(3, "puid", "each puid once", "that of line 1", refused=True)


def test_a_call_has_a_hundred_statements_at_most() -> None:
    hundred = [with_(puid=f"cw-{n}") for n in range(100)]
    assert list(faults_of_call(hundred)) == []
    (fault,) = faults_of_call([*hundred, with_(puid="cw-100")])
    assert (fault.field, fault.found) == ("statements", "101")


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"puid": "' + b"x" * 2_000_000 + b'"}',
        b'{"puid": ' + b"9" * 50_000 + b"}",
        b'{"puid": "a", "puid": "b"}',
        b'{"puid": NaN}',
        b'{"puid": "\\ud800"}',
        b'"' + b'\\"' * 40_000,
    ],
    ids=["deep lists", "deep objects", "long", "number", "twice", "NaN", "half", "no end"],
)
def test_hostile_lines_are_one_fault_each(line: bytes) -> None:
    (fault,) = faults_of_lines([line])
    assert (fault.line, fault.field, fault.refused) == (1, "", True)


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(Statement.model_fields)), ANY_VALUE, max_size=8))
def test_whatever_stands_in_a_field_is_a_fault_or_none(changes: dict[str, Any]) -> None:
    said = {**PLAIN, **changes}
    fields = {fault.field.partition("[")[0].partition(".")[0] for fault in faults_in(said)}
    # A field that was not touched is not at fault by itself, only by a rule with one that was.
    assert not fields or changes


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """Return statements that are in order."""
    category = draw(st.sampled_from([one for one in codes.CATEGORIES if codes.KEYWORDS_OF[one]]))
    keywords = draw(st.lists(st.sampled_from(codes.KEYWORDS_OF[category]), unique=True))
    said: dict[str, Any] = with_(
        category=category,
        category_specification=keywords,
        decision_facts=draw(WORDS),
        decision_account=draw(st.sampled_from(codes.ACCOUNTS)),
        territorial_scope=draw(st.lists(st.sampled_from(codes.COUNTRIES), min_size=1, unique=True)),
        content_type=draw(st.lists(st.sampled_from(codes.CONTENT_TYPES), min_size=1, unique=True)),
        puid=draw(st.from_regex(r"[a-zA-Z0-9_-]{1,500}", fullmatch=True)),
    )
    if codes.CONTENT_OTHER in said["content_type"]:
        said["content_type_other"] = draw(WORDS)
    return said


@given(statements())
def test_what_is_in_order_stays_so_through_a_file(said: dict[str, Any]) -> None:
    assert faults_in(said) == ()
    (line,) = lines(said)
    assert list(faults_of_lines([line])) == []
    again = Statement.model_validate(json.loads(line)).model_dump(by_alias=True, exclude_none=True)
    assert again == said
