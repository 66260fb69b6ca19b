"""From a finding or chosen accounts to who else belongs, one step at a time; kept as tables.

A path is kept beside the runs of its organisation, in ``.expansions``, as a run itself is: names
stand in its tables, and in nothing that is shown before somebody asked for them. Each step is asked
anew from the beginning, so that what is kept is what the same leads and as many steps always give.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.asking import require_reading, token_of
from clearwater.app.investigate.open_log import ACCOUNT, OpenLog
from clearwater.app.investigate.open_logs import codes_of
from clearwater.app.investigate.run_tables import manifest_of, table_of
from clearwater.app.run_sources import windows_of
from clearwater.detect.expand.expansion import expand_population
from clearwater.detect.expand.growth import Step
from clearwater.detect.expand.lead import Lead
from clearwater.detect.population import Population
from clearwater.errors import NothingThereError, OutputError, ParameterError
from clearwater.findings.expansion import TABLES, Expansion
from clearwater.units import MICROSECONDS

MOST_LEADS = 500
MOST_STEPS = 10
MOST_KEPT = 500
"""Expansions of one run."""
PLACE, DESCRIPTION = ".expansions", "expansion.json"
_NAME = re.compile(r"x-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True)
class Seed:
    """What an expansion starts from and how."""

    finding: str | None
    """All members of a finding of the run."""
    rows: tuple[int, ...]
    """Or accounts: rows of the run's table ``accounts``."""
    steps: int
    q: float
    seed: int


@dataclass(frozen=True)
class Joined:
    """One account of the circle, without its name."""

    code: int
    """Among the accounts of the log."""
    row: int | None
    """In the run's table ``accounts``."""
    token: str
    step: int
    lead: bool
    holds: bool
    because: str
    window_s: float | None
    observed: int | None
    expected: float | None
    q_value: float | None
    """Of being there as often, where it was joined; of the last question for a lead."""
    via: tuple[str, ...]
    """Tokens of those through whom it was joined."""
    note: str


@dataclass(frozen=True)
class Kept:
    """An expansion that was kept, without names."""

    name: str
    seed: Seed
    by: str
    made_us: int
    leads: int
    stopped: str
    level: str | None
    headline: str
    score_bits: float
    families: tuple[str, ...]
    accounts: tuple[Joined, ...] = field(repr=False)
    explanations: tuple[Mapping[str, str], ...]
    unnamed: Expansion = field(repr=False)
    """The same with tokens for names: what is drawn."""

    @property
    def last_step(self) -> int:
        """The last step at which anybody was joined."""
        return max((one.step for one in self.accounts), default=0)

    @property
    def may_go_on(self) -> bool:
        """Whether the bound of steps is why it went no further."""
        return self.stopped.startswith("the bound") and self.seed.steps < MOST_STEPS


def expanded(population: Population, folder: Path, seed: Seed, step: Step) -> Expansion:
    """Return who else belongs, by the log of the run in `folder`; `step` hears how far it is.

    Raises
    ------
    ParameterError, NothingThereError
        If there is nothing to start from, or too much.
    """
    return expand_population(
        population,
        [Lead("account", one) for one in leads_of(folder, seed)],
        [round(window * MICROSECONDS) for window in windows_of(manifest_of(folder))],
        q=seed.q,
        most_steps=seed.steps,
        seed=seed.seed,
        step=step,
    )


def new_place(folder: Path) -> Path:
    """Return the folder that another expansion of the run in `folder` will have.

    Raises
    ------
    ParameterError
        If too many are kept.
    """
    place = folder.parent / PLACE / folder.name
    if sum(1 for _ in place.glob("x-*")) >= MOST_KEPT:
        raise ParameterError("too many expansions of this run are kept", expected=f"{MOST_KEPT}")
    return place / f"x-{secrets.token_hex(6)}"


def is_kept(place: Path) -> bool:
    """Return whether an expansion is kept in a folder."""
    return (place / DESCRIPTION).is_file()


def kept(desk: Desk, runs: Runs, run: str, log: OpenLog, name: str) -> Kept:
    """Return an expansion that was kept.

    Raises
    ------
    NothingThereError
        If there is none of this name.
    """
    require_reading(desk)
    runs.folder_of(run)
    folder = runs.folder / PLACE / run / name
    if _NAME.fullmatch(name) is None or not is_kept(folder):
        raise NothingThereError("there is no such expansion", found=repr(name[:80]))
    said = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    tables = {table: pq.read_table(folder / f"{table}.parquet") for table in TABLES}
    return _kept(desk, log, name, said, tables)


