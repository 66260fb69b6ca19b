"""What is offered is what would be taken: held against doing it, at every step, by every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from clearwater.app.case.at_hand import at_hand
from clearwater.app.case.life import life_of
from clearwater.cases.workflow.rights import Verb
from tests.helpers import web_cases as cases
from tests.helpers.web_server import Server, server_at

STEPS: Mapping[str, Callable[[Server], str]] = {
    "open": cases.opened,
    "in review": cases.in_review,
    "proposed": lambda server: cases.decided(server, "ban"),
    "decided": cases.decided,
    "no action": lambda server: cases.decided(server, None),
    "notified": cases.notified,
    "appealed": lambda server: cases.appealed(server)[0],
}
WHY = {"why": cases.WHY}
ASKED: Mapping[Verb, tuple[str, dict[str, object]]] = {
    Verb.DECIDE: (
        "decisions",
        {"measure": None, "reason_code": "no sufficient grounds", **WHY},
    ),
    Verb.APPROVE: ("approvals", {}),
    Verb.REFUSE: ("refusals", {**WHY}),
    Verb.WITHDRAW: ("withdrawals", {**WHY}),
    Verb.NOTIFY: ("notices", {}),
    Verb.APPEAL: ("appeals", {"statement": "我们是同学 · classmates"}),
    Verb.CLOSE: ("closings", {**WHY}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("offering")
    served = server_at(folder / "cases.db", folder / "files")
    with served.client:
        yield served


@pytest.mark.parametrize("verb", ASKED)
@pytest.mark.parametrize("step", STEPS)
def test_what_is_offered_is_taken_and_nothing_else(server: Server, step: str, verb: Verb) -> None:
    tail, said = ASKED[verb]
    for who in ("ines", "ivo", "rosa", "abel", "lea", "ada", "max"):
        case = STEPS[step](server)
        offered = at_hand(server.desk(who), case).offers[verb] is None
        answer = server.post(who, f"/cases/{case}/{tail}", said)
        assert (answer.status_code == 200) == offered, (who, answer.text)


@pytest.mark.parametrize("step", STEPS)
def test_looking_at_what_could_be_done_does_nothing(server: Server, step: str) -> None:
    case = STEPS[step](server)
    before = server.entries()
    hand = at_hand(server.desk("max"), case)
    assert server.entries() == before
    assert hand.strip is not None
    assert hand.strip.proved
    assert [one.act for one in hand.strip.entries][-1]


def test_the_strip_would_notice(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases.opened(server)
    monkeypatch.setattr("clearwater.app.case.life.leaf_hash", lambda _data: bytes(32))
    strip = at_hand(server.desk("max"), case).strip
    assert strip is not None
    assert not strip.proved


def test_the_life_of_a_case_is_told_in_order_and_names_nobody(server: Server) -> None:
    case, _ = cases.appealed(server)
    life = life_of(server.desk("ada"), case)
    acts = [one.act for one in life.happened]
    assert acts.index("case opened") < acts.index("decision proposed") < acts.index("appeal filed")
    assert [one.number for one in life.happened] == sorted(one.number for one in life.happened)
    assert "ivo" in {one.user for one in life.happened}
    assert life.happened[0].roles
    assert not {"delivery begun", "message delivered"} & set(acts)
    assert sum(life.messages.values()) == 9
    said = str([(one.act, dict(one.details)) for one in life.happened])
    assert "用户" not in said
    assert "classmates" not in said
