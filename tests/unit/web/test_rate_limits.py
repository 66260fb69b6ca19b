from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.web.rate_limits import MOST_BUCKETS, Rate, RateLimit, Rates, line_of
from clearwater.web.settings import ServerSettings
from tests.helpers import web_cases as cases
from tests.helpers.web_server import UNLIMITED, Server, server_at


def test_a_bucket_empties_and_fills() -> None:
    now = [0.0]
    limit = RateLimit(Rate(each_s=2, burst=3), lambda: now[0])
    assert [limit.wait_s("a") for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    assert limit.wait_s("b") == 0
    now[0] = 0.5
    assert [limit.wait_s("a"), limit.wait_s("a")] == [0, 0.5]
    now[0] = 1_000
    assert [limit.wait_s("a") for _ in range(4)] == [0, 0, 0, 0.5]


@given(
    st.lists(st.floats(0, 10), min_size=1, max_size=60),
    st.floats(0.1, 20),
    st.integers(1, 20),
)
def test_never_more_than_burst_and_rate(gaps: list[float], each_s: float, burst: int) -> None:
    now, passed = 0.0, 0
    limit = RateLimit(Rate(each_s, burst), lambda: now)
    for gap in gaps:
        now += gap
        passed += limit.wait_s("a") == 0
    assert passed <= burst + each_s * now + 1e-6


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearwater.web.rate_limits.MOST_BUCKETS", 10)
    limit = RateLimit(Rate(1, 1), lambda: 0.0)
    for number in range(100):
        limit.wait_s(str(number))
    assert len(limit._buckets) == 10
    assert MOST_BUCKETS == 100_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("testclient", "another", False),
        ("x" * 64 + "1", "x" * 64 + "2", True),
    ],
)
def test_whoever_has_a_line_has_one_limit(one: str, other: str, *, same: bool) -> None:
    assert (line_of(one) == line_of(other)) is same


def limited(folder: Path, rates: Rates) -> Server:
    def change(settings: ServerSettings) -> ServerSettings:
        return replace(settings, rates=rates)

    return server_at(folder / "cases.db", folder / "files", change)


def test_a_caller_waits_and_others_do_not(tmp_path: Path) -> None:
    server = limited(tmp_path, replace(UNLIMITED, caller=Rate(1, 3)))
    with server.client:
        assert [server.get("ines", "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
        late = server.get("ines", "/me", headers={"Accept-Language": "zh"})
        assert late.headers["retry-after"] == "1"
        assert late.json()["title"] == "请求过于频繁"
        assert server.get("ivo", "/me").status_code == 200
        assert server.get("mia", "/me").status_code == 200
        server.clock.now_s += 1
        assert server.get("ines", "/me").status_code == 200


def test_who_is_shown_people_waits_longer(tmp_path: Path) -> None:
    server = limited(tmp_path, replace(UNLIMITED, reveal=Rate(0.1, 2)))
    with server.client:
        path, said = f"/cases/{cases.opened(server)}/readings", {"purpose": "case work"}
        assert [server.post("ines", path, said).status_code for _ in range(3)] == [200, 200, 429]
        assert server.post("ines", path, said).headers["retry-after"] == "10"
        assert server.get("ines", "/cases").status_code == 200
        search = {"purpose": "enforcement"}
        assert server.post("ines", "/restrictions/searches", search).status_code == 429


def test_an_address_waits_whoever_asks(tmp_path: Path) -> None:
    server = limited(tmp_path, replace(UNLIMITED, address=Rate(1, 3)))
    with server.client:
        who = ("ines", None, "nobody", "mia")
        assert [server.get(one, "/me").status_code for one in who] == [200, 401, 401, 429]
        assert server.get("ines", "/nothing").status_code == 429


def test_guessing_is_slow(tmp_path: Path) -> None:
    server = limited(tmp_path, replace(UNLIMITED, login=Rate(0.1, 2)))
    said = {"organisation": "main", "user": "ines", "password": "x"}
    with server.client:
        found = [server.post(None, "/sessions", said).status_code for _ in range(3)]
        assert found == [401, 401, 429]
        setup = said | {"token": "cws_x"}
        assert server.post(None, "/set-ups", setup).status_code == 429
        proof = {"password": "x"}
        assert server.post("ines", "/sessions/current/proofs", proof).status_code == 429
        out = server.ask("DELETE", "ines", "/sessions/current")
        assert out.status_code != 429, "whoever else tried from this address, one can log out"