def kept_names(desk: Desk, runs: Runs, run: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the expansions of a run, the newest first, with how they were made."""
    require_reading(desk)
    runs.folder_of(run)
    files = (runs.folder / PLACE / run).glob(f"x-*/{DESCRIPTION}")
    listed = [(one.parent.name, json.loads(one.read_text(encoding="utf-8"))) for one in files]
    return sorted(listed, key=lambda one: (-one[1]["made_us"], one[0]))


def leads_of(folder: Path, seed: Seed) -> list[str]:
    """Return the accounts to start from, by name.

    Raises
    ------
    ParameterError, NothingThereError
        If there is nothing to start from, or too much.
    """
    if seed.finding is not None:
        members = table_of(folder, "members", ["finding", "account"])
        pairs = zip(members["finding"].to_pylist(), members["account"].to_pylist(), strict=True)
        names = [str(account) for finding, account in pairs if finding == seed.finding]
    else:
        accounts = table_of(folder, "accounts", ["account"])["account"]
        if any(row >= len(accounts) for row in seed.rows):
            raise NothingThereError("there is no such row")
        names = [str(accounts[row].as_py()) for row in dict.fromkeys(seed.rows)]
    if not 1 <= len(names) <= MOST_LEADS:
        raise ParameterError(
            "this is nothing to start from",
            expected=f"1 to {MOST_LEADS} accounts: a finding of the run, or chosen ones",
            found=f"{len(names):,}",
        )
    return names


def save(found: Expansion, folder: Path, seed: Seed, *, by: str, made_us: int) -> None:
    """Write an expansion into an empty folder.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    found.save(folder)
    said = {
        "finding": seed.finding,
        "rows": list(seed.rows),
        "steps": seed.steps,
        "q": seed.q,
        "seed": seed.seed,
        "by": by,
        "made_us": made_us,
        "leads": len(found.leads),
        "stopped": found.stopped,
        "level": found.level,
        "headline": found.headline,
        "score_bits": found.score_bits,
        "families": list(found.families),
    }
    try:
        text = json.dumps(said, ensure_ascii=False, indent=1)
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError("the expansion cannot be kept", found=error.strerror or "") from error


def _kept(
    desk: Desk, log: OpenLog, name: str, said: Mapping[str, Any], tables: Mapping[str, pa.Table]
) -> Kept:
    names = [str(one) for one in tables["accounts"]["account"].to_pylist()]
    with desk.store.reading(desk.organisation) as unit:
        tokens = {one: token_of(unit, ACCOUNT, one) for one in names}
    codes = codes_of(log.log.actors, pa.array(names, pa.string())).tolist()
    rows = [int(log.account_row[code]) for code in codes]
    why = {str(one["account"]): one for one in tables["steps"].to_pylist()}
    joined = (
        _joined(one, why.get(str(one["account"]), {}), code, row, tokens)
        for one, code, row in zip(tables["accounts"].to_pylist(), codes, rows, strict=True)
    )
    seed = Seed(said["finding"], tuple(said["rows"]), said["steps"], said["q"], said["seed"])
    return Kept(
        name=name,
        seed=seed,
        by=said["by"],
        made_us=said["made_us"],
        leads=said["leads"],
        stopped=said["stopped"],
        level=said["level"],
        headline=said["headline"],
        score_bits=said["score_bits"],
        families=tuple(said["families"]),
        accounts=tuple(joined),
        explanations=tuple(tables["explanations"].to_pylist()),
        unnamed=_unnamed(said, tables, tokens),
    )


def _joined(
    row: Mapping[str, Any],
    why: Mapping[str, Any],
    code: int,
    account_row: int,
    tokens: Mapping[str, str],
) -> Joined:
    asked = why or row
    return Joined(
        code=code,
        row=None if account_row < 0 else account_row,
        token=tokens[str(row["account"])],
        step=int(row["step"]),
        lead=bool(row["lead"]),
        holds=bool(row["holds"]),
        because=str(why.get("because", "")),
        window_s=why.get("window_s"),
        observed=asked["observed"],
        expected=asked["expected"],
        q_value=asked["q_value"],
        via=tuple(tokens.get(str(one), "") for one in why.get("via", ())),
        note=str(row["note"]),
    )


def _unnamed(
    said: Mapping[str, Any], tables: Mapping[str, pa.Table], tokens: Mapping[str, str]
) -> Expansion:
    """Return the tables with tokens for names; sentences that name somebody are left out."""

    def without_names(table: pa.Table) -> pa.Table:
        rows: list[dict[str, Any]] = table.to_pylist()
        for row in rows:
            for column in ("account", "from_account", "to_account"):
                if column in row:
                    row[column] = tokens.get(str(row[column]), "")
            if "figure" in row:
                row["figure"] = ""
            if "via" in row:
                row["via"] = [tokens.get(str(one), "") for one in row["via"]]
        return pa.Table.from_pylist(rows, table.schema)

    shown = {name: without_names(tables[name]) for name in ("steps", "accounts", "edges")}
    return Expansion(
        leads=(),
        notes=(),
        stopped=said["stopped"],
        level=said["level"],
        headline=said["headline"],
        score_bits=said["score_bits"],
        families=tuple(said["families"]),
        parameters={},
        explanations=tables["explanations"],
        **shown,
    )
