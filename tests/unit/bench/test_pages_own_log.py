"""The section on farms in real logs: what is shown is what was measured, method by method."""

from __future__ import annotations

from typing import Any

import pytest
from bench import own_log
from bench.own_log import LOGS
from bench.pages_own_log import section
from bench.real_logs_input import DATA_VARIABLE

Result = dict[str, Any]
NULL = {"who did it drawn anew": 0.0, "every account's clock moved": 1.4}
FARM = {
    "farm": "40 accounts, 15 jobs each, all within 1 min",
    "verdict": "found",
    "accounts": 40,
    "found": 39,
    "own_accounts_with_it": 2,
}


def row(log: str, method: str, **changed: Any) -> Result:
    same: Result = {
        "log": log,
        "method": method,
        "found": 12,
        "partly": 3,
        "missed": 5,
        "own accounts named": 7_654,
        "more beside farms": 1,
        "named in null versions": NULL,
        "farms": [],
    }
    return same | changed


def result(*rows: Result) -> Result:
    sizes = {"events": 91_303, "accounts": 30_000, "objects": 25}
    logs = dict.fromkeys(row["log"] for row in rows)
    return {"logs": [{"log": log, **sizes} for log in logs], "rows": list(rows)}


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")]


def test_what_was_not_run_is_said() -> None:
    text = section({"code": "x", "skipped": "CLEARWATER_DATA was not set"})
    assert text.startswith("## Planted in real logs")
    assert text.endswith("Not run: CLEARWATER_DATA was not set.\n")


def test_without_data_nothing_is_looked_at_and_that_is_stored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setattr(own_log, "code_hash", lambda bench: f"code of {bench}")
    stored = own_log.figures(quick=False, workers=1)
    assert stored == {"code": "code of own_log", "skipped": f"{DATA_VARIABLE} was not set"}
    assert "NO real log is looked at" in capsys.readouterr().err
    assert f"Not run: {DATA_VARIABLE} was not set." in section(stored)


def test_every_log_has_a_table_of_all_its_methods() -> None:
    first, second = LOGS
    text = section(
        result(row(first, "clearwater"), row(first, "fraudar"), row(second, "clearwater", found=20))
    )
    head = (
        "| method | found | partly | missed | own accounts named "
        "| named, who did it drawn anew | named, every account's clock moved |"
    )
    assert text.count(head) == 2
    of_first, of_second = text.split(f"### {second}")
    assert f"### {first}" in of_first
    assert "| clearwater | 12 | 3 | 5 | 7,654 | 0 | 1.4 |" in lines_of(of_first)
    assert "| fraudar | 12 | 3 | 5 | 7,654 | 0 | 1.4 |" in lines_of(of_first)
    assert "| clearwater | 20 | 3 | 5 | 7,654 | 0 | 1.4 |" in lines_of(of_second)
    assert "fraudar" not in of_second


def test_sizes_of_the_logs_stand_above_their_traps() -> None:
    text = section(result(row(LOGS[0], "clearwater")))
    assert "| vk_comments_unlabelled | 91,303 | 30,000 | 25 |" in lines_of(text)
    assert text.index("| 91,303 |") < text.index("A planted farm is one desk")


def test_farm_by_farm_only_where_farms_were_kept() -> None:
    text = section(result(row(LOGS[0], "clearwater", farms=[FARM] * 2), row(LOGS[0], "fraudar")))
    assert text.count("### Farm by farm") == 1
    assert f"### Farm by farm: Clearwater on {LOGS[0]}" in text
    assert "| farm | verdict | accounts | found | own accounts with it |" in lines_of(text)
    assert lines_of(text).count(f"| {FARM['farm']} | found | 40 | 39 | 2 |") == 2


def test_a_method_without_null_versions_has_a_dash_and_no_zero() -> None:
    text = section(
        result(row(LOGS[0], "clearwater"), row(LOGS[0], "x", **{"named in null versions": {}}))
    )
    assert "| x | 12 | 3 | 5 | 7,654 | – | – |" in lines_of(text)


@pytest.mark.data
@pytest.mark.slow
def test_one_method_gives_what_the_page_shows(
    data_dir: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = LOGS[0]
    measured = own_log.one_method(log, "same-second", True)  # noqa: FBT003 - a task's argument
    assert set(measured) == set(row(log, "same-second"))
    assert measured["found"] + measured["partly"] + measured["missed"] == 4
    assert set(measured["named in null versions"]) == set(NULL)
    assert measured["farms"] == []
    stored = {"logs": [own_log.log_size(log)], "rows": [measured]}
    assert f"### {log}" in section(stored)
