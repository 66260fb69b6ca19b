"""Names of the rows of a run's tables, and of values of its log: for a purpose and on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate import asking
from clearwater.app.investigate.open_log import OpenLog
from clearwater.app.investigate.question import Question
from clearwater.app.investigate.run_tables import table_of
from clearwater.errors import NothingThereError

TABLES: Mapping[str, tuple[str, str]] = {
    "account_rows": ("accounts", "account"),
    "object_rows": ("pushed", "object"),
}
"""What is asked for -> the run's table, and the column with the names."""


def names(
    desk: Desk,
    runs: Runs,
    run: str,
    log: OpenLog | None,
    values: Mapping[str, Sequence[int]],
    rows: Mapping[str, Sequence[int]],
    purpose: str,
) -> dict[str, dict[int, str]]:
    """Return kind or name of rows -> code or row -> name, after the reading of it was saved.

    Parameters
    ----------
    log
        The run's log; needed where values are asked for.
    values
        Kind -> codes.
    rows
        A key of `TABLES` -> rows.

    Raises
    ------
    RefusedError
        If the person may not read, the purpose is none, or it is too much for now.
    NothingThereError
        If there is no such run or row.
    """
    folder = runs.folder_of(run)
    found: dict[str, dict[int, str]] = {}
    for what, wanted in rows.items():
        table, column = TABLES[what]
        if wanted:
            texts = table_of(folder, table, [column])[column]
            _require_rows(wanted, len(texts))
            found[what] = {row: str(texts[row].as_py()) for row in wanted}
    if log is not None:
        found |= _of_values(log, values)
    count = sum(map(len, found.values()))
    asking.require_few(count)
    with desk.store.writing(desk.organisation) as unit:
        asking.put_on_record(desk, unit, count, purpose)
    return found


def _of_values(log: OpenLog, values: Mapping[str, Sequence[int]]) -> dict[str, dict[int, str]]:
    asked = Question(values={kind: tuple(codes) for kind, codes in values.items()})
    asked.require_fits(log)
    return {
        kind: {code: str(log.values(kind).names[code].as_py()) for code in codes}
        for kind, codes in asked.values.items()
    }


def _require_rows(wanted: Sequence[int], many: int) -> None:
    wrong = [row for row in wanted if row >= many]
    if wrong:
        raise NothingThereError("there is no such row", found=str(wrong[0]))
