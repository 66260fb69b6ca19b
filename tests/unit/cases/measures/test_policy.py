from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy, Retry
from clearwater.cases.measures.policy_fields import DAY_S, Words
from clearwater.cases.measures.policy_form import plain
from clearwater.errors import ParameterError

DEFAULT = default_policy()


def test_the_default_has_the_whole_ladder_in_order() -> None:
    names = [rung.name for rung in DEFAULT.ladder]
    assert names == ["label", "warn", "interview", "mute", "limit", "remove", "suspend", "ban"]
    assert [rung.severity for rung in DEFAULT.ladder] == list(range(1, 9))


def test_every_measure_of_the_default_ends_and_can_be_taken_back() -> None:
    for rung in DEFAULT.ladder:
        assert 0 < rung.default_s <= rung.longest_s <= 730 * DAY_S
        assert rung.inverse != rung.name


def test_there_and_back_is_the_same_policy_and_the_same_bytes() -> None:
    again = Policy.of_json(DEFAULT.canonical())
    assert again == DEFAULT
    assert again.canonical() == DEFAULT.canonical()
    assert again.sha256 == DEFAULT.sha256


def test_every_text_is_there_in_both_languages() -> None:
    words = [rung.words for rung in DEFAULT.ladder]
    words += [rule.text for rule in DEFAULT.rules]
    words += [reason.observed for reason in DEFAULT.reasons]
    words += [purpose.words for purpose in DEFAULT.purposes]
    for text in words:
        assert text.en.isascii()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh)


def test_no_reason_of_the_default_speaks_of_an_opinion() -> None:
    said = " ".join(reason.observed.en.lower() for reason in DEFAULT.reasons)
    for word in ("opinion", "politic", "belie", "harmful", "fake news", "guilt", "fraudster"):
        assert word not in said


def changed(path: str, to: Any) -> str:
    """Return the default policy's JSON with one field changed; ``...`` takes it out."""
    said = copy.deepcopy(plain(DEFAULT))
    place: Any = said
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        place = place[part]
    if to is ...:
        del place[last]
    else:
        place[last] = to
    return json.dumps(said)


