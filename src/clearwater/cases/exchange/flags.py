"""ActivityStreams 2.0 ``Flag``: how users of federated servers report, and how we tell a server.

Read is the plain form that Mastodon, Misskey, Pleroma and Lemmy send. JSON-LD could give any name
any meaning through its context; no context is looked at, none is fetched, and what is not said in
the plain form is not said. Nothing that a flag names is fetched either.

https://www.w3.org/TR/activitystreams-vocabulary/#dfn-flag
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clearwater.cases.exchange.said_words import address_of, identifier_of, words_of
from clearwater.cases.exchange.strict_json import NotReadableError

CONTEXT = "https://www.w3.org/ns/activitystreams"
FLAG = "Flag"
MOST_OBJECTS = 100
_NAMES = frozenset({FLAG, f"{CONTEXT}#{FLAG}"})
_LINKED_DATA = ("@graph", "@id", "@type", "@base", "@vocab")


@dataclass(frozen=True)
class Flag:
    """A report of a user of a federated server."""

    id: str
    """Its address; the same again is the same report."""
    actor: str
    """Who reports: often an actor of the server, who stands for its users."""
    accounts: tuple[str, ...]
    """Of ours, by the platform's identifiers."""
    objects: tuple[str, ...]
    """Addresses of what else it is about: posts."""
    content: str | None
    """What was said."""


def is_flag(said: object) -> bool:
    """Return whether something says of itself that it is a flag."""
    if not isinstance(said, dict):
        return False
    kind = said.get("type")
    return kind in _NAMES if isinstance(kind, str) else kind == [FLAG]


def flag_of(said: Mapping[str, Any], accounts_begin: str) -> Flag:
    """Return what a flag says.

    Parameters
    ----------
    said
        As JSON says it.
    accounts_begin
        How addresses of our accounts begin; without it the first object is the account, by its
        address, which is what every server sends first.

    Raises
    ------
    NotReadableError
        Naming the field, what was expected and what was found.
    """
    if not is_flag(said):
        raise wrong("type", FLAG, "something else")
    for name in _LINKED_DATA:
        if name in said:
            raise wrong(name, "a flag in its plain form", "a name of JSON-LD")
    objects = tuple(dict.fromkeys(_addresses(said.get("object"))))
    accounts, others = _split(objects, accounts_begin)
    content = said.get("content")
    return Flag(
        id=address_of(said.get("id"), "id"),
        actor=_address(said.get("actor"), "actor"),
        accounts=accounts,
        objects=others,
        content=None if content is None or content == "" else words_of(content, "content"),
    )


def written_flag(*, flag: str, actor: str, accounts: Iterable[str], content: str) -> dict[str, Any]:
    """Return a flag as servers take it.

    Parameters
    ----------
    flag
        Its address: another one for each flag.
    actor
        Who says it, an actor of the organisation and no person.
    accounts
        Addresses of the accounts, at least one.
    content
        What was seen.
    """
    return {
        "@context": CONTEXT,
        "id": flag,
        "type": FLAG,
        "actor": actor,
        "content": content,
        "object": list(accounts),
    }


def _addresses(said: object) -> Iterable[str]:
    listed = said if isinstance(said, list) else [said]
    if not 1 <= len(listed) <= MOST_OBJECTS:
        raise wrong("object", f"1 to {MOST_OBJECTS} addresses", f"{len(listed):,}")
    for place, one in enumerate(listed):
        yield _address(one, f"object[{place}]")


def _address(said: object, field: str) -> str:
    """Return the address of something that is named by it, or embedded with it."""
    if isinstance(said, dict):
        return address_of(said.get("id"), f"{field}.id")
    return address_of(said, field)


def _split(objects: tuple[str, ...], begin: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return accounts of ours, and the rest."""
    if not begin:
        return objects[:1], objects[1:]
    accounts, others = [], []
    for one in objects:
        rest = one.removeprefix(begin)
        # Below an account are its posts: more than a name follows.
        if rest != one and rest and not set(rest) & set("/?#"):
            accounts.append(identifier_of(rest, "object"))
        else:
            others.append(one)
    if not accounts:
        raise wrong("object", f"an account of ours, {begin}...", "none")
    return tuple(accounts), tuple(others)


def wrong(field: str, expected: str, found: str) -> NotReadableError:
    """Return the error of a field."""
    return NotReadableError(
        "this cannot be taken in", where=f"field {field}", expected=expected, found=found
    )
