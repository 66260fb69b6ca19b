"""A console in which every page has something to show, and strangers have written everywhere.

Accounts, objects, devices and texts of a run, reports, reasons, titles, statements and names of
bodies are those of `hostile_texts`. Everything is made by use-cases; one world a session.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case import telling, working
from clearwater.app.case.explanations import explanations_of
from clearwater.app.case.from_runs import Runs, frozen_finding
from clearwater.app.case.opening import Heading, Told, open_for_finding, receive_clue
from clearwater.app.intake.receiving import Reported, receive_report
from clearwater.app.investigate.claims import keep_checks
from clearwater.app.investigate.expanding import Made, Seed, expanded, new_place, save
from clearwater.app.org import registers, tree
from clearwater.app.publish.published import keep_and_put_on_record
from clearwater.app.publish.transparency import transparency
from clearwater.cases.organisations.weeks import week_of_us
from clearwater.cases.records.case import Case, Member
from clearwater.cases.workflow.commands_runs import AskJob
from clearwater.cases.workflow.rights import Verb
from clearwater.findings.run import Run
from clearwater.report import write_report
from tests.helpers import looked_into, web_cases, web_requests_bodies, web_requests_review
from tests.helpers.console import Console, console_at
from tests.helpers.desk import DESK, SECOND_DESK, desk_rows
from tests.helpers.desk_run import desk_events
from tests.helpers.hostile_texts import HOSTILE, MILLION, REASON, TITLE
from tests.helpers.web_server import Server
from tests.helpers.work_server import desk_csv, with_work

RUN, AGAIN, LOG = "week-1", "week-2", "三月.csv"
QUARTER = "2025-Q4"
WEEK_US = 7 * 86_400_000_000
LONGEST_SAID = 1_500


@dataclass
class World:
    """A console, and names of what there is in it."""

    console: Console
    named: Mapping[str, str]
    """Parameter of an address -> one that exists."""


@contextmanager
def hostile_world(folder: Path) -> Iterator[World]:
    """Serve a console in which strangers have written everywhere."""
    change = with_work(folder, jobs=0)
    (folder / "logs/main" / LOG).write_bytes(desk_csv(chinese=True))
    above = looked_into.looked_into(folder, hostile_log(), hostile_names())
    made = above / "main" / RUN
    write_report(Run.load(made), made / "report.html", language="zh-CN")
    shutil.copytree(made, above / "main" / AGAIN)
    with console_at(folder, change) as console:
        yield World(console, _filled(console.server, above))


def hostile_names() -> dict[str, str]:
    """Return account or object of the desk -> what it is called here; no two alike."""
    short = _in_a_log()
    accounts = [*DESK, *SECOND_DESK, *(f"p{k:03d}" for k in range(150))]
    # Objects are called as accounts are, with a sign behind: each is another in the whole log.
    return dict(zip(accounts, short, strict=False)) | {
        name: f"{said}·" for name, said in zip(desk_rows()[1], short, strict=False)
    }


def _in_a_log() -> list[str]:
    """Return what a log can hold: a row with a NUL is put aside as it is read."""
    return [one for one in HOSTILE.values() if one.strip() and "\0" not in one]


def hostile_log() -> pa.Table:
    """Return the events of the desk, with hostile accounts, objects, devices, texts and targets."""
    table = looked_into.renamed(desk_events(), hostile_names())
    said = [*looked_into.SPUN, *_in_a_log(), MILLION]
    texts = [MILLION if row == 0 else said[row % (len(said) - 1)] for row in range(table.num_rows)]
    devices = [f"{said[row % 20]}-{row % 40}" for row in range(table.num_rows)]
    targets = [said[row % 30] for row in range(table.num_rows)]
    for name, values in (("text", texts), ("device", devices)):
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table.append_column("target", pa.array(targets))


def _filled(server: Server, above: Path) -> Mapping[str, str]:
    runs = Runs.of(above, "main", lambda: REAL_PARTS, server.store.blobs)
    words = itertools.cycle([one[:LONGEST_SAID] for one in HOSTILE.values() if one.strip()])
    case = _case(server, runs)
    for _ in range(len(HOSTILE) // 3):
        receive_clue(server.desk("ivo"), Told("patrol", next(words), None, next(words)))
    review = web_requests_review.a_blind_review(server)
    clue = _reports(server, words)
    _bodies(server)
    week = _weeks(server)
    return {
        "run": RUN,
        "other run": AGAIN,
        "finding": "F001",
        "place": "1",
        "case": case,
        "subject": web_cases.subjects_of(server, case)[0],
        "row": "0",
        "review": review,
        "clue": clue,
        "job": _job(server),
        "expansion": _expansion(server, runs),
        "week": week,
        "published": QUARTER,
        "body": "main",
    }


def _case(server: Server, runs: Runs) -> str:
    """Return a case whose title, reasons, exclusion and appeal a stranger wrote."""
    desk = server.desk("ivo")
    frozen = frozen_finding(desk, runs, RUN, "F001", Verb.OPEN)
    heading = Heading(TITLE, 3)
    file = open_for_finding(desk, frozen.found, lambda: frozen.frozen, heading)
    case = file.all(Case)[0].case
    working.assign(desk, case, "ivo")
    outside = file.all(Member)[0].subject
    working.exclude_subject(desk, case, outside, REASON)
    considered = tuple(one.explanation for one in explanations_of(desk, case))
    choice = working.Choice("mute", "coordinated engagement", REASON, considered=considered)
    working.decide(desk, case, choice)
    telling.notify(desk, case)
    telling.appeal(desk, case, "".join(HOSTILE.values())[:LONGEST_SAID])
    return case


def _reports(server: Server, words: Iterator[str]) -> str:
    clue = ""
    for number in range(2 * len(HOSTILE)):
        reported = Reported(
            next(words)[:200], "fake engagement", account=next(words)[:200], id=f"id-{number}",
            words=next(words), note=next(words),
        )  # fmt: skip
        clue = receive_report(server.desk("max"), reported).report.clue
    return clue


def _bodies(server: Server) -> None:
    web_requests_bodies.offered(server, by_us=False)
    web_requests_bodies.invited(server, taking_part=True)
    web_requests_bodies.asked(server, received=True)
    lead = server.desk("lea")
    for number, said in enumerate(HOSTILE.values()):
        name = said.replace("\0", "")[:60].strip()
        if not name:
            continue
        tree.add(lead, f"机构{number}", parent=None, level="city", name=name, lead="x")
        registers.change_agency(lead, name)
        registers.change_creator(lead, registers.CreatorSaid(name, 1_000 * number, agency=name))


def _weeks(server: Server) -> str:
    server.clock.now_us += WEEK_US
    week = week_of_us(server.clock.us() - WEEK_US)
    lead = server.desk("lea")
    keep_and_put_on_record(lead, server.store.blobs, transparency(lead, QUARTER))
    return week


def _job(server: Server) -> str:
    desk = server.desk("ivo")
    with desk.store.writing("main") as unit:
        wanted = AskJob("scan", "{}", upload=None, log=LOG, writes_run=True, waiting=0)
        (step,) = desk.without_case(unit, desk.context(unit), wanted)
    job: Any = step.puts[0]
    return str(job.job)


def _expansion(server: Server, runs: Runs) -> str:
    keep_checks(server.desk("max"), runs, "checks.json", looked_into.DOCUMENT)
    folder, seed = runs.folder_of(RUN), Seed("F001", (), 1, 0.05, 0)
    log = server.app.state.served.open_logs.of_run(runs, "main", RUN)
    found = expanded(log.population, folder, seed, lambda _stage, _done, _of: None)
    place = new_place(folder)
    place.mkdir(parents=True)
    made = Made("ivo", server.clock.us())
    save(found, log.population, log.identity, place, seed, made)
    return place.name
