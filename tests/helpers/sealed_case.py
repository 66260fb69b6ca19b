"""A small case in a real store: evidence, a decision, words in two languages, and its package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from clearwater.app.case.seal import SealedCase, SealRequest, seal
from clearwater.cases import acts
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.evidence.frozen import Frozen
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member, Ring
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.evidence_root import evidence_root
from clearwater.cases.records.notice import Message, Notice
from clearwater.cases.records.people import Disclosure, Role, Subject, commitment_to
from clearwater.cases.store.base import Store
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Caller, Step
from tests.helpers.new_store import new_store

T0 = 1_772_366_400_000_000
"""2026-03-01T12:00:00Z."""
MINUTE = 60_000_000
MAIN = "main"
CASE = "case-3m9q"
WHY = "同一时刻同一设备段，八个账号互相点赞；eight accounts met on 14 objects within 8 s."
EXCLUDED_WHY = "这个账号是粉丝：自己的反应时间解释得通"
INVESTIGATOR = Caller("lin", MAIN, frozenset({Role.INVESTIGATOR}))
CONTENTS = {
    "findings/3f9a01b2c4d5e6f7/F001/members.parquet": b"PAR1 members PAR1",
    "findings/3f9a01b2c4d5e6f7/F001/method.json": b'{"seed":0}',
    "runs/3f9a01b2c4d5e6f7/run.json": '{"备注":"甲"}'.encode(),
}


@dataclass(frozen=True)
class SealedStore:
    """A store with one case, and where its evidence is."""

    store: SqlStore
    blobs: Blobs

    def seal(
        self, out: Path, *, caller: Caller = INVESTIGATOR, timestamp_url: str | None = None
    ) -> SealedCase:
        request = SealRequest(CASE, caller, T0 + 60 * MINUTE, out, timestamp_url)
        return seal(self.store, self.store.keys.signing, self.blobs, request)


def made_store(
    folder: Path, contents: dict[str, bytes] | None = None, url: str | None = None
) -> SealedStore:
    """Return a store with a case of three accounts: decided, approved, told, and read once."""
    place = folder / "cases.sqlite" if url is None else url
    store = new_store(place, folder / "files", rehearsal="封存", now_us=T0)
    blobs = store.blobs
    fill(store, blobs, CONTENTS if contents is None else contents)
    return SealedStore(store, blobs)


def fill(store: Store, blobs: Blobs, contents: dict[str, bytes]) -> None:
    """Save the life of the case, with acts of another case in between."""
    kept = [(name, blobs.put(data)) for name, data in sorted(contents.items())]
    frozen = tuple(Frozen(name, blob.sha256, blob.size) for name, blob in kept)
    save_life(store, frozen)


def save_life(store: Store, frozen: tuple[Frozen, ...]) -> None:
    """Save the life of the case whose evidence is `frozen` already."""
    root = evidence_root(frozen)
    opened = case_row()
    _save(store, "lin", 1, acts.ClueReceived(None, "clue-1", "report", 1), clue_row(None))
    _save(
        store,
        "lin",
        2,
        acts.CaseOpened(CASE, "clue-1", "report"),
        *(opened, clue_row(CASE), finding_row(), *members(), *accounts()),
    )
    _save(store, "wang", 3, acts.CaseOpened("case-other", "clue-2", "patrol"), other_case())
    _save(store, "lin", 4, acts.EvidenceFrozen(CASE, len(frozen), root), *evidence_rows(frozen))
    excluded = said(EXCLUDED_WHY, 7)
    left = replace(members()[2], standing="excluded", why=excluded.commitment)
    _save(
        store,
        "lin",
        5,
        acts.MemberExcluded(CASE, left.subject, excluded.commitment),
        *(left, excluded),
    )
    words = said(WHY, 8)
    decision = decision_row(words.commitment, root)
    proposed = acts.DecisionProposed(
        CASE, decision.decision, "limit", "coordinated-likes", 2, root, words.commitment, 1
    )
    _save(store, "lin", 6, proposed, decision, words)
    approved = replace(decision, state="standing", second_by="zhao", second_us=T0 + 7 * MINUTE)
    _save(store, "zhao", 7, acts.DecisionApproved(CASE, decision.decision), approved)
    _save(
        store,
        "lin",
        8,
        acts.NoticesIssued(CASE, decision.decision, 1, "2026-03-01", "2026-03-08"),
        *(measure_row(), notice_row(), message_row(), said("通知正文", 9)),
    )
    _save(store, "sun", 9, acts.PersonalDataRead(CASE, "evidence", 3, "appeal"))
    # Sharing a ring is an act of the other case, and changes this one's row.
    ring = Ring(MAIN, "ring-1", T0)
    shared = replace(opened, ring="ring-1")
    _save(store, "wang", 10, acts.RingShared("case-other", "ring-1", 2), ring, shared)


def case_row() -> Case:
    return Case(
        organisation=MAIN,
        case=CASE,
        state="notified",
        origin="report",
        title="八个账号在 14 个对象上同时点赞",
        ring=None,
        severity=2,
        confidence_milli=990,
        rank_us=T0,
        due_us=T0 + 100 * MINUTE,
        assignee="lin",
        opened_by="lin",
        opened_us=T0 + 2 * MINUTE,
        closed_us=None,
        outcome=None,
    )


def other_case() -> Case:
    return replace(case_row(), case="case-other", state="open")


def clue_row(case: str | None) -> Clue:
    state = "waiting" if case is None else "joined"
    reporter, note = "reporter-77", said("他们都是一伙的", 3).commitment
    return Clue(MAIN, "clue-1", "report", "f" * 64, state, case, None, reporter, note, 1, T0, T0)


def finding_row() -> CaseFinding:
    return CaseFinding(
        organisation=MAIN,
        case=CASE,
        run="3f9a01b2c4d5e6f7" * 4,
        finding="F001",
        level="coordinated",
        headline="3 accounts met on 14 objects",
        score_millibits=41_200,
        q_value="0.0025",
        accounts=3,
        objects=14,
        detector="0.1.0",
        seed=0,
    )


def members() -> tuple[Member, ...]:
    return tuple(
        Member(MAIN, CASE, f"subject-{n}", "F001", "core", 9_000 + n, "0.0025", 20, "member", None)
        for n in range(3)
    )


def accounts() -> tuple[Record, ...]:
    """Return the accounts' rows and the identifiers behind them."""
    names = [said(name, n) for n, name in enumerate(("desk0", "小明_今天也在喝茶", "fan2"))]
    return (
        *(
            Subject(MAIN, f"subject-{n}", "account", a.commitment, None)
            for n, a in enumerate(names)
        ),
        *names,
    )


