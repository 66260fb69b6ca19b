"""A life of several cases that nobody lived: records of every kind, saved as the workflow would."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import TypeVar

from clearwater.cases import acts
from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member, Ring
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message, Notice
from clearwater.cases.records.people import Disclosure, Subject, User, commitment_to
from clearwater.cases.records.policy import PolicyRow
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.unit import SqlUnit
from clearwater.cases.workflow.base import Step

START_US = 1_772_366_400_000_000
"""2026-03-01T12:00:00Z."""
MINUTE_US = 60_000_000
DAY_US = 86_400_000_000
RUN = "ab" * 32
ROOT = "cd" * 32

R = TypeVar("R", bound=Record)


def made(kind: type[R], organisation: str, /, **values: Value) -> R:
    """Return a record with these values; the others are nothing."""
    row = {field.name: values.get(field.name) for field in fields(kind)}
    return kind.of_row(row | {"organisation": organisation})


def a_case(name: str, organisation: str = "main", **changed: Value) -> Case:
    """Return a case that only its name and `changed` set apart."""
    title = "26 个账号在同一分钟点赞 · 26 accounts liked within a minute"
    values: dict[str, Value] = {
        "state": "open",
        "origin": "finding",
        "title": title,
        "opened_by": "li.wei",
        "severity": 2,
        "confidence_milli": 990,
        "rank_us": START_US,
        "due_us": START_US,
        "opened_us": START_US,
    }
    return made(Case, organisation, case=name, **(values | changed))


class Filling:
    """Writes a life of several cases through `save`."""

    def __init__(self, store: SqlStore, organisation: str = "main") -> None:
        self._store = store
        self._org = organisation
        self._now_us = START_US

    def run(self, cases: int, members: int) -> None:
        """Fill the store."""
        said = '{"measures":["警告","label"]}'
        policy = PolicyRow(self._org, 1, said, self._now_us)
        user = User(self._org, "li.wei", "investigator lead", "active", self._now_us)
        with self._store.writing(self._org) as unit:
            hashed = hashlib.sha256(said.encode()).hexdigest()
            self._save(unit, acts.PolicyChanged(1, hashed), policy)
            self._save(unit, acts.UserChanged(user.user, user.roles, user.state), user)
        for number in range(cases):
            with self._store.writing(self._org) as unit:
                case, subjects = self._opened(unit, number, members)
            with self._store.writing(self._org) as unit:
                decision = self._decided(unit, case, number, len(subjects))
            for subject in subjects:
                with self._store.writing(self._org) as unit:
                    self._restricted(unit, decision, subject)
            with self._store.writing(self._org) as unit:
                self._appealed(unit, decision, subjects)

    def _save(self, unit: SqlUnit, act: acts.Act, *puts: Record) -> None:
        self._now_us += MINUTE_US
        unit.save([Step(act, puts)], "王芳", self._now_us)

    def _said(self, unit: SqlUnit, text: str) -> Disclosure:
        salt = unit.fresh.salt()
        return Disclosure(self._org, commitment_to(salt, text), salt, text, None)

    def _opened(self, unit: SqlUnit, number: int, members: int) -> tuple[str, list[Subject]]:
        now, case = self._now_us, unit.fresh.name("case")
        ring = Ring(self._org, unit.fresh.name("ring"), now)
        clue = made(
            *(Clue, self._org),
            clue=unit.fresh.name("clue"),
            source="finding",
            state="waiting",
            fingerprint=unit.token("clue", str(number)),
            times=1,
            first_us=now,
            last_us=now,
        )
        self._save(unit, acts.ClueReceived(None, clue.clue, "finding", 1), clue)
        opened = a_case(case, self._org, rank_us=now)
        self._save(unit, acts.CaseOpened(case, clue.clue, "finding"), opened)
        ringed = a_case(case, self._org, rank_us=now, ring=ring.ring)
        self._save(unit, acts.RingShared(case, ring.ring, members), ring, ringed)
        subjects = self._members(unit, case, number, members)
        return case, subjects

    def _members(self, unit: SqlUnit, case: str, number: int, members: int) -> list[Subject]:
        finding = made(
            *(CaseFinding, self._org),
            case=case,
            run=RUN,
            finding="F1",
            level="coordinated",
            headline="一起点赞 · liked together",
            score_millibits=45_250,
            q_value="0.0001",
            accounts=members,
            objects=9,
            detector="0.1.0",
            seed=7,
        )
        identifiers = [f"用户{number}-{one}" for one in range(members)]
        said = [self._said(unit, identifier) for identifier in identifiers]
        subjects = [
            made(
                *(Subject, self._org),
                subject=unit.fresh.name("subject"),
                kind="account",
                identifier=disclosed.commitment,
                token=unit.token("account", one),
            )
            for one, disclosed in zip(identifiers, said, strict=True)
        ]
        rows = [
            made(
                *(Member, self._org),
                case=case,
                subject=one.subject,
                finding="F1",
                role="core",
                score_millibits=900,
                q_value="1e-9",
                events=40,
                standing="member",
            )
            for one in subjects
        ]
        added = acts.FindingAdded(case, RUN, "F1", members)
        self._save(unit, added, finding, *subjects, *said, *rows)
        return subjects

    def _decided(self, unit: SqlUnit, case: str, number: int, accounts: int) -> Decision:
        opened = unit.get(Case, case)
        assert opened is not None
        reviewed = Case.of_row(opened.row() | {"state": "in review", "assignee": "li.wei"})
        self._save(unit, acts.CaseAssigned(case, "li.wei"), reviewed)
        blobs = [f"event,{number},{part}\n".encode() * 50 for part in range(2)]
        frozen = [self._blob(case, f"findings/部分{at}.csv", blob) for at, blob in enumerate(blobs)]
        self._save(unit, acts.EvidenceFrozen(case, len(frozen), ROOT), *frozen)
        why = self._said(unit, "同一台设备 · one device for all of them")
        decision = made(
            *(Decision, self._org),
            decision=unit.fresh.name("decision"),
            case=case,
            state="standing",
            measure="mute",
            reason_code="same-device",
            why=why.commitment,
            policy_text="不得操纵热度 · no fake engagement",
            evidence=ROOT,
            accounts=accounts,
            duration_s=86_400,
            delay_s=0,
            stages=1,
            stage_gap_s=0,
            blast_radius='{"accounts":4}',
            needs_second=1,
            decided_by="li.wei",
            decided_us=self._now_us,
        )
        proposed = acts.DecisionProposed(
            *(case, decision.decision, "mute", "same-device", accounts, ROOT, why.commitment, 1)
        )
        self._save(unit, proposed, decision, why)
        approved = decision.row() | {"second_by": "chen.jie", "second_us": self._now_us}
        decision = Decision.of_row(approved)
        self._save(unit, acts.DecisionApproved(case, decision.decision), decision)
        return decision

    def _blob(self, case: str, name: str, content: bytes) -> Evidence:
        kept = self._store.blobs.put(content)
        return Evidence(self._org, case, name, kept.sha256, kept.size, self._now_us, "li.wei")

    def _restricted(self, unit: SqlUnit, decision: Decision, subject: Subject) -> None:
        now, case, whom = self._now_us, decision.case, subject.subject
        measure = made(
            *(Measure, self._org),
            measure=unit.fresh.name("measure"),
            decision=decision.decision,
            case=case,
            subject=whom,
            kind="mute",
            severity=4,
            state="begun",
            starts_us=now,
            ends_us=now + DAY_US,
            inverse="unmute",
        )
        words = self._said(unit, "您的账号被禁言一天 · your account is muted for a day")
        notice = made(
            *(Notice, self._org),
            notice=unit.fresh.name("notice"),
            case=case,
            subject=whom,
            decision=decision.decision,
            measure=measure.measure,
            language="zh",
            text=words.commitment,
            issued_us=now,
            appeal_until_us=now + 30 * DAY_US,
        )
        message = made(
            *(Message, self._org),
            message=unit.fresh.name("message"),
            kind="notice",
            case=case,
            measure=measure.measure,
            subject=whom,
            state="waiting",
            not_before_us=now,
            attempts=0,
            next_us=now,
        )
        issued = acts.NoticesIssued(case, decision.decision, 1, "2026-03-01", "2026-03-02")
        self._save(unit, issued, measure, words, notice, message)
        sent = message.row() | {"state": "delivered", "attempts": 1, "delivered_us": now}
        delivered = acts.MessageDelivered(case, message.message, "notice", "200")
        self._save(unit, delivered, Message.of_row(sent))

    def _appealed(self, unit: SqlUnit, decision: Decision, subjects: Sequence[Subject]) -> None:
        now, case = self._now_us, decision.case
        statement = self._said(unit, "我们是同一间教室 · we share a classroom\n\"'\\")
        appeal = made(
            *(Appeal, self._org),
            appeal=unit.fresh.name("appeal"),
            case=case,
            state="open",
            decision=decision.decision,
            statement=statement.commitment,
            filed_by="li.wei",
            filed_us=now,
            due_us=now + DAY_US,
        )
        both = [Appellant(self._org, appeal.appeal, case, s.subject, None) for s in subjects[:2]]
        filed = acts.AppealFiled(
            *(case, appeal.appeal, decision.decision, len(both), statement.commitment)
        )
        self._save(unit, filed, appeal, statement, *both)
        self._save(unit, acts.PersonalDataRead(case, "case", len(subjects), "appeal"))
        # An erasure: the words are gone, and every hash still fits.
        erased = Disclosure(self._org, statement.commitment, None, None, self._now_us)
        self._save(unit, acts.ClueSetAside("clue-x", "ef" * 32), erased)
