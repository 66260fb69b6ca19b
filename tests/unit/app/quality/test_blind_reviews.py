"""Decisions judged twice: who judges again, what they are told, what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers import web_cases as cases
from tests.helpers.case_desk import Desk
from tests.helpers.web_server import Server, server_at

from clearwater.app.quality import blind_reviews
from clearwater.app.quality.blind_reviews import Judgement
from clearwater.app.quality.figures import change_rules, quality
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.review import BlindReview
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.quality import blind_review_of

GROUNDS = "coordinated engagement"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = server_at(tmp_path / "cases.db", tmp_path / "files")
    with served.client:
        change_rules(served.desk("lea"), 1000)
        yield served


def test_who_had_a_part_is_not_asked(server: Server) -> None:
    cases.decided(server)
    assert blind_reviews.waiting(server.desk("ivo")) == ()
    (review,) = blind_reviews.waiting(server.desk("ines"))
    with pytest.raises(RefusedError, match="decided or entered the appeal"):
        blind_reviews.answer(server.desk("ivo"), review.review, Judgement("mute", GROUNDS, "x"))
    with pytest.raises(RefusedError):
        blind_reviews.case_of(server.desk("ivo"), review.review)


def test_the_list_says_neither_the_case_nor_what_was_decided(server: Server) -> None:
    case = cases.decided(server)
    said = server.get("ines", "/blind-reviews").text
    assert case not in said
    assert "mute" not in said
    assert "ivo" not in said


def test_two_judgements_are_compared_and_nothing_follows(server: Server) -> None:
    for first, second in (("mute", "mute"), ("mute", "warn"), (None, None), ("mute", None)):
        case = cases.decided(server, first)
        (review,) = blind_reviews.waiting(server.desk("ines"))
        before = server.get("ivo", f"/cases/{case}").json()
        reason = GROUNDS if second else "no sufficient grounds"
        blind_reviews.answer(server.desk("ines"), review.review, Judgement(second, reason, "x"))
        assert server.get("ivo", f"/cases/{case}").json() == before
        with pytest.raises(RefusedError):
            blind_reviews.answer(server.desk("rosa"), review.review, Judgement(None, reason, "x"))
    found = quality(server.desk("lea"))
    assert (found.exact.share.count, found.exact.share.of) == (2, 4)
    assert (found.whether.share.count, found.whether.share.of) == (3, 4)
    assert found.waiting == 0


def test_agreement_with_judgements_missing_is_that_of_a_table_worked_by_hand(
    server: Server,
) -> None:
    # Two of six have no second judgement; a value without a partner tells nothing of agreement and
    # is no part of what chance would make either. What is left: mute 4, warn 1, no action 3 times.
    missing: set[str] = set()
    for first, *second in (
        *(("mute", "mute"), ("mute", "warn"), (None, None), ("mute", None)),
        *(("mute",), ("mute",)),
    ):
        cases.decided(server, first)
        (review, *_) = (
            one for one in blind_reviews.waiting(server.desk("ines")) if one.review not in missing
        )
        if not second:
            missing.add(review.review)
            continue
        reason = GROUNDS if second[0] else "no sufficient grounds"
        judged = Judgement(second[0], reason, "x")
        blind_reviews.answer(server.desk("ines"), review.review, judged)
    found = quality(server.desk("lea"))
    assert found.waiting == 2
    # 2 of 4 apart; by chance 1 - (4 * 3 + 3 * 2) / (8 * 7).
    assert found.exact.alpha == round(1 - (2 / 4) / (38 / 56), 4) == 0.2632
    # A measure 5 times, none 3 times; 1 of 4 apart.
    assert found.whether.alpha == round(1 - (1 / 4) / (30 / 56), 4) == 0.5333


def test_which_decisions_are_judged_twice_is_nobodys_choice() -> None:
    desk = Desk().decided()
    (decision,) = desk.file.all(Decision)
    context = desk.context("ines")
    names = [f"decision-{number:04d}" for number in range(2_000)]
    rows = [Decision(**{**decision.row(), "decision": one}) for one in names]  # type: ignore[arg-type]
    chosen = [one for one in rows if blind_review_of(one, 100, context)]
    assert 150 < len(chosen) < 250
    assert chosen == [one for one in rows if blind_review_of(one, 100, context)]
    assert all(blind_review_of(one, 1000, context) for one in rows)
    assert not any(blind_review_of(one, 0, context) for one in rows)
    more = {one.decision for one in rows if blind_review_of(one, 200, context)}
    assert {one.decision for one in chosen} < more


def test_without_a_rule_nothing_is_judged_twice(server: Server) -> None:
    change_rules(server.desk("lea"), 0)
    cases.decided(server)
    with server.store.reading("main") as unit:
        assert unit.find(BlindReview) == ()
    with pytest.raises(RefusedError):
        change_rules(server.desk("lea"), 1001)
    with pytest.raises(RefusedError):
        change_rules(server.desk("ines"), 5)
