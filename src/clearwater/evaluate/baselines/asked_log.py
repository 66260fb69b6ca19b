"""A log as a baseline walks it, and its answer by name: what all methods do first and last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.errors import SchemaError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.events.schema import REQUIRED

NOBODY = Judgement({}, {})
"""What there is to say about a log without events."""


def require_columns(log: LogToJudge, method: Method) -> None:
    """Refuse a log without the columns that `method` needs.

    Raises
    ------
    SchemaError
        If one is missing; the message names the method, and which columns.
    """
    wanted = (*REQUIRED, *method.needs)
    missing = [name for name in wanted if name not in log.events.column_names]
    if missing:
        raise SchemaError(
            f"the method {method.name!r} cannot be asked about this log",
            expected=f"events with {', '.join(wanted)}",
            found=f"no {', '.join(missing)}",
            next_step="Ask only methods whose needs the log meets.",
        )


def coded_log(log: LogToJudge, method: Method) -> CodedLog | None:
    """Return the events in strict order, an exact repeat once; None where there is no event.

    Raises
    ------
    SchemaError
        If a column that `method` needs is missing.
    """
    require_columns(log, method)
    if log.events.num_rows == 0:
        return None
    return encode(log.events.select(list(REQUIRED)).to_batches())


def by_name(
    names: pa.Array, codes: npt.NDArray[np.integer], values: npt.NDArray[np.float64]
) -> dict[str, float]:
    """Return the value of each account among `codes`, by the account's name."""
    accounts: list[str] = names.take(pa.array(codes)).to_pylist()
    return dict(zip(accounts, values.tolist(), strict=True))
