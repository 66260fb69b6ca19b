"""From acts to the rows of a log: names, times, and where and in which words it was done."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.events.schema import TIME_TYPE
from clearwater.simulate.acts import ROLES, Acts
from clearwater.simulate.lots import below, shares
from clearwater.simulate.places import CLIENT_BUILDS, Places
from clearwater.simulate.texts import texts
from clearwater.simulate.world_config import WorldConfig
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

EVENTS = pa.schema(
    [
        ("event", pa.string()),
        ("actor", pa.string()),
        ("action", pa.string()),
        ("object", pa.string()),
        ("time", TIME_TYPE),
        ("target", pa.string()),
        ("device", pa.string()),
        ("ip", pa.string()),
        ("line", pa.string()),
        ("client", pa.string()),
        ("text", pa.string()),
        ("value", pa.float64()),
    ]
)
TRUTH_EVENTS = pa.schema([("event", pa.string()), ("campaign", pa.string()), ("role", pa.string())])
WRITTEN = frozenset({"comment", "post", "review", "message"})
RATED = frozenset({"rate", "review"})
_QUALITY, _RATING = 300, 301


@dataclass(frozen=True)
class Naming:
    """All names of one log, and what campaigns write and rate."""

    config: WorldConfig
    accounts: pa.Array = field(repr=False)
    objects: pa.Array = field(repr=False)
    targets: pa.Array = field(repr=False)
    """Who benefits from each object."""
    devices: pa.Array = field(repr=False)
    lines: pa.Array = field(repr=False)
    """Of homes and desks, then of sites; shuffled, so that a desk's are not the last ones."""
    actions: tuple[str, ...]
    campaigns: tuple[str, ...]
    text_kind: Ints
    """Position in TEXT_KINDS of each campaign's texts."""
    rating: Floats
    """What each campaign gives; not a number = what its members think themselves."""
    places: Places = field(repr=False)
    digits: int
    """Of the number in an event's name."""
    seed: int


def event_rows(naming: Naming, acts: Acts, floored_s: Floats, first: int) -> pa.Table:
    """Return the events of `acts`, which are in order of `floored_s`; names count from `first`."""
    number = np.arange(first, first + len(acts))
    address, line = naming.places.connection_at(
        acts.account, acts.time_s, naming.config.start.weekday()
    )
    device = naming.places.device_at(acts.account, acts.time_s)
    columns = {
        "event": event_names(number, naming.digits),
        "actor": naming.accounts.take(pa.array(acts.account)),
        "action": pa.array(naming.actions, pa.string()).take(pa.array(acts.action)),
        "object": naming.objects.take(pa.array(acts.object)),
        "time": timestamps(floored_s, naming.config),
        "target": naming.targets.take(pa.array(acts.object)),
        "device": naming.devices.take(pa.array(device)),
        "ip": _addresses(address),
        "line": naming.lines.take(pa.array(line, mask=line < 0)),
        "client": _CLIENTS.take(pa.array(naming.places.client[acts.account])),
        "text": _texts(naming, acts, number),
        "value": _values(naming, acts, number),
    }
    return pa.table(columns, schema=EVENTS)


def truth_rows(naming: Naming, acts: Acts, event: pa.ChunkedArray) -> pa.Table:
    """Return which of the events were ordered, by which campaign, and as what."""
    ordered = acts.campaign >= 0
    return pa.table(
        {
            "event": event.filter(pa.array(ordered)),
            "campaign": pa.array(naming.campaigns, pa.string()).take(
                pa.array(acts.campaign[ordered])
            ),
            "role": pa.array(ROLES).take(pa.array(acts.role[ordered])),
        },
        schema=TRUTH_EVENTS,
    )


def on_clock(time_s: Floats, resolution_s: float) -> Floats:
    """Return the times as a clock of this resolution records them."""
    floored: Floats = np.floor(time_s / resolution_s) * resolution_s
    return floored


def timestamps(time_s: Floats, config: WorldConfig) -> pa.Array:
    """Return seconds after the start of the log as times."""
    start_us = int(config.start.timestamp()) * MICROSECONDS
    micro = start_us + np.rint(time_s * MICROSECONDS).astype(np.int64)
    return pa.array(micro, pa.int64()).cast(TIME_TYPE)


def event_names(number: Ints, digits: int) -> pa.Array:
    """Return ``e0000017`` for 17 in seven digits."""
    text = pc.utf8_lpad(pa.array(number).cast(pa.string()), digits, "0")
    return pc.binary_join_element_wise("e", text, "")


_OCTETS = pa.array([str(n) for n in range(256)])
_RANGES = pa.array(["10", "100", "172"])
_CLIENTS = pa.array(
    [
        f"app/{9 - n // 8}.{7 - n % 8}.{n % 3} {('android', 'ios', 'web')[n % 3]}"
        for n in range(CLIENT_BUILDS)
    ]
)


def _addresses(address: Ints) -> pa.Array:
    """Return dotted addresses: homes 10.0.0.0/8, carriers 100.64.0.0/10, sites 172.16.0.0/12."""
    kind, low = address >> 24, address & 0xFFFFFF
    high = low >> 16
    second = np.select([kind == 1, kind == 2], [64 + high % 64, 16 + high % 16], high)
    parts = [_OCTETS.take(pa.array(part)) for part in (second, (low >> 8) & 255, low & 255)]
    return pc.binary_join_element_wise(_RANGES.take(pa.array(kind)), *parts, ".")


def _texts(naming: Naming, acts: Acts, number: Ints) -> pa.Array:
    writes = np.array([action in WRITTEN for action in naming.actions])
    chosen = np.flatnonzero(writes[acts.action])
    campaign = acts.campaign[chosen]
    kind = np.where(campaign >= 0, np.append(naming.text_kind, 0)[campaign], 0)
    english = (naming.places.language[acts.account[chosen]] != 0).astype(np.int64)
    written = texts(number[chosen], kind, campaign, english, naming.seed)
    return _spread(written, chosen, len(acts))


def _values(naming: Naming, acts: Acts, number: Ints) -> pa.Array:
    """Return one to five stars: what the object deserves, or what was ordered."""
    rates = np.array([action in RATED for action in naming.actions])
    chosen = np.flatnonzero(rates[acts.action])
    quality = 2.5 + 2.2 * np.sqrt(shares(naming.seed, _QUALITY, acts.object[chosen]))
    mood = (below(7, naming.seed, _RATING, number[chosen]) - 3) / 2.0
    stars = np.clip(np.rint(quality + mood), 1.0, 5.0)
    ordered = np.append(naming.rating, np.nan)[acts.campaign[chosen]]
    given = np.where(np.isnan(ordered), stars, ordered)
    return _spread(pa.array(given), chosen, len(acts))


def _spread(values: pa.Array, place: Ints, length: int) -> pa.Array:
    """Return `values` at their places in a column of `length`, null elsewhere."""
    index = np.full(length, -1, dtype=np.int64)
    index[place] = np.arange(len(place))
    return values.take(pa.array(index, mask=index < 0))
