"""Looks whether a STIX 2.1 bundle of ours holds together, without the library that others have.

Less than the whole standard, and all that our bundles use of it: each kind of object has the
properties that it must have and no others, ids are those that follow from the objects, whatever is
referred to is there and of the right kind, times are in order, nothing is unmarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clearwater.cases.exchange.stix_ids import CONTRIBUTING, observable_id

_ID = re.compile(
    r"([a-z][a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    re.ASCII,
)
_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z", re.ASCII
)
_DOMAIN = "created modified"
_MAY = "created_by_ref object_marking_refs confidence extensions external_references labels"
FORMS: Mapping[str, tuple[str, str]] = {
    "identity": (f"{_DOMAIN} name identity_class", _MAY),
    "marking-definition": (
        "created definition_type definition",
        "name created_by_ref object_marking_refs",
    ),
    "extension-definition": (
        f"{_DOMAIN} created_by_ref name schema version extension_types",
        f"{_MAY} description",
    ),
    "user-account": ("account_login", "account_type object_marking_refs extensions"),
    "attack-pattern": (f"{_DOMAIN} name", f"{_MAY} description"),
    "observed-data": (f"{_DOMAIN} first_observed last_observed number_observed object_refs", _MAY),
    "sighting": (
        f"{_DOMAIN} sighting_of_ref",
        f"{_MAY} first_seen last_seen count observed_data_refs where_sighted_refs summary",
    ),
    "relationship": (f"{_DOMAIN} relationship_type source_ref target_ref", _MAY),
    "grouping": (f"{_DOMAIN} context object_refs", f"{_MAY} name description"),
    "note": (f"{_DOMAIN} content object_refs", f"{_MAY} abstract authors"),
}
"""Kind of object -> what it must have, what it may have; each has type, spec_version and id."""
_OF_KIND: Mapping[str, frozenset[str]] = {
    "created_by_ref": frozenset({"identity"}),
    "object_marking_refs": frozenset({"marking-definition"}),
    "sighting_of_ref": frozenset({"attack-pattern"}),
    "observed_data_refs": frozenset({"observed-data"}),
    "where_sighted_refs": frozenset({"identity"}),
}
_MARKED = frozenset({"user-account", "grouping", "observed-data", "sighting", "note"})
"""What says something about somebody."""
_IN_ORDER = (
    ("created", "modified"),
    ("first_observed", "last_observed"),
    ("first_seen", "last_seen"),
)
_WHOLE: Mapping[str, tuple[int, int]] = {
    "number_observed": (1, 999_999_999),
    "count": (0, 999_999_999),
    "confidence": (0, 100),
}


@dataclass(frozen=True)
class StixFault:
    """Something that does not hold together."""

    object: str
    """Its id, or its place where it has none."""
    field: str
    expected: str
    found: str


def stix_faults(bundle: object) -> tuple[StixFault, ...]:
    """Return what is wrong with a bundle; nothing for one that holds together."""
    if not isinstance(bundle, dict) or bundle.get("type") != "bundle":
        return (StixFault("the file", "type", "bundle", "something else"),)
    objects = bundle.get("objects")
    if not isinstance(objects, list) or not objects:
        return (StixFault("the bundle", "objects", "a list with something in it", "none"),)
    if _kind_in(bundle.get("id")) != "bundle":
        return (StixFault("the bundle", "id", "bundle--UUID", _shown(bundle.get("id"))),)
    plain = [one for one in objects if isinstance(one, dict) and _kind_in(one.get("id"))]
    kinds = {str(one["id"]): str(one.get("type")) for one in plain}
    faults = list(_without_id(objects, plain))
    if len(kinds) < len(plain):
        faults.append(StixFault("the bundle", "objects", "each id once", "one twice"))
    for one in plain:
        faults += _object_faults(one, kinds)
    return tuple(faults)


def _without_id(objects: list[Any], plain: list[Any]) -> Iterator[StixFault]:
    known = {id(one) for one in plain}
    for place, one in enumerate(objects):
        if id(one) not in known:
            yield StixFault(f"object {place + 1}", "id", "KIND--UUID", "something else")


def _object_faults(one: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[StixFault]:
    name, kind = str(one["id"]), one.get("type")
    form = FORMS.get(kind) if isinstance(kind, str) else None
    if form is None:
        yield StixFault(name, "type", " | ".join(FORMS), _shown(kind))
        return
    for field, expected, found in (
        *_property_faults(one, form),
        *_id_faults(one),
        *_reference_faults(one, kinds),
        *_time_faults(one),
        *_number_faults(one),
    ):
        yield StixFault(name, field, expected, found)


Faults = Iterator[tuple[str, str, str]]


def _property_faults(one: Mapping[str, Any], form: tuple[str, str]) -> Faults:
    needed = {"type", "spec_version", "id", *form[0].split()}
    for field in sorted(needed - one.keys()):
        yield field, "this property", "none"
    for field in sorted(one.keys() - needed - set(form[1].split())):
        yield field[:60], "no such property", "it"
    if one.get("spec_version") != "2.1":
        yield "spec_version", "2.1", _shown(one.get("spec_version"))
    if one["type"] in _MARKED and not one.get("object_marking_refs"):
        yield "object_marking_refs", "a marking", "none"


def _id_faults(one: Mapping[str, Any]) -> Faults:
    kind = str(one["type"])
    if _kind_in(one["id"]) != kind:
        yield "id", f"{kind}--UUID", _shown(one["id"])
    elif kind in CONTRIBUTING and one["id"] != observable_id(one):
        yield "id", observable_id(one), _shown(one["id"])


def _reference_faults(one: Mapping[str, Any], kinds: Mapping[str, str]) -> Faults:
    for field, said in one.items():
        if not field.endswith(("_ref", "_refs")):
            continue
        wanted = _OF_KIND.get(field, frozenset(FORMS))
        listed = said if field.endswith("_refs") and isinstance(said, list) else [said]
        for ref in listed:
            kind = kinds.get(ref) if isinstance(ref, str) else None
            if kind not in wanted:
                yield field, f"an object of the bundle, {' or '.join(sorted(wanted))}", _shown(ref)
    for ref in one.get("extensions") or {}:
        if kinds.get(ref) != "extension-definition":
            yield "extensions", "an extension of the bundle", _shown(ref)


def _time_faults(one: Mapping[str, Any]) -> Faults:
    for first, last in _IN_ORDER:
        for field in (first, last):
            if field in one and not (isinstance(one[field], str) and _TIME.fullmatch(one[field])):
                yield field, "a time such as 2026-03-01T12:00:00.000Z", _shown(one[field])
        if first in one and last in one and str(one[last]) < str(one[first]):
            yield last, f"{first}, {_shown(one[first])}, or later", _shown(one[last])


def _number_faults(one: Mapping[str, Any]) -> Faults:
    for field, (lowest, highest) in _WHOLE.items():
        if field in one and not _is_within(one[field], lowest, highest):
            yield field, f"a whole number from {lowest} to {highest}", _shown(one[field])


def _is_within(said: object, lowest: int, highest: int) -> bool:
    return type(said) is int and lowest <= said <= highest


def _kind_in(said: object) -> str | None:
    found = _ID.fullmatch(said) if isinstance(said, str) else None
    return None if found is None else found[1]


def _shown(said: object) -> str:
    plain = said is None or isinstance(said, (str, int, float))
    return f"{said!a}"[:80] if plain else "a list or an object"
