"""Our look at a bundle: what was changed in it is named, by object and field."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from clearwater.cases.exchange.stix import bundle_of
from clearwater.cases.exchange.stix_check import FORMS, stix_faults
from tests.unit.cases.exchange.test_stix import CASE

Break = Callable[[dict[str, Any]], None]


def first(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in bundle["objects"] if one["type"] == kind)


def put(kind: str, field: str, value: Any) -> Break:
    def change(bundle: dict[str, Any]) -> None:
        first(bundle, kind)[field] = value

    return change


def drop(kind: str, field: str) -> Break:
    def change(bundle: dict[str, Any]) -> None:
        del first(bundle, kind)[field]

    return change


def without(kind: str) -> Break:
    def change(bundle: dict[str, Any]) -> None:
        bundle["objects"].remove(first(bundle, kind))

    return change


def twice(bundle: dict[str, Any]) -> None:
    bundle["objects"].append(first(bundle, "note"))


NOBODY = "identity--00000000-0000-4000-8000-000000000000"
BROKEN: dict[str, tuple[Break, str]] = {
    "a kind that is none": (put("note", "type", "threat-actor"), "type"),
    "no version": (drop("note", "spec_version"), "spec_version"),
    "another version": (put("note", "spec_version", "2.0"), "spec_version"),
    "an id of another kind": (put("note", "id", NOBODY), "id"),
    "an account of another id": (put("user-account", "account_login", "someone"), "id"),
    "a property too many": (put("grouping", "x_verdict", "guilty"), "x_verdict"),
    "unmarked": (drop("user-account", "object_marking_refs"), "object_marking_refs"),
    "marked with nothing": (put("grouping", "object_marking_refs", []), "object_marking_refs"),
    "marked by what is none": (
        put("grouping", "object_marking_refs", [NOBODY]),
        "object_marking_refs",
    ),
    "nobody made it": (put("grouping", "created_by_ref", NOBODY), "created_by_ref"),
    "what was grouped is gone": (without("user-account"), "object_refs"),
    "the technique is gone": (without("attack-pattern"), "sighting_of_ref"),
    "the extension is gone": (without("extension-definition"), "extensions"),
    "a sighting of an account": (put("sighting", "sighting_of_ref", NOBODY), "sighting_of_ref"),
    "a reference that is a list": (put("sighting", "sighting_of_ref", ["x"]), "sighting_of_ref"),
    "an end before the beginning": (
        put("observed-data", "last_observed", "2020-01-01T00:00:00.000Z"),
        "last_observed",
    ),
    "changed before it was made": (put("note", "modified", "2020-01-01T00:00:00.000Z"), "modified"),
    "a time that is none": (put("note", "created", "2026-13-01T00:00:00Z"), "created"),
    "a time of a zone": (put("note", "created", "2026-03-01T00:00:00+08:00"), "created"),
    "nothing observed": (put("observed-data", "number_observed", 0), "number_observed"),
    "a truth value for a count": (put("sighting", "count", value=True), "count"),
    "too sure": (put("grouping", "confidence", 101), "confidence"),
    "an id twice": (twice, "objects"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_was_broken_is_named(what: str) -> None:
    bundle = copy.deepcopy(bundle_of(CASE))
    change, field = BROKEN[what]
    change(bundle)
    assert field in {fault.field for fault in stix_faults(bundle)}


@pytest.mark.parametrize("kind", FORMS)
def test_no_needed_property_can_be_missing(kind: str) -> None:
    for field in FORMS[kind][0].split():
        bundle = copy.deepcopy(bundle_of(CASE))
        drop(kind, field)(bundle)
        assert field in {fault.field for fault in stix_faults(bundle)}, (kind, field)


@pytest.mark.parametrize(
    "bundle",
    [
        None,
        [],
        {"type": "grouping"},
        {"type": "bundle"},
        {"type": "bundle", "id": "bundle--1", "objects": [1]},
        {"type": "bundle", "id": NOBODY.replace("identity", "bundle"), "objects": []},
        {"type": "bundle", "id": NOBODY.replace("identity", "bundle"), "objects": [1, "x", {}]},
        {"type": "bundle", "id": NOBODY.replace("identity", "bundle"), "objects": [{"id": NOBODY}]},
    ],
)
def test_what_is_no_bundle_is_a_fault_and_no_error(bundle: object) -> None:
    assert stix_faults(bundle)
