"""Bundles: they load in the library that others use, hold together, and lead nobody anywhere."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.exchange.stix import METRICS, TLP, TOKEN, SeenCase, SeenGroup, bundle_of
from clearwater.cases.exchange.stix_check import stix_faults
from clearwater.cases.exchange.stix_ids import observable_id, stix_time
from tests.helpers.case_desk import DAY_US, NOON_US

GROUP = SeenGroup(
    name="a1",
    level="likely inauthentic",
    families=("place", "moves"),
    score_bits=41.25,
    q_value=0.004,
    accounts=("7f3a", "19bc"),
    objects=7,
    events=61,
    first_us=NOON_US - DAY_US + 1_000,
    last_us=NOON_US - 1,
    meetings=98,
    expected_meetings=2.7,
)
CASE = SeenCase(
    name="c0",
    organisation="main",
    author="o0",
    groups=(GROUP, replace(GROUP, name="a2", level="coordinated", families=("says",))),
    techniques=("T0109",),
    confidence=99,
    created_us=NOON_US,
    modified_us=NOON_US + DAY_US,
)


def of_type(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in bundle["objects"] if one["type"] == kind]


def markings(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in of_type(bundle, "marking-definition") if kind in one["definition"]]


def test_it_loads_strictly_and_says_the_same_when_written_again() -> None:
    bundle = bundle_of(CASE)
    read: Any = stix2.parse(json.dumps(bundle), allow_custom=False)
    assert json.loads(read.serialize()) == bundle
    assert stix_faults(bundle) == ()


def test_what_is_in_it() -> None:
    bundle = bundle_of(CASE)
    assert Counter(one["type"] for one in bundle["objects"]) == {
        "identity": 1,
        "marking-definition": 2,
        "extension-definition": 1,
        "user-account": 2,
        # Of the first finding four, of the second one, of the decision one.
        "attack-pattern": 6,
        "observed-data": 2,
        "sighting": 7,
        "relationship": 7,
        "grouping": 1,
        "note": 1,
    }
    (first, second) = of_type(bundle, "observed-data")
    assert (first["number_observed"], first["confidence"]) == (61, 99)
    assert (first["first_observed"], first["last_observed"]) == (
        "2026-02-28T12:00:00.001Z",
        "2026-03-01T11:59:59.999Z",
    )
    assert first["extensions"][METRICS] == {
        "extension_type": "property-extension",
        "level": "likely inauthentic",
        "families": ["moves", "place"],
        "accounts": 2,
        "objects": 7,
        "score_bits": 41.25,
        "q_value": 0.004,
        "meetings": 98,
        "expected_meetings": 2.7,
    }
    assert second["extensions"][METRICS]["level"] == "coordinated"


def test_techniques_are_those_of_disarm_with_their_licence() -> None:
    bundle = bundle_of(CASE)
    patterns = of_type(bundle, "attack-pattern")
    named = {one["external_references"][0]["external_id"] for one in patterns}
    assert named == {"T0049.003", "T0084.001", "T0109", "T0121", "T0149.006", "T0149.009"}
    (notice,) = markings(bundle, "statement")
    assert "CC BY-SA 4.0" in notice["definition"]["statement"]
    for pattern in patterns:
        assert pattern["object_marking_refs"] == [notice["id"]]


def test_ids_are_those_that_the_library_derives() -> None:
    for account in of_type(bundle_of(CASE), "user-account"):
        made = stix2.v21.UserAccount(
            account_login=account["account_login"], account_type=account["account_type"]
        )
        assert made.id == account["id"] == observable_id(account)
        assert account["account_type"] == TOKEN


@pytest.mark.parametrize("word", TLP)
def test_each_marking_is_the_librarys(word: str) -> None:
    bundle = bundle_of(replace(CASE, tlp=word))
    known = {"clear": stix2.TLP_WHITE, "green": stix2.TLP_GREEN}
    known |= {"amber": stix2.TLP_AMBER, "red": stix2.TLP_RED}
    (marking,) = markings(bundle, "tlp")
    assert marking["id"] == known[word].id
    assert json.loads(known[word].serialize()) == marking
    for kind in ("user-account", "grouping", "observed-data", "sighting", "note"):
        assert all(marking["id"] in one["object_marking_refs"] for one in of_type(bundle, kind))


def test_it_is_a_suspicion_and_names_neither_actor_nor_intrusion() -> None:
    bundle = bundle_of(CASE)
    text = json.dumps(bundle)
    assert "suspicion" in of_type(bundle, "note")[0]["content"]
    for word in ("threat-actor", "intrusion-set", "malware", "indicator", "campaign"):
        assert word not in text


def test_other_tokens_give_other_ids_and_share_no_id_but_the_common_ones() -> None:
    def ids(case: SeenCase) -> set[str]:
        return {one["id"] for one in bundle_of(case)["objects"]}

    other = replace(
        CASE,
        name="c9",
        groups=tuple(replace(g, name=f"z{g.name}", accounts=("e0", "e1")) for g in CASE.groups),
    )
    shared = {one.partition("--")[0] for one in ids(CASE) & ids(other)}
    assert shared == {"identity", "marking-definition", "extension-definition", "attack-pattern"}
    assert ids(CASE) == ids(CASE)


LOGINS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
GROUPS = st.builds(
    SeenGroup,
    name=st.uuids().map(str),
    level=st.sampled_from(["coordinated", "likely inauthentic"]),
    families=st.lists(
        st.sampled_from(["moves", "says", "place", "life", "rates", "unheard of"]), unique=True
    ).map(tuple),
    score_bits=st.floats(0, 1e6),
    q_value=st.floats(0, 1),
    accounts=st.lists(LOGINS, min_size=1, max_size=5, unique=True).map(tuple),
    objects=st.integers(0, 1_000),
    events=st.integers(0, 1 << 40),
    first_us=st.integers(0, NOON_US),
    last_us=st.integers(NOON_US, 2 * NOON_US),
    meetings=st.none() | st.integers(0, 1 << 40),
    expected_meetings=st.none() | st.floats(0, 1e9),
)


@given(st.lists(GROUPS, min_size=1, max_size=3, unique_by=lambda one: one.name))
def test_whatever_was_seen_loads_and_holds_together(groups: list[SeenGroup]) -> None:
    bundle = bundle_of(replace(CASE, groups=tuple(groups), tokens=len(groups) % 2 == 0))
    assert stix_faults(bundle) == ()
    read: Any = stix2.parse(json.dumps(bundle), allow_custom=False)
    assert json.loads(read.serialize())["id"] == bundle["id"]


def test_times_have_milliseconds() -> None:
    assert stix_time(NOON_US) == "2026-03-01T12:00:00.000Z"
    assert stix_time(NOON_US + 1_999) == "2026-03-01T12:00:00.001Z"


def test_one_id_at_one_time_says_one_thing() -> None:
    """A receiver keeps what came first of two objects with one id and one ``modified``."""
    (first, _) = CASE.groups
    told = [
        bundle_of(case)
        for case in (
            CASE,
            replace(CASE, tlp="red"),
            replace(CASE, tokens=False),
            replace(CASE, groups=(first,)),
        )
    ]
    assert len({one["id"] for one in told}) == 4
    said: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for bundle in told:
        for one in bundle["objects"]:
            # What was observed of the world has no moment at which it was changed.
            if "modified" in one:
                said.setdefault((one["id"], one["modified"]), []).append(one)
    assert [id_ for (id_, _), all_ in said.items() if any(one != all_[0] for one in all_)] == []


def test_two_stores_whose_organisation_has_the_same_name_are_two() -> None:
    own, other = (
        of_type(bundle_of(replace(CASE, author=author)), "identity")[0] for author in ("o0", "o1")
    )
    assert own["name"] == other["name"]
    assert own["id"] != other["id"]
