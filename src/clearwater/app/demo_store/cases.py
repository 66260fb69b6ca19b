"""Cases of the demo, each left in another state by the use-cases that people have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from clearwater.app.case.connecting import deliver_due
from clearwater.app.case.explanations import explanations_of
from clearwater.app.case.from_runs import Runs, frozen_finding, keep_frozen
from clearwater.app.case.opening import (
    Heading,
    Told,
    open_for_clue,
    open_for_finding,
    receive_clue,
)
from clearwater.app.case.telling import Answer, appeal, close, notify, resolve_appeal
from clearwater.app.case.working import Choice, approve, assign, decide
from clearwater.app.demo_store.people import HERE, SECOND_INVESTIGATOR
from clearwater.app.demo_store.story import Story
from clearwater.cases.records.case import Case
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import FrozenFile
from clearwater.cases.workflow.rights import Verb

FOR_YOU = 1
"""How many findings are left without a case, the smallest ones: the tutorial opens one."""
_SAME_DESK = (
    "同一批账号在数十个对象上于几十秒内先后行动，远超各自习惯所能解释。 · The same accounts acted "
    "within seconds of each other on dozens of objects; their own habits explain next to none."
)
_CLASSMATES = (
    "我们是同一间教室的学生，老师让大家一起点赞。 · We are one class; the teacher asked us to."
)
_NOT_A_CLASS = "所附课表与行动时间不符。 · The timetable that was sent does not fit the times."
_SEEN = "巡查记录：一小时内对同一主页点赞十余次，无其他异常。\nSeen: a dozen likes of one page.\n"
_ONE_PERSON = (
    "核查后只有一人一账号，未见协同。 · Looked into: one person, one account, nothing together."
)


@dataclass(frozen=True)
class Work:
    """Where cases are opened from."""

    story: Story
    runs: Runs
    run: str


def named_in(work: Work) -> tuple[str, ...]:
    """Return accounts of the run that reports are about: of each finding two, and some of nobody.

    That people report an account is no evidence of anything; the demo shows both kinds.
    """
    found = [one for name in _findings(work, spare=0) for one in _members(work, name)[:2]]
    return (*found, "u000017", "u000042", "u000123")


def appealed(work: Work) -> None:
    """Live through a case that was decided, told, and appealed against."""
    for finding in _findings(work)[:1]:
        _appealed(work, finding)


def at_work(work: Work) -> str:
    """Leave cases that wait for the second person, for a decision, and for anybody at all.

    Returns
    -------
    The one that somebody works on, or the last one where the run found less.
    """
    stages = (_proposed, _in_review)
    made = [stage(work, one) for stage, one in zip(stages, _findings(work)[1:], strict=False)]
    return [_open_for_a_clue(work), *made][-1]


def _findings(work: Work, spare: int = FOR_YOU) -> Sequence[str]:
    """Return the findings that get cases, the smallest first, without those that are spared."""
    rows = pq.read_table(work.runs.folder_of(work.run) / "findings.parquet").to_pylist()
    by_size = sorted(rows, key=lambda row: (row["accounts"], row["finding"]))
    return [str(row["finding"]) for row in by_size[spare:]]


def closed_without_measure(story: Story) -> str:
    """Live through the case of a patrol's clue that came to nothing, and return its name."""
    story.on(2, 1, 9)
    desk = story.desk("li.wei", HERE)
    told = Told(
        "patrol", "u000017", None, "巡查时见其连续点赞 · seen liking one post after another"
    )
    clue = receive_clue(desk, told)
    title = "巡查线索：短时间内连续点赞 · A patrol's clue: many likes in a short time"
    case = _name(open_for_clue(desk, clue.clue, title=title, severity=2))
    assign(desk, case, "li.wei")
    seen = story.store.blobs.put(_SEEN.encode())
    keep_frozen(desk, case, (FrozenFile("patrol/seen.txt", seen.sha256, seen.size),))
    story.on(2, 3, 10)
    decide(desk, case, Choice(None, "no sufficient grounds", _ONE_PERSON))
    story.on(2, 4, 15)
    close(story.desk("wang.fang", HERE), case, _ONE_PERSON)
    return case


def _appealed(work: Work, finding: str) -> str:
    """Decided, agreed to, told to everybody; one appeal answered, one that waits."""
    story = work.story
    story.on(1, 0, 9)
    case = _opened(work, finding, "li.wei", 3)
    story.on(1, 1, 11)
    _decided(work, case, "li.wei", "mute")
    desk = story.desk("li.wei", HERE)
    story.on(1, 2, 9)
    notify(desk, case)
    deliver_due(story.store, desk)
    members = _members(work, finding)
    story.on(1, 4, 14)
    first = appeal(desk, case, _CLASSMATES, (members[0],))
    story.on(1, 5, 10)
    resolve_appeal(story.desk("chen.jie", HERE), case, Answer("upheld", _NOT_A_CLASS))
    assert _name(first) == case  # noqa: S101 - of our making
    story.before_now(46)
    appeal(desk, case, _CLASSMATES, members[1:3])
    return case


def _proposed(work: Work, finding: str) -> str:
    """A severe measure that waits for the second person."""
    story = work.story
    story.before_now(30)
    case = _opened(work, finding, "li.wei", 4)
    _decided(work, case, "li.wei", "suspend", agreed=False)
    return case


def _in_review(work: Work, finding: str) -> str:
    work.story.before_now(9)
    return _opened(work, finding, SECOND_INVESTIGATOR, 4)


def _open_for_a_clue(work: Work) -> str:
    """A case that nobody works on yet."""
    desk = work.story.desk("wang.fang", HERE)
    told = Told("partner", "u000042", None, "合作平台转来 · passed on by another platform")
    clue = receive_clue(desk, told)
    title = "合作平台转来的线索：疑似刷量 · A partner's clue: suspected paid engagement"
    return _name(open_for_clue(desk, clue.clue, title=title, severity=3))


def _opened(work: Work, finding: str, by: str, severity: int) -> str:
    desk = work.story.desk(by, HERE)
    read = frozen_finding(desk, work.runs, work.run, finding, Verb.OPEN)
    heading = Heading(severity=severity)
    case = _name(open_for_finding(desk, read.found, lambda: read.frozen, heading))
    assign(desk, case, by)
    return case


def _decided(work: Work, case: str, by: str, measure: str, *, agreed: bool = True) -> None:
    desk = work.story.desk(by, HERE)
    considered = tuple(one.explanation for one in explanations_of(desk, case))
    choice = Choice(measure, "coordinated engagement", _SAME_DESK, considered=considered)
    file = decide(desk, case, choice)
    if agreed and file.all(Case)[0].state == "proposed":
        approve(work.story.desk("zhang.min", HERE), case)


def _members(work: Work, finding: str) -> tuple[str, ...]:
    table = pq.read_table(work.runs.folder_of(work.run) / "members.parquet")
    named = zip(table["finding"].to_pylist(), table["account"].to_pylist(), strict=True)
    return tuple(sorted(str(account) for of, account in named if of == finding))


def _name(file: CaseFile) -> str:
    return file.all(Case)[0].case
