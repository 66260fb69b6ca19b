"""Every measure of a judgement, on ten accounts of which the four planted do nothing but jobs."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.fairness import ACCUSED
from clearwater.evaluate.side_by_side import (
    KnownLog,
    Scores,
    delays_of,
    merged,
    recount_of,
    scores_of,
)
from clearwater.evaluate.timeliness import DELAYS
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate import WorldConfig, simulate

START = datetime(2024, 5, 1, tzinfo=UTC)
FIRST, SECOND = ("刷量甲", "刷量乙"), ("刷评丙", "刷评丁")
PLANTED = {**dict.fromkeys(FIRST, "刷量"), **dict.fromkeys(SECOND, "刷评")}
HONEST = tuple(f"用户{n}" for n in range(6))
FANS = HONEST[:2]
CROWD = {account: "fan club" if account in FANS else "honest" for account in HONEST}

PERFECT = Judgement(dict.fromkeys(PLANTED, 3.0), {a: f"g {c}" for a, c in PLANTED.items()})
NOBODY = Judgement({}, {})
EVERYBODY = Judgement({}, dict.fromkeys([*PLANTED, *HONEST], "all"))


def small_log() -> KnownLog:
    """Return six days: each honest account likes both posts, planted ones one of them each day."""
    acts = [(who, "like", post, day) for who in HONEST for post in "ab" for day in (0, 5)]
    orders = [
        *((who, "like", "a", day) for who in FIRST for day in (1, 2, 3)),
        *((who, "review", "b", 4) for who in SECOND),
    ]
    actor, action, post, day = zip(*acts, *orders, strict=True)
    moments = [START + timedelta(days=d, seconds=n) for n, d in enumerate(day)]
    events = {
        "event": [f"e{n}" for n in range(len(actor))],
        "actor": actor,
        "action": action,
        "object": post,
        "time": pa.array(moments, TIME_TYPE),
    }
    accounts = [*PLANTED, *HONEST]
    ordered = [f"e{n}" for n in range(len(acts), len(actor))]
    return KnownLog(
        LogToJudge(
            pa.table(events),
            None,
            pa.table({"actor": accounts, "created": pa.array([START] * 10, TIME_TYPE)}),
        ),
        truth=pa.table(
            {
                "account": accounts,
                "population": [*["campaign"] * 4, *(CROWD[a] for a in HONEST)],
                "campaign": pa.array([PLANTED.get(a) for a in accounts], pa.string()),
                "zone_h": [8.0] * 10,
                "language": ["zh"] * 10,
            }
        ),
        truth_events=pa.table(
            {
                "event": ordered,
                "campaign": [PLANTED[who] for who, *_ in orders],
                "role": ["warm-up" if day == 1 else "job" for *_, day in orders],
            }
        ),
        truth_objects=pa.table(
            {
                "object": ["a", "b"],
                "action": ["like", "review"],
                "reported": [18, 2],
                "ordered": [6, 2],
                "campaign": ["刷量", "刷评"],
            }
        ),
    )


def values_of(scores: Scores) -> dict[str, float]:
    return {name: one.value for name, one in scores.measures.items()}


def test_a_perfect_judgement_has_nothing_to_improve() -> None:
    scores = scores_of(PERFECT, small_log(), seed=1, draws=50)
    assert values_of(scores) == {
        "recall": 1.0,
        "precision": 1.0,
        "average precision": 1.0,
        "precision at planted": 1.0,
        "recall at 0.1 %": 1.0,
        "recall at 1 %": 1.0,
        "false per 10k": 0.0,
    }
    assert (scores.purity, scores.bcubed_f1, scores.campaigns_recovered) == (1.0, 1.0, 1.0)
    assert scores.recall_by_campaign == {"刷量": 1.0, "刷评": 1.0}
    assert scores.recount.pooled_percent == 0.0
    assert scores.recount.unpushed_percent == 0.0
    assert not any(scores.accused["accused"].to_pylist())


def test_nobody_flagged_is_no_recall_and_no_precision() -> None:
    scores = scores_of(NOBODY, small_log(), seed=1, draws=50)
    values = values_of(scores)
    assert math.isnan(values.pop("precision"))
    assert math.isnan(scores.purity)
    assert values == {
        "recall": 0.0,
        "average precision": 0.4,
        "precision at planted": pytest.approx(0.4),
        "recall at 0.1 %": 0.0,
        "recall at 1 %": 0.0,
        "false per 10k": 0.0,
    }
    assert scores.campaigns_recovered == 0.0
    assert scores.recount.pooled_percent == scores.recount.pooled_percent_reported


def test_everybody_accused_is_all_recall_and_all_harm() -> None:
    scores = scores_of(EVERYBODY, small_log(), seed=1, draws=50)
    values = values_of(scores)
    assert (values["recall"], values["precision"], values["false per 10k"]) == (1.0, 0.4, 10_000.0)
    assert values["average precision"] == 0.4
    assert scores.purity == 0.2
    assert scores.campaigns_recovered == 0.0
    assert scores.recount.pooled_percent == 100.0
    assert scores.recount.unpushed_percent == 100.0


def test_who_is_accused_is_told_by_crowd_and_by_all_else_that_is_known() -> None:
    fans = Judgement({}, dict.fromkeys([*PLANTED, *FANS], "g"))
    accused = scores_of(fans, small_log(), seed=1, draws=5).accused
    assert accused.schema == ACCUSED
    rows = {
        (row["by"], row["stratum"]): (row["accused"], row["accounts"])
        for row in accused.to_pylist()
    }
    assert rows["population", "fan club"] == (2, 2)
    assert rows["population", "honest"] == (0, 4)
    assert {by for by, _ in rows} == {"activity", "age", "language", "population", "zone"}
    assert ("population", "campaign") not in rows


def test_intervals_redraw_whole_campaigns() -> None:
    """One campaign found and one missed: a draw has none, a half or all of what is planted."""
    one = Judgement(dict.fromkeys(FIRST, 2.0), dict.fromkeys(FIRST, "g"))
    recall = scores_of(one, small_log(), seed=1, draws=400).measures["recall"]
    assert (recall.low, recall.value, recall.high) == (0.0, 0.5, 1.0)
    assert recall.clusters == 2 + 6
    alone = scores_of(NOBODY, small_log(), seed=1, draws=50).measures["recall"]
    assert (alone.low, alone.high) == (0.0, 0.0)


def test_the_same_seed_gives_the_same_scores_whatever_the_order_of_rows() -> None:
    known = small_log()
    rng = np.random.default_rng(2)

    def shuffled(table: pa.Table) -> pa.Table:
        return table.take(pa.array(rng.permutation(table.num_rows)))

    mixed = KnownLog(
        replace(known.log, events=shuffled(known.log.events)),
        shuffled(known.truth),
        shuffled(known.truth_events),
        shuffled(known.truth_objects),
    )
    judged = Judgement({"刷量甲": 3.0, "用户1": 2.0}, {"刷量甲": "g", "用户1": "g", "刷评丙": "h"})
    there, again = (scores_of(judged, one, seed=3, draws=60) for one in (known, mixed))
    for name, interval in there.measures.items():
        assert interval == again.measures[name], name
    assert there.accused.equals(again.accused)
    assert (there.recount, there.purity) == (again.recount, again.purity)


def test_a_log_without_campaigns_shows_whom_a_method_accuses() -> None:
    log = simulate(WorldConfig(accounts=40, objects=30, events=200, days=7), seed=1)
    known = KnownLog(
        LogToJudge(log.events, log.objects, log.accounts),
        *(log.truth, log.truth_events, log.truth_objects),
    )
    one = log.truth["account"][0].as_py()
    scores = scores_of(Judgement({one: 1.0}, {one: "g"}), known, seed=1, draws=20)
    values = values_of(scores)
    assert values.pop("false per 10k") == 250.0
    assert (values.pop("precision"), scores.purity) == (0.0, 0.0)
    assert all(math.isnan(value) for value in values.values()), values
    assert math.isnan(scores.campaigns_recovered)
    assert scores.recall_by_campaign == {}
    assert math.isnan(scores.recount.pooled_percent)


def test_a_recount_loses_the_cover_of_whom_it_sets_aside() -> None:
    """刷量甲 liked b of its own will once: nobody pushed likes of b, and one of 13 is lost."""
    known = small_log()
    own = {"event": ["own"], "actor": ["刷量甲"], "action": ["like"], "object": ["b"]}
    events = pa.concat_tables(
        [known.log.events, pa.table({**own, "time": pa.array([START], TIME_TYPE)})]
    )
    error = recount_of(PERFECT.flagged, replace(known, log=LogToJudge(events)))
    assert (error.pushed, error.pushed_whole) == (2, 1)
    assert error.pooled_percent == 0.0
    assert error.unpushed_percent == pytest.approx(100 / 13)


def test_a_campaign_is_detected_at_the_first_cut_at_which_it_is_flagged() -> None:
    """Jobs of 刷量 begin on day 2 (day 1 was warming up), those of 刷评 on day 4."""
    rows = delays_of(lambda _: PERFECT, small_log(), every_days=1.0)
    assert rows.schema == DELAYS
    delays = {row["campaign"]: row for row in rows.to_pylist()}
    assert [delays[name]["started"].day - START.day for name in ("刷量", "刷评")] == [2, 4]
    for row in delays.values():
        assert 0 < row["delay_days"] < 1
        assert (row["acted"], row["flagged"]) == (2, 2)


def test_a_campaign_that_is_never_flagged_is_never_detected() -> None:
    rows = delays_of(lambda _: NOBODY, small_log(), every_days=2.0).to_pylist()
    assert [(row["detected"], row["delay_days"]) for row in rows] == [(None, None)] * 2


def test_at_every_cut_only_the_log_up_to_it_is_shown_and_no_truth() -> None:
    known = small_log()
    seen: list[LogToJudge] = []

    def watching(log: LogToJudge) -> Judgement:
        seen.append(log)
        return NOBODY

    delays_of(watching, known, every_days=1.0)
    last = [max(log.events["time"].to_pylist()) for log in seen]
    assert last == sorted(last)
    # The first cut before any job is not asked; the last is the whole log.
    assert [moment.day for moment in last] == [3, 4, 5, 6]
    assert seen[-1].events.num_rows == known.log.events.num_rows
    assert all(log.events.column_names == known.log.events.column_names for log in seen)
    assert all(log.accounts is known.log.accounts for log in seen)


def test_one_log_merged_is_that_log() -> None:
    known = small_log()
    judged = Judgement({"刷量甲": 3.0, "用户1": 2.0}, {"刷量甲": "g", "用户1": "g", "刷评丙": "h"})
    alone, again = (
        scores_of(*pair, seed=4, draws=60) for pair in ((judged, known), merged([(judged, known)]))
    )
    assert alone.measures == again.measures
    assert alone.accused.equals(again.accused)
    assert (alone.purity, alone.bcubed_f1) == (again.purity, again.bcubed_f1)
    assert alone.recount == again.recount
    assert again.recall_by_campaign == {
        f"0/{name}": value for name, value in alone.recall_by_campaign.items()
    }


def test_of_merged_logs_every_name_is_numbered() -> None:
    known = small_log()
    judged, both = merged([(PERFECT, known), (NOBODY, known)])
    assert judged.flagged == {f"0/{account}" for account in PLANTED}
    assert judged.groups["0/刷量甲"] == "0/g 刷量"
    assert set(judged.scores) == judged.flagged
    accounts = both.truth["account"].to_pylist()
    assert (len(set(accounts)), both.truth["campaign"].null_count) == (20, 12)
    assert set(both.truth["campaign"].drop_null().to_pylist()) == {
        f"{number}/{name}" for number in (0, 1) for name in ("刷量", "刷评")
    }
    assert set(both.log.events["object"].to_pylist()) == {"0/a", "0/b", "1/a", "1/b"}
    assert set(both.truth_objects["object"].to_pylist()) == {"0/a", "0/b", "1/a", "1/b"}
    assert set(both.truth_events["event"].to_pylist()) < set(both.log.events["event"].to_pylist())
    assert set(both.truth["population"].to_pylist()) == {"campaign", "fan club", "honest"}


def test_intervals_of_merged_logs_see_all_campaigns() -> None:
    """Found whole in one log and missed in the other: half, and no longer all or nothing."""
    known = small_log()
    scores = scores_of(*merged([(PERFECT, known), (NOBODY, known)]), seed=5, draws=400)
    recall = scores.measures["recall"]
    assert recall.value == 0.5
    assert recall.clusters == 4 + 12
    assert scores.recall_by_campaign == {
        "0/刷评": 1.0,
        "0/刷量": 1.0,
        "1/刷评": 0.0,
        "1/刷量": 0.0,
    }


def test_groups_of_two_logs_are_never_one() -> None:
    known = small_log()
    same = Judgement({}, dict.fromkeys(FIRST, "one name"))
    scores = scores_of(*merged([(same, known), (same, known)]), seed=6, draws=5)
    assert scores.purity == 1.0


def test_merged_logs_tell_ages_only_where_all_of_them_do() -> None:
    known = small_log()
    ageless = replace(known, log=LogToJudge(known.log.events))
    _, both = merged([(NOBODY, known), (NOBODY, ageless)])
    assert both.log.accounts is None
    kinds = scores_of(*merged([(NOBODY, known), (NOBODY, ageless)]), seed=7, draws=5).accused["by"]
    assert "age" not in kinds.to_pylist()
    _, aged = merged([(NOBODY, known), (NOBODY, known)])
    assert aged.log.accounts is not None
    assert aged.log.accounts.num_rows == 20
