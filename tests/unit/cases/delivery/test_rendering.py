from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from clearwater.cases.delivery.base import Outgoing
from clearwater.cases.delivery.rendering import NotRenderableError, rendered
from clearwater.cases.records.base import Record
from clearwater.cases.records.decision import Decision, Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind, MessageState, Notice
from clearwater.cases.records.people import Disclosure, Subject, commitment_to
from clearwater.cases.store.base import Unit
from tests.unit.cases.delivery.outgoings import NOTICE

SALT = "00" * 32
STARTS_US, ENDS_US, UNTIL_US = NOTICE.starts_us, NOTICE.ends_us, NOTICE.appeal_until_us


class FakeUnit:
    """Rows in memory, found as a store finds them."""

    def __init__(self, *rows: Record) -> None:
        self.rows = list(rows)

    def get(self, kind: type[Record], *key: str) -> Record | None:
        return next((r for r in self.rows if type(r) is kind and r.key == key), None)

    def find(self, kind: type[Record], **equal: Any) -> tuple[Record, ...]:
        found = [row for row in self.rows if type(row) is kind]
        return tuple(
            row for row in found if all(getattr(row, name) == v for name, v in equal.items())
        )


def said(text: str) -> Disclosure:
    return Disclosure("main", commitment_to(SALT, text), SALT, text, None)


IDENTIFIER = said(NOTICE.account)
WORDS = {one.language: said(one.text) for one in NOTICE.notices}
MEASURE = Measure(
    organisation="main",
    measure=NOTICE.measure,
    decision=NOTICE.decision,
    case=NOTICE.case,
    subject="account-1",
    kind=NOTICE.action,
    severity=4,
    state=MeasureState.BEGUN,
    starts_us=STARTS_US,
    ends_us=ENDS_US,
    lifted_us=None,
    inverse=NOTICE.inverse,
)
DECISION = Decision(
    organisation="main",
    decision=NOTICE.decision,
    case=NOTICE.case,
    state="standing",
    measure=NOTICE.action,
    reason_code=NOTICE.reason_code,
    policy_text=NOTICE.policy_text,
    why="",
    evidence="",
    accounts=1,
    duration_s=604_800,
    delay_s=0,
    stages=1,
    stage_gap_s=0,
    blast_radius="{}",
    needs_second=0,
    decided_by="ana",
    decided_us=STARTS_US,
    second_by=None,
    second_us=None,
    supersedes=None,
)
MESSAGE = Message(
    organisation="main",
    message=NOTICE.message,
    kind=MessageKind.NOTICE,
    case=NOTICE.case,
    measure=NOTICE.measure,
    subject="account-1",
    state=MessageState.WAITING,
    not_before_us=STARTS_US,
    attempts=0,
    next_us=STARTS_US,
    delivered_us=None,
    receipt=None,
)
NOTICES = tuple(
    Notice(
        organisation="main",
        notice=f"notice-{language}",
        case=NOTICE.case,
        decision=NOTICE.decision,
        measure=NOTICE.measure,
        subject="account-1",
        language=language,
        text=words.commitment,
        issued_us=STARTS_US,
        appeal_until_us=UNTIL_US,
    )
    for language, words in WORDS.items()
)
ROWS: tuple[Record, ...] = (
    *(IDENTIFIER, *WORDS.values(), MEASURE, DECISION, MESSAGE, *NOTICES),
    Subject("main", "account-1", "account", IDENTIFIER.commitment, "token"),
)


def rendered_of(rows: tuple[Record, ...], message: Message = MESSAGE) -> Outgoing:
    return rendered(cast(Unit, FakeUnit(*rows)), message)


def test_a_message_is_made_of_its_rows() -> None:
    assert rendered_of(ROWS) == NOTICE


@pytest.mark.parametrize("kind", [MessageKind.START, MessageKind.END])
def test_only_a_notice_carries_words(kind: MessageKind) -> None:
    assert rendered_of(ROWS, replace(MESSAGE, kind=kind)) == replace(NOTICE, kind=kind, notices=())


def test_what_happens_later_changes_nothing() -> None:
    message = replace(MESSAGE, attempts=3, next_us=1, not_before_us=1)
    later: dict[Record, Record] = {
        MEASURE: replace(MEASURE, state=MeasureState.LIFTED, lifted_us=STARTS_US + 1),
        DECISION: replace(DECISION, state="overturned", second_by="bo", second_us=1),
        MESSAGE: message,
    }
    rows = tuple(later.get(row, row) for row in ROWS)
    assert rendered_of(rows, message).payload() == NOTICE.payload()


@pytest.mark.parametrize(
    "missing", [row for row in ROWS if row is not MESSAGE], ids=lambda row: str(row.key[0][:12])
)
def test_a_row_that_is_missing_is_named_and_nothing_is_made_up(missing: Record) -> None:
    rows = tuple(row for row in ROWS if row is not missing)
    if isinstance(missing, Notice):
        # One language of two: whoever reads the other is told all the same.
        assert len(rendered_of(rows).notices) == 1
        return
    with pytest.raises(NotRenderableError) as failed:
        rendered_of(rows)
    assert failed.value.reason == f"no row of {missing.TABLE}"


def test_without_a_notice_there_is_no_message() -> None:
    untold = tuple(row for row in ROWS if not isinstance(row, Notice))
    planned = tuple(replace(r, starts_us=None) if r is MEASURE else r for r in ROWS)
    for rows in (untold, planned):
        with pytest.raises(NotRenderableError, match="no notice was issued"):
            rendered_of(rows)


@pytest.mark.parametrize("erased", [IDENTIFIER, WORDS["zh"]])
def test_what_was_erased_cannot_be_said(erased: Disclosure) -> None:
    gone = replace(erased, salt=None, text=None, erased_us=1)
    rows = tuple(gone if row is erased else row for row in ROWS)
    with pytest.raises(NotRenderableError) as failed:
        rendered_of(rows)
    assert failed.value.reason == "erased"