def said(text: str, number: int) -> Disclosure:
    salt = f"{number:064x}"
    return Disclosure(MAIN, commitment_to(salt, text), salt, text, None)


def evidence_rows(frozen: tuple[Frozen, ...]) -> tuple[Evidence, ...]:
    at = T0 + 4 * MINUTE
    return tuple(Evidence(MAIN, CASE, one.name, one.sha256, one.size, at, "lin") for one in frozen)


def decision_row(why: str, root: str) -> Decision:
    return Decision(
        organisation=MAIN,
        decision="decision-1",
        case=CASE,
        state="proposed",
        measure="limit",
        reason_code="coordinated-likes",
        policy_text="不得组织虚假互动 / No organised fake engagement",
        why=why,
        evidence=root,
        accounts=2,
        duration_s=604_800,
        delay_s=0,
        stages=1,
        stage_gap_s=0,
        blast_radius="{}",
        needs_second=1,
        decided_by="lin",
        decided_us=T0 + 6 * MINUTE,
        second_by=None,
        second_us=None,
        supersedes=None,
    )


def measure_row() -> Measure:
    return Measure(
        *(MAIN, "measure-1", "decision-1", CASE, "subject-0", "limit", 5, "begun"),
        *(T0 + 8 * MINUTE, T0 + 90 * MINUTE, None, "unlimit"),
    )


def notice_row() -> Notice:
    return Notice(
        *(MAIN, "notice-1", CASE, "decision-1", "measure-1", "subject-0", "zh"),
        *(said("通知正文", 9).commitment, T0 + 8 * MINUTE, T0 + 900 * MINUTE),
    )


def message_row() -> Message:
    return Message(
        *(MAIN, "message-1", "notice", CASE, "measure-1", "subject-0", "waiting"),
        *(T0, 0, T0, None, None),
    )


def _save(store: Store, user: str, minute: int, act: acts.Act, *puts: Record) -> None:
    with store.writing(MAIN) as unit:
        unit.save([Step(act, puts)], user, T0 + minute * MINUTE)
