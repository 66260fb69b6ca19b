"""Every golden of the two peer toolkits, met exactly; a golden that no check covers is a failure.

Files are found by looking into the folders, so that one added later cannot be left out in silence.
Rows compare as multisets, numbers to 1e-9, text and missing values exactly.
"""

from __future__ import annotations

import csv
import functools
import json
import math
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.compat import coordination_network_toolkit as toolkit
from clearwater.compat import coortweet
from tests.conftest import DATA_VARIABLE

pytestmark = pytest.mark.data

FOLDERS = ("coortweet", "coordination_network_toolkit")
NOT_SET = "no-data"
TOLERANCE = 1e-9

# Attributes that a CSV could not tell from other types: an all-whole column of means reads as int.
TEXT = {"object_id", "content_id", "content_id_y", "account_id", "account_id_y", "name"}
TEXT |= {"from", "to", "object_ids", "object_ids_full", "object_ids_fast", "user_1", "user_2"}


def goldens() -> list[str]:
    """Return the golden files, or one name that stands for their absence."""
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        return [NOT_SET]
    peers = Path(named) / "peers"
    return sorted(str(p.relative_to(peers)) for f in FOLDERS for p in (peers / f).iterdir())


@pytest.fixture(scope="session")
def peers(data_dir: Path) -> Path:
    return data_dir / "peers"


@pytest.mark.parametrize("golden", goldens())
def test_golden_is_met(peers: Path, golden: str) -> None:
    for pattern, check in CHECKS.items():
        match = re.fullmatch(pattern, golden)
        if match:
            check(peers, golden, **match.groupdict())
            return
    pytest.fail(f"no check covers the golden {golden}")


def test_the_folders_hold_every_kind_of_golden(peers: Path) -> None:
    """A folder that lost its files would otherwise pass with nothing to check."""
    names = goldens()
    unused = [p for p in CHECKS if not any(re.fullmatch(p, name) for name in names)]
    assert not unused, f"no golden for {unused}"


# --- CooRTweet ----------------------------------------------------------------------------------


@functools.cache
def shares(peers: Path, source: str) -> pa.Table:
    if source == "russian":
        return pq.read_table(peers / "russian_coord_tweets.parquet")
    if source.startswith("german"):
        layer = source.removeprefix("german_")
        posts = pq.read_table(peers / "german_elections.parquet")
        posts = posts.select([layer, "account_id", "post_id", "timestamp"])
        names = ["object_id", "account_id", "content_id", "timestamp_share"]
        return posts.rename_columns(names).drop_null()
    return pq.read_table(peers / f"coortweet/{source}_input.parquet")


@functools.cache
def pairs(
    peers: Path, source: str, window: str, least: str, loops: str, *, bug_compatible: bool = True
) -> pa.Table:
    return coortweet.detect_groups(
        shares(peers, source),
        float(window),
        int(least),
        loops != "_loops",
        bug_compatible=bug_compatible,
    )


def network(result: pa.Table, **options: Any) -> pa.Table:
    return coortweet.generate_coordinated_network(
        result, **{"objects": True, "bug_compatible": True, **options}
    )


def usual_quantile(source: str) -> float:
    return 0.95 if source.startswith("german") else 0.5


def check_pairs(peers: Path, golden: str, **run: str) -> None:
    assert_same_rows(pairs(peers, **run), read(peers, golden))


def check_edges(peers: Path, golden: str, **run: str) -> None:
    expected = read(peers, golden)
    flags = [name for name in expected.column_names if name.startswith("weight_threshold")]
    assert flags, "an edge golden without a flag"
    result = pairs(peers, **run)
    for flag in flags:
        quantile = flag.removeprefix("weight_threshold").removeprefix("_")
        edges = network(result, edge_weight=float(quantile or usual_quantile(run["source"])))
        others = [name for name in flags if name != flag]
        names = [name.replace(flag, "weight_threshold") for name in expected.column_names]
        assert_same_rows(edges, expected.rename_columns(names).drop_columns(others))


def check_account_stats(
    peers: Path, golden: str, threshold: Any, quantile: str | None, **run: str
) -> None:
    result = pairs(peers, **run)
    edges = network(result, edge_weight=float(quantile or usual_quantile(run["source"])))
    stats = coortweet.account_stats(edges, result, threshold, bug_compatible=True)
    assert_same_rows(stats, read(peers, golden))


def check_group_stats(
    peers: Path, golden: str, threshold: Any, quantile: str | None, **run: str
) -> None:
    edges = network(
        pairs(peers, **run), edge_weight=float(quantile or usual_quantile(run["source"]))
    )
    stats = coortweet.group_stats(edges, threshold, bug_compatible=True)
    assert_same_rows(stats, read(peers, golden))


