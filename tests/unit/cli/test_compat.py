from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.unit.cli.conftest import CommandLine, Ended

# 007 (which is not 7) and b share o1 and o2 within 10 s of each other; c shares o1 a minute later.
SHARES = """object_id,account_id,content_id,timestamp_share
o1,007,p1,100
o1,b,p2,105
o1,c,p3,165
o2,007,p4,1000
o2,b,p5,1001.5
"""

# u and v repost r1 30 s apart; u reposts r2 alone, twice.
MESSAGES = """message_id,user_id,username,repost_id,reply_id,message,timestamp,urls
1,u,nu,r1,,"two
lines",100,
2,v,nv,r1,,hello,130,
3,u,nu,r2,,again,500,
4,u,nu,r2,,again,510,
"""


@pytest.fixture
def shares(tmp_path: Path) -> str:
    path = tmp_path / "shares.csv"
    path.write_text(SHARES)
    return str(path)


@pytest.fixture
def messages(tmp_path: Path) -> str:
    path = tmp_path / "messages.csv"
    path.write_text(MESSAGES)
    return str(path)


def rows(ended: Ended) -> list[dict[str, str]]:
    assert ended.code == 0, ended.err
    return list(csv.DictReader(io.StringIO(ended.out)))


def test_coortweet_pairs_keep_ids_as_text_and_fractions(
    clearwater: CommandLine, shares: str
) -> None:
    found = rows(clearwater("compat", "coortweet", shares, "--format", "csv"))
    assert {(r["account_id"], r["account_id_y"], float(r["time_delta"])) for r in found} == {
        ("007", "b", 5.0),
        ("007", "b", 1.5),
    }


def test_coortweet_options_reach_the_peers_functions(clearwater: CommandLine, shares: str) -> None:
    wide = rows(
        clearwater(
            *("compat", "coortweet", shares, "--time-window", "60"),
            *("--min-participation", "1", "--format", "csv"),
        )
    )
    assert ("b", "c") in {(r["account_id"], r["account_id_y"]) for r in wide}


@pytest.mark.parametrize(
    ("give", "expected"),
    [
        ("network", {"from": "007", "to": "b", "weight": "2"}),
        ("account-stats", {"account_id": "007", "unique_shares_count": "2"}),
        ("group-stats", {"object_id": "o1", "num_accounts": "2"}),
    ],
)
def test_coortweet_gives_each_of_the_peers_results(
    clearwater: CommandLine, shares: str, give: str, expected: dict[str, str]
) -> None:
    found = rows(
        clearwater(
            *("compat", "coortweet", shares, "--give", give),
            *("--weight-threshold", "none", "--format", "csv"),
        )
    )
    assert expected.items() <= found[0].items()


def test_coortweet_fast_network(clearwater: CommandLine, shares: str) -> None:
    found = rows(
        clearwater(
            *("compat", "coortweet", shares, "--give", "network", "--fast-window", "2"),
            *("--min-participation", "1", "--format", "csv"),
        )
    )
    assert (found[0]["weight_full"], found[0]["weight_fast"]) == ("2", "1")


@pytest.mark.parametrize("spelling", ["--min-edge-weight", "--min_edge_weight"])
def test_the_toolkits_own_spellings_are_understood(
    clearwater: CommandLine, messages: str, spelling: str
) -> None:
    found = rows(
        clearwater(
            *("compat", "cnt", "co_retweet", messages, "--time_window", "30"),
            *(spelling, "1", "--format", "csv"),
        )
    )
    assert [(r["user_1"], r["user_2"], r["weight"]) for r in found] == [
        ("u", "v", "1"),
        ("v", "u", "1"),
    ]


def test_loops_are_left_out_unless_asked_for(clearwater: CommandLine, messages: str) -> None:
    with_loops = rows(
        clearwater(
            *("compat", "cnt", "co_retweet", messages, "--time-window", "30"),
            *("--min-edge-weight", "1", "--include-self-loops", "--format", "csv"),
        )
    )
    assert {("u", "u", "2")} == {
        (r["user_1"], r["user_2"], r["weight"]) for r in with_loops if r["user_1"] == r["user_2"]
    }


def test_a_missing_file_and_a_missing_column_are_said(
    clearwater: CommandLine, messages: str, tmp_path: Path
) -> None:
    missing = clearwater("compat", "coortweet", str(tmp_path / "nothing.csv"))
    assert missing.code == 3
    assert "no such file" in missing.err
    wrong = clearwater("compat", "coortweet", messages)
    assert wrong.code == 3
    assert "object_id" in wrong.err


def test_an_unknown_kind_is_a_mistake_in_the_command(
    clearwater: CommandLine, messages: str
) -> None:
    ended = clearwater("compat", "cnt", "co_like", messages)
    assert ended.code == 2
    assert "co_retweet" in ended.err
