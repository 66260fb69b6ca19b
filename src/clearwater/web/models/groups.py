"""Groups: who the accounts are and what they wrote, for a purpose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearwater.web.models.base import In, Out, Word

Place = Annotated[int, Field(ge=0, le=2**31)]
"""Of one of the members' events, in the order of time."""


class NamesAsked(In):
    """For what the names behind a group's numbers are shown: a word of the policy's list."""

    purpose: Word


class WordsAsked(In):
    """For what, and of which of the members' events, by their places in the order of time."""

    purpose: Word
    events: Annotated[
        list[Annotated[int, Field(ge=0, le=2**31)]], Field(min_length=1, max_length=200)
    ]


class Template(Out):
    """Texts that say the same."""

    template: str
    """What they have in common, each slot as ``{…}``."""
    slots: list[list[str]]
    """What stands in the slots, the commonest first."""
    events: int
    accounts: int
    different: int
    first: int
    """Microseconds since 1970, UTC."""
    last: int
    texts: list[str]
    """Some of them, the commonest first."""
    dots: list[int]
    """Places of its events, at most 5,000."""


class Texts(Out):
    """What members wrote."""

    kept: bool
    """Whether texts were kept at all."""
    events: int
    texts: int
    """Different ones."""
    compared: int
    """How many of them were held against each other."""
    templates: list[Template]


class Names(Out):
    """What the numbers of a group's page stand for."""

    accounts: list[str]
    objects: list[str]
    places: list[str]
    texts: Texts


class Written(Out):
    """Words of the events, in the order in which they were asked for."""

    texts: list[str | None]