@functools.cache
def flagged(peers: Path, source: str, window: str, least: str, fast: str) -> pa.Table:
    return coortweet.flag_speed_share(
        shares(peers, source),
        pairs(peers, source, window, least, ""),
        int(least),
        float(fast),
        bug_compatible=True,
    )


def check_flagged(peers: Path, golden: str, **run: str) -> None:
    assert_same_rows(flagged(peers, **run), read(peers, golden))


def check_subgraph(peers: Path, golden: str, subgraph: str, **run: str) -> None:
    edges = network(flagged(peers, **run), fast_net=True, subgraph=int(subgraph))
    assert_same_rows(edges, read(peers, golden))


def check_subgraph_nodes(peers: Path, golden: str, subgraph: str, **run: str) -> None:
    edges = network(flagged(peers, **run), fast_net=True, subgraph=int(subgraph))
    assert_same_rows(coortweet.network_nodes(edges, bug_compatible=True), read(peers, golden))


def check_fast_account_stats(peers: Path, golden: str, threshold: Any, **run: str) -> None:
    result = flagged(peers, **run)
    edges = network(result, fast_net=True)
    stats = coortweet.account_stats(edges, result, threshold, bug_compatible=True)
    assert_same_rows(stats, read(peers, golden))


def check_share_input(peers: Path, golden: str, source: str) -> None:
    """An input has been read when a golden of the same name was checked against it."""
    assert shares(peers, source).num_rows > 0
    assert any(name.startswith(f"coortweet/{source}_tw") for name in goldens())


def check_simulated_truth(peers: Path, golden: str, source: str) -> None:
    truth = read(peers, golden)
    truth = truth.filter(truth["coordinated"]).drop_columns(["coordinated"])
    assert_same_rows(pairs(peers, source, "10", "3", ""), truth)


# --- coordination_network_toolkit ---------------------------------------------------------------


