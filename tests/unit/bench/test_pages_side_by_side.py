"""The section on methods side by side, from figures that can be checked by eye."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from bench import figures_side_by_side, side_by_side
from bench.figures_side_by_side import campaign_rows, crowd_rows
from bench.pages_side_by_side import section
from matplotlib import pyplot as plt

from clearwater.app.methods import METHODS
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.side_by_side import KnownLog
from clearwater.simulate import Campaign, FanClub, WorldConfig, simulate

Result = dict[str, Any]
CELL = [0.5, 0.25, 0.75]


def row(world: str, method: str, **changed: Any) -> Result:
    same: Result = {
        "world": world,
        "method": method,
        "judge_cpu_s": 1.26,
        "measures": {
            **dict.fromkeys(side_by_side.MEASURES, CELL),
            "false per 10k": [3.4, 0.0, 12.6],
        },
        "purity": 1.0,
        "bcubed_f1": 0.625,
        "campaigns_recovered": 0.5,
        "recount_error": 12.3,
        "reported_error": 45.6,
        "honest_owners_lose": 0.1,
        "recall_by_campaign": {"phone farm": 0.8, "part-timers": 0.0},
        "accused": {
            "population": {"fan club": [3, 100], "honest": [1, 20_000]},
            "zone": {"UTC+8": [4, 10_000], "UTC-5": [0, 10_100]},
        },
        "delay_days": {"phone farm": 9.7, "part-timers": None},
    }
    return same | changed


def result(*rows: Result) -> Result:
    worlds = dict.fromkeys(one["world"] for one in rows)
    methods = dict.fromkeys(one["method"] for one in rows)
    return {
        "every_days": 5.0,
        "worlds": [{"world": name, "logs": 3, "campaigns": 2} for name in worlds],
        "methods": [{"name": name, "settings": f"settings of {name}"} for name in methods],
        "installed_peer": [{"world": name, "edges, all equal": 77} for name in worlds],
        "rows": list(rows),
    }


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")]


def part(text: str, title: str) -> str:
    """Return what stands below one third-level title."""
    return text.split(f"### {title}\n")[1].partition("\n### ")[0]


def test_every_world_has_a_row_a_method_with_intervals_and_ours_is_bold() -> None:
    text = section(result(row("shop", "clearwater"), row("shop", "peer"), row("forum", "peer")))
    ours = (
        "| **clearwater** | 0.50 (0.25–0.75) | 3 (0–13) | 0.50 (0.25–0.75) | 0.50 (0.25–0.75) "
        "| 0.50 (0.25–0.75) | 0.50 (0.25–0.75) | 1.00 | 0.62 | 12 | 46 | 1.3 |"
    )
    assert lines_of(part(text, "shop"))[2] == ours
    assert lines_of(part(text, "shop"))[3].startswith("| peer | 0.50")
    assert len(lines_of(part(text, "forum"))) == 2 + 1
    assert lines_of(text)[0] == "| world | logs | campaigns |"


def test_what_is_not_a_number_is_a_dash() -> None:
    silent = row("shop", "peer", purity=None, recount_error=None)
    silent["measures"]["precision"] = [None, None, None]
    silent["measures"]["recall"] = [0.0, None, None]
    [line] = [x for x in lines_of(section(result(silent))) if x.startswith("| peer | 0.00")]
    cells = line.strip("| ").split(" | ")
    assert (cells[1], cells[3]) == ("0.00 (–)", "–")
    assert (cells[7], cells[9]) == ("–", "–")


def test_campaigns_are_in_per_cent_by_method_and_a_zero_is_a_zero() -> None:
    peer = row("shop", "peer", recall_by_campaign={"phone farm": 0.255})
    text = part(section(result(row("shop", "clearwater"), peer)), "Every campaign")
    assert lines_of(text) == [
        "|  | clearwater | peer |",
        "| --- | --- | --- |",
        "| phone farm (shop) | 80 | 26 |",
        "| part-timers (shop) | 0 | – |",
    ]


def test_crowds_are_counted_over_all_worlds_and_honest_people_come_last() -> None:
    shop, forum = row("shop", "clearwater"), row("forum", "clearwater")
    forum["accused"]["population"] = {
        "honest": [0, 20_000],
        "fan club": [0, 200],
        "petition": [0, 0],
    }
    assert crowd_rows(result(shop, forum)) == {
        "fan club": {"clearwater": 0.01},
        "petition": {"clearwater": 0.0},
        "honest": {"clearwater": 1 / 40_000},
    }
    text = part(section(result(shop, forum)), "Every honest crowd")
    assert lines_of(text)[2:] == ["| fan club | 1.0 |", "| petition | 0 |", "| honest | 0.0 |"]


def test_one_kind_in_two_worlds_is_two_rows() -> None:
    rows = campaign_rows(result(row("shop", "clearwater"), row("forum", "clearwater")))
    assert [name for name in rows if name.startswith("phone farm")] == [
        "phone farm (shop)",
        "phone farm (forum)",
    ]


def test_fairness_is_clearwaters_alone_and_without_the_crowds() -> None:
    peer = row("shop", "peer")
    peer["accused"] = {**peer["accused"], "zone": {"UTC+8": [999, 10_000]}}
    text = part(section(result(row("shop", "clearwater"), peer)), "Fairness")
    assert lines_of(text)[2:] == [
        "| zone | UTC+8 | 10,000 | 4 | 4.0 |",
        "| zone | UTC-5 | 10,100 | 0 | 0.0 |",
    ]


def test_delays_are_days_or_never() -> None:
    peer = row("shop", "peer", delay_days={"phone farm": 0.4, "part-timers": 14.6})
    text = part(section(result(row("shop", "clearwater"), peer)), "Time to detection")
    assert "each method asked every 5 days" in text
    assert lines_of(text)[2:] == [
        "| phone farm (shop) | 10 | 0 |",
        "| part-timers (shop) | never | 15 |",
    ]


def losses(text: str) -> list[str]:
    lines = part(text, "Where Clearwater loses").splitlines()
    return [line for line in lines if line.startswith("- ")]


def test_where_others_find_more_that_is_said_best_first() -> None:
    near = row("shop", "near", recall_by_campaign={"phone farm": 0.9, "part-timers": 0.1})
    better = row("shop", "better", recall_by_campaign={"phone farm": 0.95, "part-timers": 0.5})
    best = row("shop", "best", recall_by_campaign={"part-timers": 0.6})
    text = section(result(row("shop", "clearwater"), near, better, best))
    assert losses(text) == [
        "- **phone farm (shop)**: Clearwater 80%; better 95%.",
        "- **part-timers (shop)**: Clearwater 0%; best 60%, better 50%.",
    ]


def test_who_accuses_everybody_finds_everything_and_beats_nobody() -> None:
    """In the shop it accuses 501 of 10,000, in the forum 500."""
    wild, sober = (
        row(world, "wild", recall_by_campaign={"phone farm": 1.0})
        | {"measures": {"false per 10k": [false, 0.0, 1e4]}}
        for world, false in (("shop", 501.0), ("forum", 500.0))
    )
    for one in (wild, sober):
        one["measures"] = {**dict.fromkeys(side_by_side.MEASURES, CELL), **one["measures"]}
    ours = [row(world, "clearwater") for world in ("shop", "forum")]
    assert losses(section(result(*ours, wild, sober))) == [
        "- **phone farm (forum)**: Clearwater 80%; wild 100%."
    ]


def test_where_nobody_finds_more_that_is_said_too() -> None:
    text = section(result(row("shop", "clearwater"), row("shop", "peer")))
    assert losses(text) == ["- Nowhere on these logs."]


def test_a_cell_of_a_plot_says_its_share_in_per_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, list[str]] = {}

    def kept(figure: Any, name: str) -> None:
        [axis] = figure.axes
        ticks = [tick.get_text() for tick in axis.get_yticklabels()]
        drawn[name] = [*ticks, *(text.get_text() for text in axis.texts)]
        plt.close(figure)

    monkeypatch.setattr(figures_side_by_side, "save", kept)
    peer = row("shop", "peer", recall_by_campaign={"phone farm": 0.255})
    figures_side_by_side.draw(result(row("shop", "clearwater"), peer))
    campaigns = ["phone farm (shop)", "part-timers (shop)"]
    assert drawn["side-by-side-campaigns"] == [*campaigns, "80", "26", "0", "–"]
    assert drawn["side-by-side-crowds"] == ["fan club", "honest", "3", "3", "0", "0"]


def test_settings_and_the_installed_toolkit_are_stated() -> None:
    text = section(result(row("shop", "clearwater"), row("shop", "peer")))
    for name in ("clearwater", "peer"):
        assert f"- **{name}**: settings of {name}" in text
    assert "| shop | 77 |" in part(text, "Is that the real toolkit?")


def small(world: str, seed: int) -> KnownLog:
    log = simulate(
        WorldConfig(accounts=100, objects=120, events=900, days=10),
        (FanClub(10, posts=4),),
        (Campaign(8, jobs=12, jitter_s=1.0, name="phone farm"),),
        seed=seed,
    )
    return KnownLog(
        LogToJudge(log.events, log.objects, log.accounts),
        *(log.truth, log.truth_events, log.truth_objects),
    )


def test_what_is_measured_becomes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two methods on the logs of one small world, as the bench would, and the page of it."""
    asked = {name: METHODS[name] for name in ("clearwater", "same-second")}
    drawn: list[Result] = []

    def in_this_process(
        bench: str, tasks: Mapping[str, tuple[Any, ...]], work: Any, workers: int
    ) -> dict[str, Result]:
        return {key: {**work(*arguments), "cpu_s": 1.0} for key, arguments in tasks.items()}

    monkeypatch.setattr(side_by_side, "known_log", small)
    monkeypatch.setattr(side_by_side, "METHODS", asked)
    monkeypatch.setattr(side_by_side, "PRESETS", ["shop"])
    monkeypatch.setattr(side_by_side, "SEEDS", 2)
    monkeypatch.setattr(side_by_side, "code_hash", lambda bench: f"code of {bench}")
    monkeypatch.setattr(side_by_side, "run_all", in_this_process)
    monkeypatch.setattr(side_by_side, "installed_peer", lambda world: {"world": world})
    monkeypatch.setattr(figures_side_by_side, "draw", drawn.append)
    stored = side_by_side.figures(quick=False, workers=1)
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert drawn == [stored]
    assert (stored["code"], stored["seeds"]) == ("code of side_by_side", 2)
    ours, rule = stored["rows"]
    assert set(ours) == {*row("shop", "clearwater"), "cpu_s"}
    assert set(rule["measures"]) == set(side_by_side.MEASURES)
    # A hundred honest accounts in each of two logs, ten of them fans, and eight of the farm.
    assert sum(accounts for _, accounts in ours["accused"]["population"].values()) == 200
    assert ours["accused"]["population"]["fan club"][1] == 20
    assert list(ours["recall_by_campaign"]) == ["phone farm"]
    assert set(ours["delay_days"]) == {"phone farm"}
    assert stored["worlds"][0]["planted accounts"] == 8
    text = section(stored)
    assert "| phone farm (shop) |" in text
    assert len(lines_of(part(text, "shop"))) == 2 + 2
