"""Says the same: copied and spun texts, slogans, petitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.families.base import Answer, Draft
from clearwater.detect.families.same_saying import HASHTAGS, LINK, TEXT, SameSaying
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from tests.helpers.coded import microseconds

NONE = np.zeros(0, np.int64)
COPIED = ("真的很好用，推荐大家买！", "物流很快，包装也好，会回购", "朋友推荐的，果然没有失望")
Said = Sequence[tuple[str, str, str | None]]
"""(account, object, text)."""


def population(said: Said, column: str = "text", apart_s: float = 7_200.0) -> Population:
    """Return what was said, one thing after another."""
    table = pa.table(
        {
            "actor": [who for who, _, _ in said],
            "action": ["comment"] * len(said),
            "object": [what for _, what, _ in said],
            "time": microseconds(n * apart_s for n in range(len(said))),
            column: pa.array([text for _, _, text in said], pa.string()),
        }
    )
    return Population.of(encode(table.to_batches()), None)


def people(count: int = 150) -> list[tuple[str, str, str | None]]:
    """Return people who write something of their own, and now and then a word that all use."""
    words = ("昨天", "今天早上", "刚才在路上", "说实话", "我觉得")
    things = ("那只橘猫真可爱", "这段吉他好听", "老街的夜景很美", "面包的做法很清楚", "海边的日落")
    own: list[tuple[str, str, str | None]] = [
        (f"p{n:03d}", f"o{k}", f"{words[(n + k) % 5]}{things[(n * 3 + k) % 5]}，第{n}次看{k}回")
        for n in range(count)
        for k in range(3)
    ]
    return own + [(f"p{n:03d}", "o9", "哈哈哈") for n in range(count)]


def group(texts: tuple[str, ...], objects: int = 6) -> list[tuple[str, str, str | None]]:
    """Return ten accounts that write one of the texts on each object."""
    return [
        (f"d{n}", f"job{k}", texts[(n + k) % len(texts)]) for n in range(10) for k in range(objects)
    ]


def asked(
    said: Said, question: SameSaying = TEXT, column: str = "text", apart_s: float = 7_200.0
) -> Answer:
    known = population(said, column, apart_s)
    names = known.log.actors.to_pylist()
    members = np.array([n for n, name in enumerate(names) if name[0] == "d"], np.int32)
    return question.ready(known).ask(Draft(members, NONE, 0), members)


def test_copied_texts_are_seen_and_everybody_who_copies() -> None:
    answer = asked([*people(), *group(COPIED)])
    assert answer.bits > 50
    assert answer.alike.all()
    assert answer.p_value.max() < 1e-3


def test_a_word_that_everybody_uses_says_nothing() -> None:
    answer = asked(people() + group(("哈哈哈",)))
    assert answer.bits == 0.0
    assert answer.p_value.min() == 1.0


def test_a_prefilled_text_that_outsiders_send_as_well_says_nothing() -> None:
    petition = [(f"p{n:03d}", "petition", COPIED[0]) for n in range(60)]
    assert asked([*people(), *petition, *group(COPIED[:1])]).bits == 0.0


def test_copies_onto_one_object_count_once() -> None:
    once = asked([*people(), *((f"d{n}", "job", COPIED[0]) for n in range(10))])
    often = asked(people() + [(f"d{n}", "job", COPIED[0]) for n in range(10) for _ in range(9)])
    assert often.bits == once.bits


def test_what_is_said_on_one_occasion_may_have_been_handed_out() -> None:
    assert asked([*people(), *group(COPIED)], apart_s=1.0).bits == 0.0


def test_full_width_and_traditional_characters_make_no_difference() -> None:
    disguised = (
        "真的很好用，推薦大家買！",
        "真 的 很 好 用 推荐大家买!!",
        "真的很好用，推荐大家买！",
    )
    assert asked([*people(), *group(disguised)]).bits > 50


def test_members_who_write_for_themselves_share_nothing() -> None:
    whose = "春夏秋冬东西南北中发"
    own = [
        (f"d{n}", f"job{k}", f"{whose[n] * 4}的{whose[k] * 3}日记")
        for n in range(10)
        for k in range(3)
    ]
    assert asked([*people(), *own]).bits == 0.0


def test_links_are_compared_by_the_page_they_lead_to() -> None:
    said = [(f"p{n:03d}", f"o{n}", f"https://example.org/{n}") for n in range(150)]
    jobs = [
        (f"d{n}", f"job{k}", f"https://M.example.com/sale/{k}/?utm_source={n}")
        for n in range(10)
        for k in range(4)
    ]
    assert asked([*said, *jobs], LINK, "url").bits > 50


def test_hashtags_count_in_their_order() -> None:
    said = [(f"p{n:03d}", f"o{n}", f"今天 #话题{n}# #别的#") for n in range(150)]
    jobs = [
        (f"d{n}", f"job{k}", f"第{n}条{k}，#{k}号好物# #限时# #快来#")
        for n in range(10)
        for k in range(4)
    ]
    assert asked([*said, *jobs], HASHTAGS).bits > 50


@pytest.mark.parametrize("question", [TEXT, LINK])
def test_without_the_column_it_says_what_is_missing(question: SameSaying) -> None:
    assert question.missing(population(people(3), "parent")) == (
        f"the log has no column {question.column}"
    )