@functools.cache
def messages(peers: Path, source: str) -> pa.Table:
    if source == "russian":
        return pq.read_table(peers / "russian_cnt_input.parquet")
    names = {"test": "test_input", "sample": "sample_data", "text": "text_corpus"}
    with (peers / f"cnt_{names[source]}.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return pa.table({name: [row[name] for row in rows] for name in rows[0]})


def compute(peers: Path, *, bug_compatible: bool, **run: Any) -> pa.Table:
    return toolkit.compute_network(
        messages(peers, run["source"]),
        run["kind"],
        time_window=float(run["window"]),
        min_edge_weight=int(run["least"]),
        similarity_threshold=float(run["similarity"] or 0.8),
        min_document_size=int(run["size"] or 1),
        bug_compatible=bug_compatible,
    )


def check_network(peers: Path, golden: str, **run: Any) -> None:
    assert_same_rows(compute(peers, bug_compatible=True, **run), read(peers, golden))


def check_tokenizer(peers: Path, golden: str) -> None:
    texts = json.loads((peers / golden).read_text(encoding="utf-8"))
    assert texts
    for text in texts:
        assert toolkit.tokenize(text["text"]) == text["tokenize"]
        assert toolkit.preprocess(text["text"]) == text["preprocess"]


# --- which check covers which file --------------------------------------------------------------

RUN = r"(?P<source>edgecase|russian|german_url_id|german_phash_id|sim_seed\d)"
RUN += r"_tw(?P<window>\d+)_mp(?P<least>\d+)(?P<loops>_loops|_noloops|)"
QUANTILE = r"(?:_ew(?P<quantile>[\d.]+))?"
FAST = r"(?P<source>russian)_fast_tw(?P<window>\d+)_f(?P<fast>\d+)_mp(?P<least>\d+)"
FAST_EDGE = r"(?P<source>edgecase)_tw(?P<window>\d+)_mp(?P<least>\d+)_fast(?P<fast>\d+)"
TOOLKIT = r"(?P<source>[a-z]+)_(?P<kind>co_[a-z_]+)_tw(?P<window>\d+)_mew(?P<least>\d+)"
SIMILARITY = r"(?:_similarity_threshold(?P<similarity>[\d.]+)"
SIMILARITY += r"_similarity_functionmindoc(?P<size>\d+))?"

CHECKS: dict[str, Callable[..., None]] = {
    rf"coortweet/{RUN}_pairs\.parquet": check_pairs,
    rf"coortweet/{RUN}_edges\.parquet": check_edges,
    rf"coortweet/{RUN}{QUANTILE}_account_stats_(?P<threshold>none|full)\.parquet": (
        check_account_stats
    ),
    rf"coortweet/{RUN}{QUANTILE}_group_stats_(?P<threshold>none|full)\.parquet": check_group_stats,
    rf"coortweet/{FAST}_flagged_pairs\.parquet": check_flagged,
    rf"coortweet/{FAST_EDGE}_flagged\.parquet": check_flagged,
    rf"coortweet/{FAST}_subgraph(?P<subgraph>\d)_edges\.parquet": check_subgraph,
    rf"coortweet/{FAST_EDGE}_subgraph(?P<subgraph>\d)_edges\.parquet": check_subgraph,
    rf"coortweet/{FAST}_subgraph(?P<subgraph>\d)_nodes\.parquet": check_subgraph_nodes,
    rf"coortweet/{FAST}_account_stats_(?P<threshold>none|full|fast)\.parquet": (
        check_fast_account_stats
    ),
    r"coortweet/(?P<source>edgecase|sim_seed\d)_input\.parquet": check_share_input,
    r"coortweet/(?P<source>sim_seed\d)_truth_pairs\.parquet": check_simulated_truth,
    rf"coordination_network_toolkit/{TOOLKIT}{SIMILARITY}\.parquet": check_network,
    r"coordination_network_toolkit/tokenizer_goldens\.json": check_tokenizer,
}


# --- comparing ----------------------------------------------------------------------------------


def read(peers: Path, golden: str) -> pa.Table:
    return pq.read_table(peers / golden)


def assert_same_rows(found: pa.Table, expected: pa.Table) -> None:
    """Compare the columns that the golden has; ours may have more, never fewer."""
    names = expected.column_names
    assert set(names) <= set(found.column_names), set(names) - set(found.column_names)
    # Text columns lead, so that rows are matched by what identifies them.
    names = sorted(names, key=lambda name: (name not in TEXT, name))
    left, right = rows_of(found, names), rows_of(expected, names)
    assert len(left) == len(right)
    wrong = [(a, b) for a, b in zip(left, right, strict=True) if not same(a, b)]
    assert not wrong, f"{len(wrong)} of {len(left)} rows differ, first {wrong[0]}"


def rows_of(table: pa.Table, names: list[str]) -> list[tuple[Any, ...]]:
    columns = [
        [value if value is None or name not in TEXT else str(value) for value in column.to_pylist()]
        for name, column in ((name, table[name]) for name in names)
    ]
    return sorted(zip(*columns, strict=True), key=sort_key)


def sort_key(row: tuple[Any, ...]) -> tuple[tuple[bool, Any], ...]:
    return tuple((v is None, 0 if v is None else round(v, 6) if is_number(v) else v) for v in row)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def same(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        if is_number(a) and is_number(b)
        else a == b
        for a, b in zip(left, right, strict=True)
    )


# --- the default, where the peer's bugs do not reach --------------------------------------------

UNTOUCHED = [
    *(("russian", w, m, "") for w, m in [("10", "2"), ("10", "5"), ("60", "2"), ("60", "10")]),
    *(("russian", "3600", m, "") for m in ("5", "10")),
    *((f"sim_seed{seed}", "10", "3", "") for seed in (1, 2)),
    ("edgecase", "3", "2", "_noloops"),
]


@pytest.mark.parametrize("run", [pytest.param(run, id="-".join(run)) for run in UNTOUCHED])
def test_default_finds_the_same_pairs_where_no_bug_reaches(
    peers: Path, run: tuple[str, str, str, str]
) -> None:
    assert_same_rows(pairs(peers, *run, bug_compatible=False), pairs(peers, *run))


@pytest.mark.parametrize("layer", ["url_id", "phash_id"])
def test_default_counts_a_duplicated_share_once(peers: Path, layer: str) -> None:
    table = shares(peers, f"german_{layer}")
    once = table.group_by(table.column_names, use_threads=False).aggregate([])
    assert once.num_rows < table.num_rows
    assert_same_rows(
        coortweet.detect_groups(table, 60, 2),
        coortweet.detect_groups(once, 60, 2, bug_compatible=True),
    )


def cross_user(table: pa.Table) -> Counter[tuple[Any, ...]]:
    rows = zip(*(table[name].to_pylist() for name in ("user_1", "user_2", "weight")), strict=True)
    return Counter((str(a), str(b), w) for a, b, w in rows if str(a) != str(b))


# Only texts without words and cells without links make edges between accounts by a bug.
BUGGED = r".*/text_co_(link|tweet)_.*"


@pytest.mark.parametrize(
    "golden", [g for g in goldens() if "co_" in g and not re.fullmatch(BUGGED, g)] or [NOT_SET]
)
def test_default_finds_the_same_edges_between_accounts(peers: Path, golden: str) -> None:
    match = re.fullmatch(rf"coordination_network_toolkit/{TOOLKIT}{SIMILARITY}\.parquet", golden)
    assert match
    found = compute(peers, bug_compatible=False, **match.groupdict())
    assert cross_user(found) == cross_user(read(peers, golden))


def test_default_drops_the_empty_link_and_nothing_else(peers: Path) -> None:
    run = {"source": "text", "kind": "co_link", "window": "60", "least": "2"}
    found = compute(peers, bug_compatible=False, similarity=None, size=None, **run)
    assert cross_user(found).total() == 90  # counted by the peer with such rows deleted
