"""A case as a STIX 2.1 bundle: who moved together, how sure that is, what it is like.

Accounts are keyed tokens unless somebody with a purpose asked for identifiers; tokens are other
ones for each partner, so that two of them cannot join what they got. Everything is said as a
suspicion: STIX has words for intrusions and threat actors, and none of them is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearwater.cases.exchange.stix_ids import id_of, observable_id, stix_time
from clearwater.cases.exchange.techniques import Technique, table

TLP: Mapping[str, str] = {
    "clear": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
"""Word of the Traffic Light Protocol -> the marking that the standard has for it."""
TOKEN = "clearwater-token"  # noqa: S105 - a word
"""`account_type` of an account that is named by a token of ours."""
METRICS = id_of("extension-definition", "metrics", "1")
MOST_OBSERVED = 999_999_999
"""The highest count that the standard takes."""
_SINCE_US = 1_767_225_600_000_000
"""2026-01-01: `created` of what is the same in every bundle, such as our extension."""
_CAVEAT = (
    "This is a suspicion that rests on records of behaviour, not on opinions, and it may be "
    "mistaken. q_value is the expected share of wrong ones among findings at least as strong. "
    "Coordination is no proof of deceit: fan clubs, classrooms and colleagues act together too. "
    "Whoever restricts an account because of it owes the account a decision by a person, a notice "
    "and a way to contest it."
)
_SCHEMA = (
    "level: 'coordinated' or 'likely inauthentic'; families: kinds of evidence; accounts, objects: "
    "counts; score_bits: evidence in bits; q_value: expected share of wrong ones among findings at "
    "least as strong, 0 to 1; meetings: how often two of the accounts left the same trace within "
    "the window; expected_meetings: how often accounts this active would by chance."
)


@dataclass(frozen=True)
class SeenGroup:
    """A finding, as it is told to others."""

    name: str
    """A keyed token of the finding."""
    level: str
    families: tuple[str, ...]
    score_bits: float
    q_value: float
    accounts: tuple[str, ...]
    """Tokens, or identifiers."""
    objects: int
    events: int
    """Of these accounts in the log."""
    first_us: int
    last_us: int
    meetings: int | None = None
    """Nothing where the evidence does not say."""
    expected_meetings: float | None = None


@dataclass(frozen=True)
class SeenCase:
    """A case, as it is told to others."""

    name: str
    """A keyed token of the case."""
    organisation: str
    author: str
    """A keyed token of the organisation: other stores have one of this name too."""
    groups: tuple[SeenGroup, ...]
    techniques: tuple[str, ...]
    """Ids that the decision points to, besides those of the findings."""
    confidence: int
    """0 to 100."""
    created_us: int
    modified_us: int
    tlp: str = "amber"
    tokens: bool = True
    """Whether accounts are tokens."""


def bundle_of(case: SeenCase) -> dict[str, Any]:
    """Return the bundle: equal cases give equal bundles.

    Raises
    ------
    KeyError
        If `case.tlp` is no word of the protocol.
    """
    made = _Bundle(case)
    objects = list(made.objects())
    return {"type": "bundle", "id": made.id_of_whole("bundle"), "objects": objects}


class _Bundle:
    """What is alike in the objects of one bundle."""

    def __init__(self, case: SeenCase) -> None:
        self._case = case
        self._identity = id_of("identity", case.author)
        self._notice = id_of("marking-definition", "disarm", table().version)

    def objects(self) -> Iterator[dict[str, Any]]:
        yield from self._common()
        accounts = {login: self._account(login) for login in self._logins()}
        patterns = {one.id: self._pattern(one) for one in self._techniques()}
        yield from accounts.values()
        yield from patterns.values()
        told = [
            one for group in self._case.groups for one in self._group(group, accounts, patterns)
        ]
        yield from told
        named = [*accounts.values(), *patterns.values(), *told]
        grouping = self._grouping([one["id"] for one in named])
        yield grouping
        yield self._note(grouping["id"])

    def _logins(self) -> list[str]:
        return sorted({one for group in self._case.groups for one in group.accounts})

    def _techniques(self) -> list[Technique]:
        found = {
            one.id: one
            for group in self._case.groups
            for one in table().of_finding(group.families, group.level)
        }
        found |= {one: table().of(one) for one in self._case.techniques}
        return [found[one] for one in sorted(found)]

    def _common(self) -> Iterator[dict[str, Any]]:
        yield {
            **self._object("identity", self._identity, _SINCE_US, _SINCE_US, marked=False),
            "name": self._case.organisation,
            "identity_class": "organization",
        }
        word = "white" if self._case.tlp == "clear" else self._case.tlp
        yield {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": TLP[self._case.tlp],
            "created": "2017-01-20T00:00:00.000Z",
            "definition_type": "tlp",
            "name": f"TLP:{word.upper()}",
            "definition": {"tlp": word},
        }
        yield {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self._notice,
            "created": stix_time(_SINCE_US),
            "definition_type": "statement",
            "definition": {"statement": table().notice},
        }
        yield {
            **self._object("extension-definition", METRICS, _SINCE_US, _SINCE_US, marked=False),
            "name": "Clearwater metrics",
            "description": "How sure it is that accounts moved together.",
            "schema": _SCHEMA,
            "version": "1.0.0",
            "extension_types": ["property-extension"],
        }

    def _object(
        self, kind: str, id_: str, created_us: int, modified_us: int, *, marked: bool = True
    ) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": kind,
            "spec_version": "2.1",
            "id": id_,
            "created": stix_time(created_us),
            "modified": stix_time(modified_us),
        }
        if kind != "identity":
            said["created_by_ref"] = self._identity
        if marked:
            said["object_marking_refs"] = [TLP[self._case.tlp]]
        return said

    def _own(self, kind: str, *names: str) -> dict[str, Any]:
        case = self._case
        # One id at one time says one thing: told with another mark, or with names, it is another.
        how = (case.tlp, "tokens" if case.tokens else "identifiers")
        id_ = id_of(kind, case.name, *how, *names)
        return self._object(kind, id_, case.created_us, case.modified_us)

    def _whole(self, kind: str) -> dict[str, Any]:
        """Return an object about all that is told, which may be one finding of several."""
        return self._own(kind, *sorted(group.name for group in self._case.groups))

    def id_of_whole(self, kind: str) -> str:
        """Return the id of what holds all that is told."""
        return str(self._whole(kind)["id"])

    def _account(self, login: str) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": "user-account",
            "spec_version": "2.1",
            "account_login": login,
            "object_marking_refs": [TLP[self._case.tlp]],
        }
        if self._case.tokens:
            said["account_type"] = TOKEN
        return {**said, "id": observable_id(said)}

    def _pattern(self, technique: Technique) -> dict[str, Any]:
        id_ = id_of("attack-pattern", "DISARM", technique.id)
        return {
            **self._object("attack-pattern", id_, _SINCE_US, _SINCE_US, marked=False),
            "name": technique.name,
            "external_references": [
                {
                    "source_name": "DISARM",
                    "external_id": technique.id,
                    "url": technique.page,
                }
            ],
            "object_marking_refs": [self._notice],
        }

    def _group(
        self,
        group: SeenGroup,
        accounts: Mapping[str, Mapping[str, Any]],
        patterns: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[dict[str, Any]]:
        first, last = stix_time(group.first_us), stix_time(group.last_us)
        observed = {
            **self._own("observed-data", group.name),
            "first_observed": first,
            "last_observed": last,
            "number_observed": min(max(group.events, 1), MOST_OBSERVED),
            "object_refs": [accounts[login]["id"] for login in sorted(group.accounts)],
            "confidence": self._case.confidence,
            "extensions": {METRICS: _metrics(group)},
        }
        yield observed
        ids = {one.id for one in table().of_finding(group.families, group.level)}
        for technique in sorted(ids.union(self._case.techniques)):
            pattern = patterns[technique]["id"]
            yield {
                **self._own("sighting", group.name, technique),
                "first_seen": first,
                "last_seen": last,
                "count": min(len(group.accounts), MOST_OBSERVED),
                "sighting_of_ref": pattern,
                "observed_data_refs": [observed["id"]],
                "where_sighted_refs": [self._identity],
                "confidence": self._case.confidence,
            }
            yield {
                **self._own("relationship", group.name, technique),
                "relationship_type": "related-to",
                "source_ref": observed["id"],
                "target_ref": pattern,
                "confidence": self._case.confidence,
            }

    def _grouping(self, refs: Sequence[str]) -> dict[str, Any]:
        return {
            **self._whole("grouping"),
            "name": "Accounts that moved together",
            "description": "Suspected by an analysis of event logs; see the note.",
            "context": "suspicious-activity",
            "confidence": self._case.confidence,
            "object_refs": list(refs),
        }

    def _note(self, grouping: str) -> dict[str, Any]:
        return {
            **self._whole("note"),
            "abstract": "Suspicion, not verdict",
            "content": _CAVEAT,
            "object_refs": [grouping],
        }


def _metrics(group: SeenGroup) -> dict[str, Any]:
    said: dict[str, Any] = {
        "extension_type": "property-extension",
        "level": group.level,
        "families": sorted(group.families),
        "accounts": len(group.accounts),
        "objects": group.objects,
        "score_bits": group.score_bits,
        "q_value": group.q_value,
    }
    if group.meetings is not None:
        said["meetings"] = group.meetings
    if group.expected_meetings is not None:
        said["expected_meetings"] = group.expected_meetings
    return said
