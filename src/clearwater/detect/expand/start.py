"""From leads to the accounts that an expansion starts with.

An account that is named is taken as given. A device, a line, an object or a text names a crowd, and
most of a crowd is innocent: it is only where to look, and who of it belongs is asked of every one
(`prove`). What a crowd was picked for proves nothing about it, so the acts on an object that was
named are set aside, and the place or the text that was named is no sign. Ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.expand.lead import Lead
from clearwater.detect.families.shared_place import address_prefixes
from clearwater.detect.texts import text_clusters
from clearwater.detect.wording import span_of
from clearwater.engine.coded_log import CodedColumn, CodedLog
from clearwater.errors import ParameterError
from clearwater.kernels.tails import poisson_tail

MOST_USERS = 1_000
"""Accounts on one device, line or prefix above which it says nothing about any of them."""
HOUSEHOLD = 6
"""Accounts on one place that are taken as they are; more are a crowd."""
LONGEST_MOMENT_US = 3_600_000_000
"""An object's crowded moment is looked for at windows up to this one."""
CROWDED = 0.5
"""Acts of an object count as crowded with this part of its largest crowd around them."""

COLUMN = {"device": "device", "line": "line", "prefix": "ip", "text": "text"}
FAMILY = {"device": "place", "line": "place", "prefix": "place", "text": "says"}


@dataclass(frozen=True)
class Picked:
    """Accounts that were picked by what they share: that they share it is no sign of them."""

    account: np.ndarray
    """bool, shape (accounts of the log,)."""
    untold: frozenset[str]
    """Families by which they were picked."""


@dataclass(frozen=True)
class Start:
    """Where an expansion starts."""

    known: np.ndarray
    """int32, sorted. Accounts taken as given."""
    crowd: np.ndarray
    """int32, sorted. Accounts among whom to look."""
    aside: np.ndarray
    """int32. Objects whose acts prove nothing, as they were named."""
    untold: frozenset[str]
    """Families that are no sign of the crowd's accounts, as they were picked by them."""
    notes: tuple[str, ...]

    def picked(self, accounts: int) -> Picked:
        """Return the crowd as a mask over the accounts of the log."""
        inside = np.zeros(accounts, bool)
        inside[self.crowd] = True
        return Picked(inside, self.untold)


def start_of(log: CodedLog, leads: Sequence[Lead], windows_us: Sequence[int]) -> Start:
    """Return the accounts that `leads` name.

    Raises
    ------
    ParameterError
        If the log does not hold one of them, or more accounts than `MOST_USERS` share it.
    """
    known: list[np.ndarray] = []
    crowd: list[np.ndarray] = []
    aside: list[int] = []
    notes = []
    for lead in leads:
        if lead.kind == "account":
            known.append(np.array([_place(log.actors, lead)], np.int32))
            notes.append(f"{lead}: taken as given")
            continue
        accounts, figure = _named(log, lead, windows_us, aside)
        few = lead.kind in ("device", "line", "prefix") and accounts.size <= HOUSEHOLD
        (known if few else crowd).append(accounts)
        how = "taken as given" if few else "a crowd: each is asked whether it belongs"
        notes.append(f"{lead}: {figure}; {how}")
    return Start(
        known=_union(known),
        crowd=np.setdiff1d(_union(crowd), _union(known)).astype(np.int32),
        aside=np.array(sorted(aside), np.int32),
        untold=frozenset(FAMILY[lead.kind] for lead in leads if lead.kind in FAMILY),
        notes=tuple(notes),
    )


def without_objects(log: CodedLog, objects: np.ndarray) -> CodedLog:
    """Return the log without the events on `objects`; accounts, keys and objects keep codes."""
    if objects.size == 0:
        return log
    kept = np.flatnonzero(~np.isin(log.object_of_key[log.key], objects))
    key = log.key[kept]
    columns: Mapping[str, CodedColumn] = {
        name: replace(column, code=column.code[kept]) for name, column in log.columns.items()
    }
    return replace(
        log,
        actor=log.actor[kept],
        key=key,
        time=log.time[kept],
        starts=np.searchsorted(key, np.arange(log.keys + 1)).astype(np.int64),
        event=None if log.event is None else log.event.take(pa.array(kept)),
        columns=columns,
        value=None if log.value is None else log.value[kept],
    )