@pytest.mark.parametrize(
    ("path", "to", "where", "expected"),
    [
        ("ladder.3.severity", 9, "ladder[3].severity", "from 1 to 8"),
        ("ladder.3.severity", 3, "ladder[3].severity", "more than 3"),
        ("ladder.3.severity", True, "ladder[3].severity", "a whole number"),
        ("ladder.3.severity", 4.0, "ladder[3].severity", "a whole number"),
        ("ladder.3.restricts", 1, "ladder[3].restricts", "true or false"),
        ("ladder.3.name", "warn", "ladder[3].name", "each name once"),
        ("ladder.3.inverse", "mute", "ladder[3].inverse", "takes the measure back"),
        ("ladder.3.default_s", 91 * DAY_S, "ladder[3].default_s", "at most longest_s"),
        ("ladder.7.longest_s", 731 * DAY_S, "ladder[7].longest_s", "from 3600"),
        ("ladder.0.name", "Label!", "ladder[0].name", "small letters"),
        ("ladder.0.words.zh", "看\u202e不见", "ladder[0].words.zh", "visible signs"),
        ("ladder.0.words.zh", "", "ladder[0].words.zh", "visible signs"),
        ("ladder.0.words.en", "two\nlines", "ladder[0].words.en", "one line"),
        ("ladder", [], "ladder", "at least one"),
        ("reasons", [], "reasons", "at least one"),
        ("reasons.0.rule", "authentic engagment", "reasons[0].rule", "own account"),
        ("rules", {}, "rules", "a list"),
        ("second_person", [], "second_person", "an object with accounts"),
        ("second_person.severity", 9, "second_person.severity", "from 1 to 8"),
        ("second_person.accounts", 10_001, "second_person.accounts", "from 1 to 10000"),
        ("breaker.accounts", 49, "second_person.accounts", "at most breaker.accounts"),
        ("appeal_window_s", 6 * DAY_S, "appeal_window_s", "from 604800"),
        ("retry.first_s", 21_601, "retry.first_s", "at most longest_s"),
        ("queue", ..., "queue", "this field"),
        ("queue.head_start_s", ..., "queue.head_start_s", "this field"),
        ("queue.effort_milli", 1001, "queue.effort_milli", "from 0 to 1000"),
        ("format", 3, "format", "2"),
        ("reasons.0.category", "opinion", "reasons[0].category", "fake engagement"),
        ("categories.0.techniques.0", "T49", "categories[0].techniques[0]", "DISARM"),
        ("tiers.0.followers", 1, "tiers[0].followers", "0, so that"),
        ("tiers.1.followers", 0, "tiers[1].followers", "more than 0"),
        ("publishing.smallest", 1, "publishing.smallest", "from 2"),
        ("identity.second_factor.0", "leader", "identity.second_factor[0]", "auditor"),
        ("identity.idle_s", 43_201, "identity.idle_s", "at most session_s"),
        ("identity.first_lock_s", 3_601, "identity.first_lock_s", "from 10 to 3600"),
        ("identity.fresh_s", 3_601, "identity.fresh_s", "from 60 to 3600"),
        ("identity.token_s", 366 * DAY_S, "identity.token_s", "to 31536000"),
        ("identity.failures", 21, "identity.failures", "from 3 to 20"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(
    path: str, to: Any, where: str, expected: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        Policy.of_json(changed(path, to))
    assert caught.value.where == f"field {where}"
    assert expected in caught.value.expected
    assert caught.value.found


def test_a_misspelt_field_is_refused_and_its_near_name_offered() -> None:
    with pytest.raises(ParameterError) as caught:
        Policy.of_json(changed("second_person.acounts", 50))
    assert "second_person.acounts" in caught.value.where
    assert "'accounts'" in caught.value.next_step


def test_a_rule_that_is_none_gets_its_near_name() -> None:
    with pytest.raises(ParameterError) as caught:
        Policy.of_json(changed("reasons.0.rule", "authentic engagment"))
    assert "'authentic engagement'" in caught.value.next_step


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", '"policy"', '{"format": 1, "format": 1}', "[" * 100_000, b"\xff\xfe{"],
)
def test_what_is_no_policy_is_refused_in_words(text: str | bytes) -> None:
    with pytest.raises(ParameterError, match="policy"):
        Policy.of_json(text)


def test_a_text_without_end_is_refused_unread() -> None:
    with pytest.raises(ParameterError, match="2000000 bytes"):
        Policy.of_json("[" * 2_000_001)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=6,
    ),
    st.sampled_from(
        ["ladder", "ladder.2", "ladder.2.words", "retry", "appeal_window_s", "rules.0"]
    ),
)
def test_whatever_stands_in_a_field_is_refused_or_read(said: Any, path: str) -> None:
    try:
        policy = Policy.of_json(changed(path, said))
    except ParameterError:
        return
    assert Policy.of_json(policy.canonical()) == policy


@pytest.mark.parametrize(
    ("measure", "accounts", "needed"),
    [
        (None, 1_000, False),
        ("mute", 1, False),
        ("mute", 49, False),
        ("mute", 50, True),
        ("limit", 1, False),
        ("remove", 1, True),
        ("ban", 1, True),
    ],
)
def test_a_severe_or_bulk_measure_needs_a_second_person(
    measure: str | None, accounts: int, *, needed: bool
) -> None:
    assert DEFAULT.needs_second(measure, accounts) is needed


def test_severity_alone_makes_a_second_person_needed() -> None:
    lenient = tuple(replace(rung, needs_second=False) for rung in DEFAULT.ladder)
    assert replace(DEFAULT, ladder=lenient).needs_second("remove", 1)


@pytest.mark.parametrize("rungs", [slice(0, 5), slice(3, 4)])
def test_the_limit_is_not_switched_off_by_a_ladder_that_ends_below_it(rungs: slice) -> None:
    """Whatever the numbers say: the gravest restriction of a ladder is a severe one."""
    ladder = DEFAULT.ladder[rungs]
    with pytest.raises(ParameterError) as caught:
        replace(DEFAULT, ladder=ladder)
    assert "second_person.severity" in caught.value.where
    lower = replace(DEFAULT.second_person, severity=ladder[-1].severity)
    assert replace(DEFAULT, ladder=ladder, second_person=lower).needs_second(ladder[-1].name, 1)
    strict = (*ladder[:-1], replace(ladder[-1], needs_second=True))
    assert replace(DEFAULT, ladder=strict).needs_second(ladder[-1].name, 1)


def test_a_ladder_that_restricts_nobody_needs_no_second_person() -> None:
    mild = tuple(rung for rung in DEFAULT.ladder if not rung.restricts)
    assert not replace(DEFAULT, ladder=mild).needs_second(mild[-1].name, 1)


def test_a_rung_alone_makes_a_second_person_needed() -> None:
    strict = tuple(replace(rung, needs_second=rung.name == "label") for rung in DEFAULT.ladder)
    assert replace(DEFAULT, ladder=strict).needs_second("label", 1)


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda p: p.rung("mutte"), "'mute'"),
        (lambda p: p.reason("device-farm"), "'device farm'"),
        (lambda p: p.rule("honest trad"), "'honest trade'"),
        (lambda p: p.purpose("adit"), "'audit'"),
    ],
)
def test_a_name_that_the_policy_has_not_gets_near_names(ask: Any, near: str) -> None:
    with pytest.raises(ParameterError) as caught:
        ask(DEFAULT)
    assert near in caught.value.next_step


def test_waits_grow_to_the_longest_and_stay_there() -> None:
    plan = Retry(first_s=30, factor_milli=2000, longest_s=600, jitter_milli=0)
    assert [plan.wait_s(n) for n in (1, 2, 3, 4, 5, 6, 10**9)] == [30, 60, 120, 240, 480, 600, 600]


def test_a_factor_of_one_is_even_and_ends() -> None:
    assert Retry(30, 1000, 600, 0).wait_s(10**9) == 30


def test_words_in_one_field_come_apart_again() -> None:
    words = Words("Mute", "禁言")
    assert Words.of_both(words.both) == words
    assert (words.in_language("zh"), words.in_language("en")) == ("禁言", "Mute")


def test_a_first_lock_is_no_longer_than_the_longest() -> None:
    rules = replace(DEFAULT.identity, first_lock_s=61, longest_lock_s=60)
    with pytest.raises(ParameterError) as caught:
        replace(DEFAULT, identity=rules)
    assert caught.value.where == "field identity.first_lock_s"


def test_a_policy_from_before_efforts_were_weighed_keeps_its_bytes_and_its_order() -> None:
    said = json.loads(default_policy().canonical())
    del said["queue"]["effort_milli"]
    kept = rfc8785.dumps(said)
    before = Policy.of_json(kept)
    assert before.queue.effort_milli == 0
    assert before.canonical() == kept
    said["queue"]["effort_milli"] = 0
    assert Policy.of_json(json.dumps(said)).sha256 == before.sha256
