"""The JSON Schema that is kept is the model's, and says of samples what the validator says."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.exchange import dsa_schema
from clearwater.cases.exchange.dsa_check import faults_in
from clearwater.cases.exchange.dsa_statement import Statement
from tests.unit.cases.exchange.samples import INVALID, NAMES, PLAIN, VALID

VALIDATOR = jsonschema_rs.Draft202012Validator(dsa_schema.kept())
UNSAID = {"1999-12-31", "2038-01-02", "2019-12-31", "2026-02-28", "2026-02-30"}
"""Days that are out of order or of the calendar: JSON Schema cannot compare dates."""


def test_the_file_is_what_the_model_says() -> None:
    kept = files("clearwater.cases.exchange").joinpath(dsa_schema.NAME)
    assert kept.read_text(encoding="utf-8") == dsa_schema.written()
    assert dsa_schema.kept()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("sample", VALID, ids=[one["what"] for one in VALID])
def test_valid_samples_pass(sample: dict[str, Any]) -> None:
    VALIDATOR.validate(sample["statement"])


@pytest.mark.parametrize("sample", INVALID, ids=NAMES)
def test_samples_that_are_refused_fail(sample: dict[str, Any]) -> None:
    said = sample["statement"]
    unsaid = any(value in UNSAID for value in said.values() if isinstance(value, str))
    assert VALIDATOR.is_valid(said) == (unsaid or not sample["refused"])


SOME: tuple[object, ...] = (None, "", " ", "x", 1, True, [], {}, ["x"], "Yes")
LISTS = (list(codes.VISIBILITIES), [codes.VISIBILITY_OTHER], list(codes.CONTENT_TYPES))
PLAIN_VALUES = st.sampled_from([*SOME, *LISTS, *codes.GROUNDS, *codes.MONETARIES])


@given(st.dictionaries(st.sampled_from(sorted(Statement.model_fields)), PLAIN_VALUES, max_size=5))
def test_the_schema_and_the_validator_agree(changes: dict[str, Any]) -> None:
    said = {**PLAIN, **changes}
    refused = any(fault.refused for fault in faults_in(said))
    assert VALIDATOR.is_valid(said) == (not refused)
