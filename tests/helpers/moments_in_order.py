"""A group whose order within its moments a test decides, as a log and a finding of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from clearwater.detect.found_groups import FoundGroup, found_groups
from clearwater.engine.coded_log import CodedLog
from clearwater.findings.tables import FINDINGS, MEMBERS, OBJECTS
from tests.helpers.coded import Row, coded_log

DAY_S = 86_400.0


def run_tables(
    members: dict[str, list[str]],
    spans: Sequence[tuple[str, str, float, float]],
    action: str = "like",
) -> dict[str, pa.Table]:
    """Return the tables of a run: members by finding; (finding, object, first and last second)."""
    return {
        "findings": pa.Table.from_pylist([{"finding": name} for name in members], FINDINGS),
        "members": pa.Table.from_pylist(
            [{"finding": name, "account": who} for name, own in members.items() for who in own],
            MEMBERS,
        ),
        "objects": pa.Table.from_pylist(
            [
                {"finding": name, "object": what, "action": action}
                | {"start": round(low * 1e6), "end": round(high * 1e6)}
                for name, what, low, high in spans
            ],
            OBJECTS,
        ),
    }


def ordered_group(
    order_of: Callable[[int], Sequence[str]], moments: int, outsiders: int = 0
) -> tuple[CodedLog, FoundGroup]:
    """Return a group whose members come a second apart in the order given for each moment.

    `outsiders` come to each object ten seconds after the moment began, one each second.
    """
    rows: list[Row] = []
    spans = []
    names: set[str] = set()
    for m in range(moments):
        start = DAY_S * (m + 1)
        order = order_of(m)
        names |= set(order)
        rows += [(who, f"o{m}", start + k) for k, who in enumerate(order)]
        rows += [(f"x{m}-{k}", f"o{m}", start + 10 + k) for k in range(outsiders)]
        spans.append(("F001", f"o{m}", start, start + len(order)))
    log = coded_log(rows)
    (group,) = found_groups(log, run_tables({"F001": sorted(names)}, spans))
    return log, group


def shuffled(names: Sequence[str], seed: int) -> Callable[[int], Sequence[str]]:
    """Return an order of `names` that is random at each moment."""
    return lambda m: np.random.default_rng([seed, m]).permutation(list(names)).tolist()
