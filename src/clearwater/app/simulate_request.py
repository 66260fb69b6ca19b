"""What a person asked `clearwater simulate` for, read from the command line or a TOML file.

Kinds and their parameters are those of ``clearwater.simulate``: this file turns words such as
``phone farm:accounts=300,jobs=40`` into them, and says what is possible where a word is unknown.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from clearwater.errors import ParameterError, SourceError, near_names
from clearwater.simulate import (
    CAMPAIGN_KINDS,
    CROWD_KINDS,
    PRESETS,
    Campaign,
    Crowd,
    WorldConfig,
)

Owner = TypeVar("Owner")
NONE = "none"
"""What is said to have no campaign, or no crowd, at all."""


@dataclasses.dataclass(frozen=True)
class SimulationRequest:
    """One log to simulate."""

    world: WorldConfig
    crowds: tuple[Crowd, ...]
    campaigns: tuple[Campaign, ...]
    seed: int


def requested(
    preset: str,
    world: Mapping[str, Any],
    plant: list[str],
    crowds: list[str],
    seed: int,
) -> SimulationRequest:
    """Return what was asked for on the command line.

    Parameters
    ----------
    preset
        Name of PRESETS.
    world
        Fields of WorldConfig that differ from the preset's.
    plant, crowds
        ``KIND`` or ``KIND:parameter=value,...``; empty = those of the preset; "none" = none.

    Raises
    ------
    ParameterError
        If a word is unknown, a value out of range, or two campaigns have one name.
    """
    chosen = PRESETS[_known("world", preset, PRESETS)]
    campaigns = [_split(text) for text in plant or chosen.campaigns if text != NONE]
    groups = [_split(text) for text in crowds or chosen.crowds if text != NONE]
    return _composed(_changed(chosen.world, world), campaigns, groups, seed)


def requested_in(path: Path, seed: int) -> SimulationRequest:
    """Return what a TOML file asks for: ``[world]``, ``[[campaign]]`` and ``[[crowd]]`` tables.

    ``[world]`` may name a ``preset``; every ``[[campaign]]`` and ``[[crowd]]`` names its ``kind``.

    Raises
    ------
    SourceError
        If the file cannot be read as TOML.
    ParameterError
        If a word is unknown, a value out of range, or two campaigns have one name.
    """
    try:
        asked = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(
            "the description of a simulation cannot be read",
            where=str(path),
            expected="a TOML file with [world], [[campaign]] and [[crowd]]",
            found=str(error),
        ) from error
    for word in asked:
        _known("table", word, ("world", "campaign", "crowd"))
    world = _world_of(asked, path)
    preset = PRESETS[_known("world", world.pop("preset", next(iter(PRESETS))), PRESETS)]
    campaigns = [_kind_of(table, path) for table in _tables(asked, "campaign", path)]
    groups = [_kind_of(table, path) for table in _tables(asked, "crowd", path)]
    return _composed(_changed(preset.world, world), campaigns, groups, seed)


def _composed(
    world: WorldConfig,
    campaigns: Iterable[tuple[str, Mapping[str, Any]]],
    crowds: Iterable[tuple[str, Mapping[str, Any]]],
    seed: int,
) -> SimulationRequest:
    planted: list[Campaign] = []
    for kind, changes in campaigns:
        base = CAMPAIGN_KINDS[_known("kind of campaign", kind, CAMPAIGN_KINDS)]
        campaign = _changed(base, changes)
        twins = sum(one.name.split(" #")[0] == kind for one in planted)
        name = campaign.name or (f"{kind} #{twins + 1}" if twins else kind)
        if name in [one.name for one in planted]:
            raise ParameterError(
                "two campaigns have one name, so that the truth could not tell them apart",
                expected="a name of its own for each",
                found=repr(name),
            )
        planted.append(dataclasses.replace(campaign, name=name))
    joined = tuple(
        _changed(CROWD_KINDS[_known("kind of crowd", kind, CROWD_KINDS)], changes)
        for kind, changes in crowds
    )
    return SimulationRequest(world, joined, tuple(planted), seed)


def _world_of(asked: Mapping[str, Any], path: Path) -> dict[str, Any]:
    found = asked.get("world", {})
    if not isinstance(found, dict):
        raise ParameterError(
            "world is no table", where=str(path), expected="[world]", found=f"world = {found!r}"
        )
    return dict(found)


def _tables(asked: Mapping[str, Any], word: str, path: Path) -> list[Mapping[str, Any]]:
    found = asked.get(word, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ParameterError(
            f"{word} is no list of tables",
            where=str(path),
            expected=f"[[{word}]], with two brackets, before each",
            found=f"[{word}]" if isinstance(found, dict) else f"{word} = {found!r}",
        )
    return found


def _kind_of(table: Mapping[str, Any], path: Path) -> tuple[str, Mapping[str, Any]]:
    changes = dict(table)
    if "kind" not in changes:
        raise ParameterError(
            "a campaign or crowd has no kind",
            where=str(path),
            expected='kind = "phone farm" or another',
            found=", ".join(changes) or "an empty table",
            next_step="clearwater simulate --list shows all kinds.",
        )
    return str(changes.pop("kind")), changes


def _split(text: str) -> tuple[str, dict[str, str]]:
    """Return kind and parameters of ``KIND:parameter=value,parameter=value``."""
    kind, _, rest = text.partition(":")
    changes: dict[str, str] = {}
    for item in filter(None, rest.split(",")):
        name, equals, value = item.partition("=")
        if not (name and equals and value):
            raise ParameterError(
                f"{text!r} cannot be used like this",
                expected="KIND:parameter=value,parameter=value, such as phone farm:accounts=300",
                found=repr(item),
            )
        if name.strip() in changes:
            raise ParameterError(
                f"{text!r} names the same parameter twice",
                expected="each parameter once",
                found=name.strip(),
            )
        changes[name.strip()] = value.strip()
    return kind.strip(), changes


def _known(what: str, name: str, known: Iterable[str]) -> str:
    words = list(known)
    if name not in words:
        raise ParameterError(
            f"unknown {what}",
            expected=", ".join(words),
            found=repr(name),
            next_step=near_names(name, words),
        )
    return name


def _changed(owner: Owner, changes: Mapping[str, Any]) -> Owner:
    """Return `owner`, a frozen dataclass, with the named fields changed; text is converted."""
    if not changes:
        return owner
    hints = get_type_hints(type(owner))
    what = f"parameter of {type(owner).__name__}"
    values = {
        _known(what, name, hints): _converted(name, value, hints[name])
        for name, value in changes.items()
    }
    return dataclasses.replace(owner, **values)  # type: ignore[type-var]  # every owner is one


def _converted(name: str, value: Any, hint: Any) -> Any:
    try:
        return _of_type(value, hint, "+")
    except (ValueError, TypeError, KeyError) as error:
        raise ParameterError(
            f"{name} cannot be used like this", expected=_wanted(hint, "+"), found=repr(value)
        ) from error


def _of_type(value: Any, hint: Any, glue: str) -> Any:
    """Return `value`, text or from TOML, as `hint` wants it; `glue` joins parts in text."""
    if get_origin(hint) is tuple:
        parts = value.split(glue) if isinstance(value, str) else list(value)
        inner = get_args(hint)
        kinds = [inner[0]] * len(parts) if inner[-1] is Ellipsis else inner
        return tuple(_of_type(p, kind, ":") for p, kind in zip(parts, kinds, strict=True))
    kind = _kind(hint)
    if isinstance(value, str) and value:
        return _FROM_TEXT[kind](value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or value == "":
        raise TypeError(value)
    return value


def _kind(hint: Any) -> Any:
    """Return the type that a value of `hint` has, where it is not nothing."""
    if get_origin(hint) is Literal:
        return str
    return next((one for one in get_args(hint) if one is not type(None)), hint)


def _wanted(hint: Any, glue: str) -> str:
    if get_origin(hint) is not tuple:
        return _WORDS[_kind(hint)]
    inner = get_args(hint)
    if inner[-1] is Ellipsis:
        return f"parts joined by {glue} in text, each {_wanted(inner[0], ':')}"
    return f"{' and '.join(_wanted(one, ':') for one in inner)}, joined by {glue} in text"


_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    bool: {"yes": True, "no": False}.__getitem__,
    int: int,
    float: float,
    str: str,
    datetime: datetime.fromisoformat,
}
_WORDS = {
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    str: "a word or more",
    datetime: "a date and time with its zone, such as 2026-03-02T00:00:00Z",
}
