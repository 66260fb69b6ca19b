"""Taking work from the queue: what waits for whom, one case for one person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.case import at_work, working
from clearwater.app.case.listing import QueueAsked, placings, queue_page
from clearwater.cases.refused import RefusedError
from clearwater.errors import NothingThereError, ParameterError
from tests.helpers import web_cases as cases
from tests.helpers.web_server import Server, server_at

ALL = QueueAsked()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = server_at(tmp_path / "cases.db", tmp_path / "files")
    with served.client:
        yield served


def test_two_who_ask_at_once_get_two_cases(server: Server) -> None:
    first, second = cases.opened(server), cases.opened(server)
    assert at_work.take_next(server.desk("ines"), ALL).held == first
    assert at_work.take_next(server.desk("ivo"), ALL).held == second
    assert {one.held: one.by for one in at_work.at_work(server.desk("ada"))} == {
        first: "ines",
        second: "ivo",
    }
    with pytest.raises(NothingThereError):
        at_work.take_next(server.desk("lea"), ALL)
    at_work.leave(server.desk("ines"), first)
    assert at_work.take_next(server.desk("lea"), ALL).held == first


def test_each_gets_what_waits_for_them(server: Server) -> None:
    of_ivo = cases.in_review(server)
    proposed = cases.decided(server, "ban")
    contested, _ = cases.appealed(server)
    assert at_work.take_next(server.desk("rosa"), ALL).held == proposed
    assert at_work.take_next(server.desk("abel"), ALL).held == contested
    # What another is responsible for is not handed to somebody else.
    with pytest.raises(NothingThereError):
        at_work.take_next(server.desk("ines"), ALL)
    assert at_work.take_next(server.desk("ivo"), ALL).held == of_ivo


def test_who_proposed_is_not_their_own_second_person(server: Server) -> None:
    case = cases.decided(server, "ban", by="max")
    asked = QueueAsked(states=("proposed",))
    with pytest.raises(NothingThereError):
        at_work.take_next(server.desk("max"), asked)
    assert at_work.take_next(server.desk("rosa"), asked).held == case


def test_the_case_just_done_and_other_parts_are_left_out(server: Server) -> None:
    first, second = cases.opened(server), cases.opened(server)
    assert at_work.take_next(server.desk("ines"), ALL, after=first).held == second
    with pytest.raises(NothingThereError):
        at_work.take_next(server.desk("ivo"), QueueAsked(severity=5))


def test_while_another_works_on_it_nobody_decides(server: Server) -> None:
    case = cases.in_review(server)
    at_work.take(server.desk("ines"), case)
    choice = working.Choice("mute", "coordinated engagement", cases.WHY)
    with pytest.raises(RefusedError, match="somebody else works on this case"):
        working.decide(server.desk("ivo"), case, choice)
    at_work.ask_for(server.desk("ivo"), case)
    at_work.give_over(server.desk("ines"), case)
    assert working.decide(server.desk("ivo"), case, choice)


def test_the_queue_says_who_works_on_what_and_why_it_stands_there(server: Server) -> None:
    case = cases.opened(server)
    at_work.take(server.desk("ines"), case)
    page = queue_page(server.desk("ada"), ALL, limit=10, place=lambda _unit: None)
    assert page.worked_on[case].by == "ines"
    (row,) = page.cases
    why = page.why_there(row, placings(server.desk("ada"), page)[case])
    assert why.by_harm_us - why.by_effort_us + why.by_reports_us == row.opened_us - row.rank_us
    assert why.effort_s is not None
    assert 0 < why.by_effort_us < why.by_harm_us
    assert why.by_harm_us == row.severity * row.confidence_milli * page.head_start_s * 1000
    assert why.by_reports_us == 0


def test_only_what_is_late_and_open_is_overdue(server: Server) -> None:
    late = cases.opened(server)
    server.clock.now_us += 400 * 86_400_000_000
    cases.opened(server)
    page = queue_page(
        server.desk("ada"), QueueAsked(overdue=True), limit=10, place=lambda _unit: None
    )
    assert [one.case for one in page.cases] == [late]
    with pytest.raises(ParameterError):
        queue_page(server.desk("ada"), QueueAsked(("opne",)), limit=1, place=lambda _unit: None)


def test_a_closed_case_is_no_work(server: Server) -> None:
    case = cases.decided(server, None)
    server.post("lea", f"/cases/{case}/closings", {"why": cases.WHY})
    with pytest.raises(RefusedError):
        at_work.take(server.desk("ivo"), case)
    with pytest.raises(RefusedError):
        at_work.take(server.desk("ivo"), "case-none")