def _named(
    log: CodedLog, lead: Lead, windows_us: Sequence[int], aside: list[int]
) -> tuple[np.ndarray, str]:
    if lead.kind == "object":
        code, accounts, figure = _at_object(log, lead, windows_us)
        aside.append(code)
        return accounts, figure
    column = COLUMN[lead.kind]
    if column not in log.columns:
        raise ParameterError(
            f"the log has no column {column}, so nobody can be looked for by {lead.kind}",
            where=str(lead),
            expected=f"one of {', '.join(sorted(log.columns)) or 'no optional column'}",
        )
    values = _values(log.columns[column], lead)
    accounts = np.unique(log.actor[values[log.columns[column].code]]).astype(np.int32)
    bits = math.log2(log.accounts / accounts.size)
    figure = f"{accounts.size:,} of {log.accounts:,} accounts ({bits:.1f} bits of rarity)"
    if lead.kind != "text" and accounts.size > MOST_USERS:
        raise ParameterError(
            "so many accounts share this that it says nothing about any of them",
            where=str(lead),
            expected=f"at most {MOST_USERS:,} accounts",
            found=figure,
            next_step="Start from accounts: --from account:NAME.",
        )
    return accounts, figure


def _values(column: CodedColumn, lead: Lead) -> np.ndarray:
    """Return which values of a column the lead names, bool, and a last False for no value."""
    if lead.kind == "text":
        # With the lead's own text at the end, clustering says what is near it.
        cluster = text_clusters(pa.concat_arrays([column.names, pa.array([lead.name])]))
        same = np.asarray(pc.equal(column.names, lead.name))
        named = same | ((cluster[:-1] == cluster[-1]) & (cluster[-1] >= 0))
    elif lead.kind == "prefix":
        of_value = address_prefixes(column.names)
        (wanted,) = address_prefixes(pa.array([lead.name.partition("/")[0]])).to_pylist()
        known = wanted if wanted is not None else lead.name
        named = np.asarray(pc.fill_null(pc.equal(of_value, known), fill_value=False))
    else:
        named = np.asarray(pc.equal(column.names, lead.name))
    if not named.any():
        raise _unknown(lead, column.names)
    return np.append(named, np.False_)


def _at_object(log: CodedLog, lead: Lead, windows_us: Sequence[int]) -> tuple[int, np.ndarray, str]:
    """Return the object's code, and who was there in its most crowded moments."""
    keys = np.flatnonzero(np.asarray(pc.equal(log.key_object, lead.name)))
    if keys.size == 0:
        raise _unknown(lead, log.key_object.unique())
    rows = np.arange(int(log.starts[keys[0]]), int(log.starts[keys[-1] + 1]))
    rows = rows[np.argsort(log.time[rows], kind="stable")]
    time = log.time[rows]
    span = max(1, int(time[-1] - time[0]))
    best = (2.0, windows_us[0], np.ones(rows.size, np.int64))
    for window_us in [w for w in windows_us if w <= LONGEST_MOMENT_US] or windows_us[:1]:
        crowd = np.searchsorted(time, time + window_us, "right") - np.searchsorted(
            time, time - window_us
        )
        # Against an object that is acted on evenly: only a choice of where to look.
        mean = rows.size * min(1.0, 2.0 * window_us / span)
        best = min(best, (poisson_tail(mean, int(crowd.max())), window_us, crowd), key=_first)
    _, window_us, crowd = best
    there = crowd >= CROWDED * crowd.max()
    accounts = np.unique(log.actor[rows[there]]).astype(np.int32)
    figure = (
        f"{accounts.size:,} of its {np.unique(log.actor[rows]).size:,} accounts came at moments "
        f"with up to {int(crowd.max()):,} acts within {span_of(window_us)}; its own acts are set "
        "aside"
    )
    return int(log.object_of_key[keys[0]]), accounts, figure


def _first(found: tuple[float, int, np.ndarray]) -> tuple[float, int]:
    return found[0], found[1]


def _place(names: pa.Array, lead: Lead) -> int:
    place = pc.index(names, lead.name).as_py()
    if place < 0:
        raise _unknown(lead, names)
    return int(place)


def _unknown(lead: Lead, names: pa.Array) -> ParameterError:
    near = [one for one in names.to_pylist() if one.startswith(lead.name[:3])][:2]
    return ParameterError(
        f"the log holds no such {lead.kind}",
        where=str(lead),
        expected=f"one of {len(names):,}, spelled as in the log",
        next_step=f"There is, for one, {near[0]!r}." if near else "",
    )


def _union(parts: list[np.ndarray]) -> np.ndarray:
    joined = np.concatenate([np.zeros(0, np.int32), *parts])
    return np.unique(joined).astype(np.int32)
