"""Checked claims beside what was written in a run's log: suggestions for a person.

A match scores no account and goes into no scan. What was written before a check was out is counted
apart and never held against anybody, and neither is a text that denies the claim.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.claims_import import claims_import, read_store
from clearwater.app.claims_match import match_claims
from clearwater.app.investigate.asking import require_reading, token_of
from clearwater.app.investigate.open_log import NOBODY, TEXT, OpenLog
from clearwater.cases import acts
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.store.base import EntriesAsked
from clearwater.cases.workflow.commands_claims import JudgeMatch
from clearwater.cases.workflow.rights import Verb
from clearwater.detect.claims.denial import MAY_DENY
from clearwater.errors import NothingThereError

PLACE = Path(".claims", "claims.parquet")
"""Where the published checks of an organisation are kept, beside its runs."""
MOST_RANKINGS = 350_000_000
"""Texts times checks that are ranked while somebody waits: some five seconds."""
SHOWN = 100
"""Suggestions that are shown, those of most posts first."""
_SUFFIX = re.compile(r"\.(json|jsonl|csv)$", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    checks: int
    """Checks that are kept now."""
    told: tuple[tuple[str, int, str | None], ...]
    """What became of the records, how many, and why."""


@dataclass(frozen=True)
class Suggestion:
    """A text that may tell a checked claim again, without the text."""

    text: int
    """Code of the text in the log."""
    token: str
    claim: str
    claim_text: str
    title: str | None
    rating: str | None
    contradicted: bool
    publisher: str | None
    published_us: int | None
    url: str | None
    score: float
    proof: float
    cover: float
    denies: bool
    """Whether the text may deny the claim: then it is no spread of it."""
    left_out: str | None
    """Why telling it again is not counted, such as that its checks call it true."""
    before: int
    """Posts before the check was out; never counted."""
    after: int
    accounts: int
    """Of the posts after."""
    verdict: str
    """``open``, ``confirmed`` or ``rejected``."""
    by: str | None


@dataclass(frozen=True)
class Beside:
    """Suggestions for a log."""

    suggestions: tuple[Suggestion, ...] = field(repr=False)
    total: int
    checks: int
    texts: int
    """Different texts of the log."""
    looked_at: int
    """Those that were ranked, the ones said most often."""


def keep_checks(desk: Desk, runs: Runs, name: str, document: str) -> Imported:
    """Keep the published checks of a document; what was kept before stays.

    Parameters
    ----------
    name
        What the file was called: its ending says how it is read (``json``, ``jsonl``, ``csv``).

    Raises
    ------
    RefusedError
        If the person may not.
    InputError
        If it cannot be read, or holds no check.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.KEEP_REGISTER)
    ending = _SUFFIX.search(name)
    with tempfile.TemporaryDirectory() as folder:
        # The name that it had is nobody's path here.
        path = Path(folder) / f"checks{ending[0].lower() if ending else '.json'}"
        path.write_text(document, encoding="utf-8")
        found = claims_import([path], runs.folder / PLACE)
    return Imported(
        found.checks,
        tuple((one["what"], one["records"], one["remark"]) for one in found.told.to_pylist()),
    )


def checks_kept(desk: Desk, runs: Runs) -> int:
    """Return how many checks are kept, withdrawn ones included."""
    require_reading(desk)
    path = runs.folder / PLACE
    return sum(read_store(path)["current"].to_pylist()) if path.is_file() else 0


def beside(desk: Desk, runs: Runs, log: OpenLog) -> Beside:
    """Return the checked claims that texts of a log may tell again, those of most posts first.

    Raises
    ------
    NothingThereError
        If no checks are kept, or the log holds no text.
    """
    require_reading(desk)
    path = runs.folder / PLACE
    if not path.is_file():
        raise NothingThereError("no checks are kept", next_step="Bring some first.")
    if TEXT not in log.kinds:
        raise NothingThereError("the log holds no text")
    checks = read_store(path)
    values = log.values(TEXT)
    often = np.bincount(values.code[values.code != NOBODY], minlength=values.many)
    most = max(1, MOST_RANKINGS // max(1, checks.num_rows))
    codes = np.argsort(-often, kind="stable")[:most]
    posts = pa.table(
        {
            "post": pa.array([str(code) for code in codes.tolist()], pa.string()),
            "text": values.names.take(pa.array(codes)),
        }
    )
    matches = match_claims(posts, checks, top=1).matches
    again = matches.filter(pc.field("again")).to_pylist()
    judged = _judged(desk, log)
    made = [_suggestion(log, one, judged) for one in again]
    made.sort(key=lambda one: (-one.after, -one.score, one.text, one.claim))
    shown = made[:SHOWN]
    return Beside(
        _with_tokens(desk, log, shown), len(made), checks.num_rows, values.many, len(codes)
    )


def judge(desk: Desk, log: OpenLog, text: int, claim: str, verdict: str) -> None:
    """Put on record whether a text is a claim.

    Raises
    ------
    RefusedError
        If the person may not, or the verdict is none.
    NothingThereError
        If the log has no such text.
    """
    if TEXT not in log.kinds or not 0 <= text < log.values(TEXT).many:
        raise NothingThereError("the log has no such text", found=str(text))
    with desk.store.writing(desk.organisation) as unit:
        command = JudgeMatch(log.identity, text, claim, verdict)
        desk.without_case(unit, desk.context(unit), command)


def _judged(desk: Desk, log: OpenLog) -> dict[tuple[int, str], tuple[str, str]]:
    """Return (text, claim) -> verdict and who said so last."""
    asked = EntriesAsked((acts.ClaimMatchJudged.NAME,), LARGEST)
    with desk.store.reading(desk.organisation) as unit:
        entries = tuple(unit.entries_asked(asked))
    return {
        (int(str(one.details["text"])), str(one.details["claim"])): (
            str(one.details["verdict"]),
            one.user,
        )
        for one in entries
        if one.details["log"] == log.identity
    }


def _suggestion(
    log: OpenLog, row: Mapping[str, Any], judged: Mapping[tuple[int, str], tuple[str, str]]
) -> Suggestion:
    text, claim = int(row["post"]), str(row["claim"])
    published = row["published"]
    published_us = None if published is None else round(published.timestamp() * 1_000_000)
    events = np.flatnonzero(log.values(TEXT).code == text)
    times, actors = log.log.time[events], log.log.actor[events]
    # Without a date nobody knows what was before, so nothing counts as after.
    after = np.zeros(len(events), np.bool_) if published_us is None else times > published_us
    verdict, by = judged.get((text, claim), ("open", None))
    return Suggestion(
        text=text,
        token="",
        claim=claim,
        claim_text=str(row["claim_text"]),
        title=row["title"],
        rating=row["rating"],
        contradicted=bool(row["contradicted"]),
        publisher=row["publisher"],
        published_us=published_us,
        url=row["url"],
        score=float(row["score"]),
        proof=float(row["proof"]),
        cover=float(row["cover"]),
        denies=row["stance"] == MAY_DENY,
        left_out=row["left_out"],
        before=int(np.count_nonzero(~after)),
        after=int(np.count_nonzero(after)),
        accounts=len(np.unique(actors[after])),
        verdict=verdict,
        by=by,
    )


def _with_tokens(desk: Desk, log: OpenLog, shown: list[Suggestion]) -> tuple[Suggestion, ...]:
    names = log.values(TEXT).names
    with desk.store.reading(desk.organisation) as unit:
        return tuple(
            replace(one, token=token_of(unit, TEXT, str(names[one.text].as_py()))) for one in shown
        )
