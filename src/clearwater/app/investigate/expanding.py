"""From a finding or chosen accounts to who else belongs, one step at a time; kept without names.

A path is kept beside the runs of its organisation, in ``.expansions``, by the codes that accounts
have in the open log. An erasure has nothing to look for there: whoever takes the log away has taken
the names. Each step is asked anew from the beginning, so that what is kept is what the same leads
and as many steps always give.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

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
from clearwater.findings.expansion import ACCOUNTS, EDGES, EXPLANATIONS, STEPS, Expansion
from clearwater.units import MICROSECONDS

MOST_LEADS = 500
MOST_STEPS = 10
MOST_KEPT = 500
"""Expansions of one run."""
PLACE, DESCRIPTION = ".expansions", "expansion.json"
_NAME = re.compile(r"x-[0-9a-f]{12}", re.ASCII)
_NAMING = ("account", "from_account", "to_account")
"""Columns of the tables that hold the name of an account."""
Rows = list[dict[str, Any]]


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
class Made:
    """Who asked for an expansion, and when."""

    user: str
    time_us: int


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
        If there is none of this name, or the log is not the one that it is of.
    """
    require_reading(desk)
    runs.folder_of(run)
    folder = runs.folder / PLACE / run / name
    if _NAME.fullmatch(name) is None or not is_kept(folder):
        raise NothingThereError("there is no such expansion", found=repr(name[:80]))
    said = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    if said.get("log") != _order_of(log.identity, log.log.actors):
        raise NothingThereError("the expansion is of another log", next_step="Expand anew.")
    return _kept(desk, log, name, said)


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


def save(
    found: Expansion, of: Population, identity: str, folder: Path, seed: Seed, by: Made
) -> None:
    """Write an expansion into an empty folder: nobody's name, and no sentence that could hold one.

    Parameters
    ----------
    of
        The log that was asked.
    identity
        `open_logs.identity_of` the run.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    actors = of.log.actors
    said = {
        "log": _order_of(identity, actors),
        "finding": seed.finding,
        "rows": list(seed.rows),
        "steps": seed.steps,
        "q": seed.q,
        "seed": seed.seed,
        "by": by.user,
        "made_us": by.time_us,
        "leads": len(found.leads),
        "stopped": found.stopped,
        "level": found.level,
        "headline": found.headline,
        "score_bits": found.score_bits,
        "families": list(found.families),
        "why": _coded(found.steps, actors),
        "accounts": _coded(found.accounts, actors),
        "edges": _coded(found.edges, actors),
        "explanations": found.explanations.to_pylist(),
    }
    try:
        (folder / DESCRIPTION).write_text(json.dumps(said), encoding="utf-8")
    except OSError as error:
        raise OutputError("the expansion cannot be kept", found=error.strerror or "") from error


def _coded(table: pa.Table, actors: pa.Array) -> Rows:
    """Return rows in which codes stand for names."""
    rows: Rows = table.to_pylist()
    naming = [name for name in _NAMING if name in table.column_names]
    codes = {name: codes_of(actors, table[name]).tolist() for name in naming}
    for place, row in enumerate(rows):
        row |= {name: codes[name][place] for name in naming}
        row.pop("figure", None)
        if "via" in row:
            row["via"] = codes_of(actors, pa.array(row["via"], pa.string())).tolist()
    return rows


def _order_of(identity: str, actors: pa.Array) -> str:
    """Return what changes with the codes of a log's accounts: a digest of all names in order."""
    names = "\0".join((identity, *actors.to_pylist()))
    return hashlib.sha256(names.encode()).hexdigest()[:32]


def _kept(desk: Desk, log: OpenLog, name: str, said: Mapping[str, Any]) -> Kept:
    codes = [int(one["account"]) for one in said["accounts"]]
    tokens = _tokens(desk, log, codes)
    why = {one["account"]: one for one in said["why"]}
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
        accounts=tuple(
            _joined(one, why.get(one["account"], {}), int(log.account_row[code]), tokens)
            for one, code in zip(said["accounts"], codes, strict=True)
        ),
        explanations=tuple(said["explanations"]),
        unnamed=_unnamed(said, tokens),
    )


def _tokens(desk: Desk, log: OpenLog, codes: Sequence[int]) -> dict[int, str]:
    names = log.log.actors
    with desk.store.reading(desk.organisation) as unit:
        return {code: token_of(unit, ACCOUNT, str(names[code].as_py())) for code in codes}


def _joined(
    row: Mapping[str, Any], why: Mapping[str, Any], account_row: int, tokens: Mapping[int, str]
) -> Joined:
    asked = why or row
    return Joined(
        code=row["account"],
        row=None if account_row < 0 else account_row,
        token=tokens[row["account"]],
        step=int(row["step"]),
        lead=bool(row["lead"]),
        holds=bool(row["holds"]),
        because=str(why.get("because", "")),
        window_s=why.get("window_s"),
        observed=asked["observed"],
        expected=asked["expected"],
        q_value=asked["q_value"],
        via=tuple(tokens.get(one, "") for one in why.get("via", ())),
        note=str(row["note"]),
    )


def _unnamed(said: Mapping[str, Any], tokens: Mapping[int, str]) -> Expansion:
    """Return it as an expansion in which tokens stand for names."""

    def named(rows: Rows, schema: pa.Schema) -> pa.Table:
        shown = [
            {
                **row,
                **{name: tokens.get(row[name], "") for name in _NAMING if name in row},
                "via": [tokens.get(one, "") for one in row.get("via", ())],
                "figure": "",
            }
            for row in rows
        ]
        return pa.Table.from_pylist(shown, schema)

    return Expansion(
        leads=(),
        notes=(),
        stopped=said["stopped"],
        level=said["level"],
        headline=said["headline"],
        score_bits=said["score_bits"],
        families=tuple(said["families"]),
        parameters={},
        steps=named(said["why"], STEPS),
        accounts=named(said["accounts"], ACCOUNTS),
        edges=named(said["edges"], EDGES),
        explanations=pa.Table.from_pylist(said["explanations"], EXPLANATIONS),
    )
