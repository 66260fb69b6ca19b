from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.detect.rings.behaviour import agreement, shape_of
from clearwater.detect.rings.secret import Secret
from clearwater.detect.rings.signature import Signature
from clearwater.errors import ParameterError, SchemaError, SourceError
from tests.helpers.ring_months import BEFORE, POOL, SECRET, Month, signed


def test_a_signature_survives_its_line() -> None:
    (one,) = signed(BEFORE, "march").signatures()
    again = Signature.from_json(one.to_json(), "store, line 1")
    assert again.to_json() == one.to_json()
    assert (again.accounts, again.moments, again.ring) == (10, 6, "march/F001")


def test_no_name_device_address_text_or_key_stands_in_it() -> None:
    (one,) = signed(BEFORE, "march").signatures()
    line = one.to_json()
    clear = ["ring0", "phone-", "line-1", "100.64", "app/9", "job1", POOL[0][:4], SECRET.key.hex()]
    assert [word for word in clear if word in line] == []
    assert "雅" not in json.dumps(json.loads(line), ensure_ascii=False)


def test_the_same_value_is_another_token_for_another_kind_and_another_key() -> None:
    other = Secret(bytes(32))
    tokens = {SECRET.token("device", "x"), SECRET.token("line", "x"), other.token("device", "x")}
    assert len(tokens) == 3
    assert SECRET.name != other.name


def test_a_key_must_be_there_and_long_enough(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="head -c 32 /dev/urandom"):
        Secret.read(tmp_path / "none")
    (tmp_path / "short").write_bytes(b"secret")
    with pytest.raises(ParameterError, match="6 bytes"):
        Secret.read(tmp_path / "short")
    (tmp_path / "key").write_bytes(bytes(32))
    assert "x00" not in repr(Secret.read(tmp_path / "key"))


@pytest.mark.parametrize("line", ["{}", "nonsense", '{"version": 99}', "[]"])
def test_what_is_no_signature_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(SchemaError, match="line 7"):
        Signature.from_json(line, "store.jsonl, line 7")


@pytest.mark.parametrize(
    ("name", "shape"),
    [("u004217", "a9"), ("小红薯5F3a21", "汉9A9a9"), ("a_b-c.d", "a_a-a.a"), ("☆x☆", "?a?")],
)
def test_the_shape_of_a_name(name: str, shape: str) -> None:
    assert shape_of(name) == shape


def test_behaviour_agrees_with_itself_and_less_with_another() -> None:
    (one,) = signed(BEFORE, "march").signatures()
    (same,) = signed(Month("b", "t", "l", months_later=5), "august").signatures()
    assert agreement(one.behaviour, one.behaviour) == pytest.approx(1.0)
    assert agreement(one.behaviour, {"lag": {"9": 1.0}}) == pytest.approx(0.0, abs=1e-3)
    assert 0.5 < agreement(one.behaviour, same.behaviour) <= 1.0
    assert agreement(one.behaviour, {}) == 0.0
