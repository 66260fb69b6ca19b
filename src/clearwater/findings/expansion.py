"""What an expansion found: who was joined to a lead, step by step, and why it stopped.

Every table is sorted by step, then account, so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import OutputError

_STR = pa.string()
_I64 = pa.int64()
_F64 = pa.float64()

# One row an account that a step added. `because`: what spoke for it, families joined by " + ".
# `observed`: moments (or occasions, where a pair was asked) at which it was there; `expected`: the
# choice null's mean of the same. `p_value`: the larger of the two claims. `via`: earlier accounts
# that it met most often.
STEPS = pa.schema(
    [
        ("step", _I64),
        ("account", _STR),
        ("because", _STR),
        ("figure", _STR),
        ("window_s", _F64),
        ("observed", _I64),
        ("expected", _F64),
        ("p_value", _F64),
        ("q_value", _F64),
        ("via", pa.list_(_STR)),
    ]
)

# One row an account of the circle, leads too (step 0). `holds`: asked once more against the final
# circle, itself left out, it still belongs. `q_value`: of that last question.
ACCOUNTS = pa.schema(
    [
        ("step", _I64),
        ("account", _STR),
        ("lead", pa.bool_()),
        ("holds", pa.bool_()),
        ("observed", _I64),
        ("expected", _F64),
        ("p_value", _F64),
        ("q_value", _F64),
        ("note", _STR),
    ]
)

# The path: who led to whom. `shared`: moments or occasions on which both were there.
EDGES = pa.schema(
    [
        ("step", _I64),
        ("from_account", _STR),
        ("to_account", _STR),
        ("shared", _I64),
        ("window_s", _F64),
    ]
)

EXPLANATIONS = pa.schema([("explanation", _STR), ("outcome", _STR), ("reason", _STR)])

TABLES = {"steps": STEPS, "accounts": ACCOUNTS, "edges": EDGES, "explanations": EXPLANATIONS}


@dataclass(frozen=True)
class Expansion:
    """A circle around some leads, and how it came to be."""

    leads: tuple[str, ...]
    """As they were given, ``kind:name``."""
    notes: tuple[str, ...]
    """How each lead was taken, one sentence each."""
    stopped: str
    """Why it went no further, in a sentence."""
    level: str | None
    """What the circle as a whole allows to be claimed; None where it allows nothing, and then
    nobody of it holds."""
    headline: str
    """What the circle did, in a sentence that could be wrong; empty where there is no circle."""
    score_bits: float
    """Evidence of the circle as a whole, 0 or more."""
    families: tuple[str, ...]
    """Families of evidence that survive by themselves."""
    parameters: Mapping[str, Any]
    steps: pa.Table = field(repr=False)
    accounts: pa.Table = field(repr=False)
    edges: pa.Table = field(repr=False)
    explanations: pa.Table = field(repr=False)

    @property
    def held(self) -> frozenset[str]:
        """Return the accounts that still belong at the end, the leads that do among them."""
        rows = zip(
            self.accounts["account"].to_pylist(), self.accounts["holds"].to_pylist(), strict=True
        )
        return frozenset(account for account, holds in rows if holds)

    def save(self, folder: str | Path) -> Path:
        """Write one Parquet file a table, and return the folder.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        target = Path(folder)
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in TABLES:
                partial = target / f"{name}.partial"
                pq.write_table(getattr(self, name), partial, compression="zstd")
                partial.replace(target / f"{name}.parquet")
        except OSError as error:
            raise OutputError(
                "the expansion cannot be written",
                where=str(target),
                found=error.strerror or str(error),
                next_step="Name another folder with --out, or make room.",
            ) from error
        return target
