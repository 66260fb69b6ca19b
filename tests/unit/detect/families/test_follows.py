"""Followed to order: only groups that follow together are asked, and only about other follows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.families.base import Answer, Draft
from clearwater.detect.families.follows import FollowsBesides, births
from clearwater.detect.follows.follow_order import FollowOrder
from clearwater.detect.follows.follower_synchrony import FollowerSynchrony
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from tests.helpers.asked_shop import asked_shop, draft_of
from tests.helpers.coded import coded_log, events_table

ORDER = FollowsBesides(FollowOrder(), 5)
SYNCHRONY = FollowsBesides(FollowerSynchrony(), 4)


@pytest.fixture(scope="module")
def known() -> Population:
    return asked_shop().population()


def follows_of(known: Population, members: np.ndarray) -> np.ndarray:
    """Return the rows in which members follow."""
    row = np.sort(known.rows_of(members))
    action = np.array(known.log.key_action.to_pylist())[known.log.key[row]]
    found: np.ndarray = row[action == "follow"]
    return found


def ask(known: Population, question: FollowsBesides, draft: Draft) -> Answer:
    return question.ready(known).ask(draft, draft.members)


@pytest.mark.parametrize("question", [ORDER, SYNCHRONY])
def test_what_was_followed_together_is_no_second_sign(
    known: Population, question: FollowsBesides
) -> None:
    """Sellers stand out by the list; were all of it followed together, nothing would be left."""
    draft = draft_of(known, "sell")
    assert ask(known, question, draft).bits > 20
    everything = Draft(draft.members, follows_of(known, draft.members), draft.window_us)
    answer = ask(known, question, everything)
    assert answer.bits == 0
    assert answer.p_value.tolist() == [1.0] * draft.members.size
    assert answer.figure.startswith("0 members follow")


@pytest.mark.parametrize("question", [ORDER, SYNCHRONY])
def test_who_did_not_follow_together_is_not_asked(
    known: Population, question: FollowsBesides
) -> None:
    draft = draft_of(known, "sell")
    few = np.union1d(draft.joint[:1], draft_of(known, "brush").joint[:9])
    answer = ask(known, question, Draft(draft.members, few, draft.window_us))
    assert (answer.bits, answer.p_value.min()) == (0.0, 1.0)
    assert not answer.alike.any()
    assert answer.figure == "not asked: 1 of 10 joint acts are follows"


def test_without_follows_it_says_so() -> None:
    known = Population.of(coded_log([("a", "x", 0.0)]), None)
    assert ORDER.missing(known) == "the log has no action follow"


def test_objects_appear_with_their_first_event_of_any_kind() -> None:
    """x was viewed first and y followed first: only the view of x has to be added to follows."""
    table = pa.concat_tables(
        [
            events_table([("a", "x", 5.0), ("b", "x", 7.0), ("b", "y", 9.0)], "view"),
            events_table([("a", "x", 6.0), ("a", "y", 8.0)], "follow"),
        ]
    )
    log = encode(table.to_batches())
    (row,) = births(log).tolist()
    assert (log.key_action[log.key[row]].as_py(), log.time[row]) == ("view", 5_000_000)
