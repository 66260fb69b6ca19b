"""Nothing that a refusal says of what was expected, found and comes next is English on a page."""

from __future__ import annotations

import re

import pytest

from clearwater.cases.records.people import Role
from clearwater.cases.workflow.asking import A_LOGIN
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.states import TAKEN_IN
from clearwater.web.problem_words.translate import EN, in_chinese, in_language
from clearwater.web.problem_words.ways_on import OF_PAGES, WAYS
from tests.unit.web.problem_words.said_by_sources import fields_said, modules

ROOMS = (
    *("cases/workflow", "cases/exchange", "cases/intake", "cases/measures"),
    *("cases/delivery/webhook.py", "cases/figures/periods.py", "cases/figures/suppression.py"),
    *("app/case", "app/exchange", "app/group", "app/identity", "app/intake", "app/investigate"),
    *("app/org", "app/publish", "app/quality", "app/work", "app/expand.py"),
    *("app/privacy/erasing.py", "app/privacy/holding.py", "web/routers", "web/console/routers"),
    *("web/at.py", "web/boundary.py", "web/cursors.py", "web/door.py", "web/etags.py"),
)
OF_THE_COMMAND_LINE = {
    # Of options and files that only the command line has.
    *("a folder that does not exist yet", "one that holds files", "--at 7", "a signed note"),
    *("Name another folder with --out.", "no such file"),
    "Leave --at out; a store for exercises is made with `clearwater case init --rehearsal SEED`.",
    *("such as 2026-03-01T09:00:00Z or 2026-03-01T17:00:00+08:00", "old 7"),
    "Use it, or name another place with --store.",
    *("size 7", "Verify without a root certificate."),
    "Ask for the checkpoint of that size, or for the proof between the two.",
    "Ask for a request from there: clearwater ledger checkpoint --since SIZE.",
    "what clearwater ledger checkpoint --since SIZE writes",
    # Of a server's own settings, which nobody sees in a browser.
    *("PEM", "JSON"),
}
MADE_OF = {
    # What stands at these places is one of few words.
    "7 to 7": "investigator or lead to notify",
    "7 in 7": "report-1 in brigade-2",
    "7, other than 7": f"{A_LOGIN}, other than clearwater",
    "a 7": "a city",
    "a partner that 7 7": "a partner that gets stix",
    "one-time codes for 7": "one-time codes for reviewer and lead",
}
NO_WORDS = re.compile(r"[\W\d_]*(?:UTF-8|JSON|PEM)?[\W\d_]*")


def test_every_text_of_a_refusal_has_its_chinese() -> None:
    said = {text for tree in modules(*ROOMS) for text in fields_said(tree)}
    assert len(said) > 250
    left = {one for one in said - OF_THE_COMMAND_LINE if not NO_WORDS.fullmatch(one)}
    told = {one: in_chinese(MADE_OF.get(one, one)) for one in left}
    assert sorted(one for one, chinese in told.items() if chinese is None) == []


def test_what_is_left_to_the_command_line_is_said_somewhere() -> None:
    said = {text for tree in modules(*ROOMS) for text in fields_said(tree)}
    assert sorted((OF_THE_COMMAND_LINE | MADE_OF.keys()) - said) == []


@pytest.mark.parametrize("verb", Verb)
def test_who_may_is_said_for_every_verb(verb: Verb) -> None:
    roles = " or ".join(Role)
    said = in_chinese(f"{roles} to {verb}")
    assert said is not None
    assert not re.search("[a-z]", said)


def test_states_in_which_something_can_be_done() -> None:
    for states in set(map(frozenset, TAKEN_IN.values())):
        said = " or ".join(sorted(states))
        assert not re.search("[a-z]", in_language("zh", said)), said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_way_on_of_a_page_is_a_command(language: str) -> None:
    told = (in_language(language, one) for one in (*OF_PAGES, *WAYS))
    assert [one for one in told if re.search(r"clearwater |--(?!runs)[a-z]", one)] == []


def test_a_page_says_in_english_what_it_has_instead_of_a_command() -> None:
    said = "In this case: clearwater case close case-7 --why TEXT"
    assert in_language("en", said) == "In this case: close it."
    assert in_language("zh", said) == "本案接下来：结案。"
    assert set(EN) == set(OF_PAGES)


@pytest.mark.parametrize(
    "said",
    [
        *("3 of them", "label | warn | ban", "刷单 in 直播间", "a poem of yesterday"),
        *("a window_s, or severity_x.", "error: something broke", "'open'"),
    ],
)
def test_other_peoples_words_are_left_alone(said: str) -> None:
    assert in_language("zh", said) == said
