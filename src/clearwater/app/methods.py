"""Every method that can be asked about a log, by a short name: ours, baselines, rules, peers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clearwater.app.clearwater_method import Clearwater
from clearwater.app.peer_methods import PEERS
from clearwater.errors import ParameterError, near_names
from clearwater.evaluate.base import Method
from clearwater.evaluate.baselines import BASELINES

OURS = "clearwater"
_NAMES = (
    OURS,
    "same-device",
    "same-address",
    "same-second",
    "synchrotrap",
    "synchrotrap-0.3",
    "copycatch",
    "fraudar",
    "coortweet",
    "toolkit-60s",
    "toolkit-1s",
)
METHODS: dict[str, Method] = dict(zip(_NAMES, (Clearwater(), *BASELINES, *PEERS), strict=True))
"""In the order of tables: Clearwater, simple rules, baselines, peers."""


def methods_named(names: Sequence[str]) -> dict[str, Method]:
    """Return the methods of these names, or all for ``all``; Clearwater where none is named.

    Raises
    ------
    ParameterError
        If there is no such method.
    """
    chosen = list(dict.fromkeys(names or [OURS]))
    for name in chosen:
        if name not in {*METHODS, "all"}:
            raise ParameterError(
                "unknown method",
                expected=", ".join([*METHODS, "all"]),
                found=repr(name),
                next_step=near_names(name, METHODS),
            )
    return {name: METHODS[name] for name in (METHODS if "all" in chosen else chosen)}


def askable(
    methods: dict[str, Method], columns: Iterable[str]
) -> tuple[dict[str, Method], dict[str, str]]:
    """Return the methods that a log with these columns can be asked about, and why not the others.

    Raises
    ------
    ParameterError
        If none is left.
    """
    there = set(columns)
    lacking = {name: [c for c in m.needs if c not in there] for name, m in methods.items()}
    left = {name: method for name, method in methods.items() if not lacking[name]}
    reasons = {n: f"the log has no column {', '.join(c)}" for n, c in lacking.items() if c}
    if not left:
        raise ParameterError(
            "no method can be asked about this log",
            expected="columns " + ", ".join(sorted({c for cs in lacking.values() for c in cs})),
            found="columns " + ", ".join(sorted(there)),
        )
    return left, reasons
