"""What the demo has nothing of and a page of the console shows: made besides, for the pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case import working
from clearwater.app.case.desk import Desk
from clearwater.app.case.explanations import explanations_of
from clearwater.app.case.from_runs import Runs, frozen_finding
from clearwater.app.case.opening import open_for_finding
from clearwater.app.demo_store import HERE, YOU
from clearwater.app.investigate.expanding import Made, Seed, expanded, new_place, save
from clearwater.app.investigate.open_logs import OpenLogs
from clearwater.app.publish.published import keep_and_put_on_record
from clearwater.app.publish.transparency import transparency
from clearwater.app.quality import blind_reviews
from clearwater.app.quality.figures import change_rules
from clearwater.app.work.expansions import ask_to_expand
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb

QUARTER: Final = "2025-Q4"
FINDING: Final = "F004"
_SEED: Final = Seed(FINDING, (), 2, 0.05, 0)
WHY: Final = "同一批账号在几秒内先后行动 · the same accounts, within seconds"
FAR: Final = ("open", "in review", "proposed", "decided", "closed", "notified")
"""How far a case has come: the one that came farthest has most to show."""


def named(store: SqlStore, above: Path, now_us: int) -> dict[str, str]:
    """Make what is missing, and return parameter of an address -> one that exists.

    Parameters
    ----------
    above
        Folder of the organisations' runs.
    """
    with store.reading(HERE) as unit:
        cases = sorted(unit.find(Case), key=lambda one: FAR.index(one.state))
        member = unit.find(Member, case=cases[-1].case)[0]
        reported = [one for one in unit.find(Clue) if one.source == "report"]
    runs = Runs.of(above, HERE, lambda: REAL_PARTS, store.blobs)
    run = sorted(one.name for one in (above / HERE).iterdir() if one.is_dir())[0]
    return {
        "{run}": run, "{finding}": "F001", "{row}": "0", "{case}": cases[-1].case,
        "{clue}": reported[0].clue, "{named}": "2026-W09", "{body}": HERE,
        "{subject}": member.subject,
        "{review}": _blind_review(store, runs, run, now_us),
        "{job}": ask_to_expand(_desk(store, YOU, now_us), runs, run, _SEED).row.job,
        "{name}": _expansion(runs, run, now_us), "{published}": _published(store, now_us),
    }  # fmt: skip


def _desk(store: SqlStore, user: str, now_us: int) -> Desk:
    return Desk(store, user, HERE, lambda: now_us, open_to_all=False)


def _blind_review(store: SqlStore, runs: Runs, run: str, now_us: int) -> str:
    """Let a case be opened and decided that is then to be judged a second time."""
    change_rules(_desk(store, "wang.fang", now_us), 1_000)
    desk = _desk(store, "li.wei", now_us)
    frozen = frozen_finding(desk, runs, run, FINDING, Verb.OPEN)
    case = open_for_finding(desk, frozen.found, lambda: frozen.frozen).all(Case)[0].case
    working.assign(desk, case, desk.user)
    considered = tuple(one.explanation for one in explanations_of(desk, case))
    choice = working.Choice("mute", "coordinated engagement", WHY, considered=considered)
    working.decide(desk, case, choice)
    return blind_reviews.waiting(_desk(store, YOU, now_us))[0].review


def _expansion(runs: Runs, run: str, now_us: int) -> str:
    folder = runs.folder_of(run)
    log = OpenLogs().of_run(runs, HERE, run)
    place = new_place(folder)
    place.mkdir(parents=True)
    found = expanded(log.population, folder, _SEED, _nobody_hears)
    save(found, log.population, log.identity, place, _SEED, Made("li.wei", now_us))
    return place.name


def _nobody_hears(*_: Any) -> None:
    pass


def _published(store: SqlStore, now_us: int) -> str:
    desk = _desk(store, "wang.fang", now_us)
    keep_and_put_on_record(desk, store.blobs, transparency(desk, QUARTER))
    return QUARTER
