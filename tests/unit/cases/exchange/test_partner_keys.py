"""Keys of partners: in files of their own, said by fingerprints, never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from clearwater.cases.exchange.partner_keys import (
    FOLDER,
    PartnerKey,
    check_number,
    drop_partner_keys,
    keep_partner_keys,
    key_of,
    new_secret,
    read_partner_keys,
)
from clearwater.cases.workflow.exchanging import FINGERPRINT
from clearwater.errors import ParameterError, SourceError

PUBLIC = PartnerKey("v1a", bytes(range(32)))


def test_a_key_is_read_as_it_is_written() -> None:
    made = new_secret()
    assert key_of(made.text) == made
    assert key_of(PUBLIC.text) == PUBLIC
    assert made.text.startswith("whsec_")
    assert new_secret() != made


def test_fingerprints_are_those_that_rows_take_and_tell_nothing_of_the_key() -> None:
    for key in (PUBLIC, new_secret()):
        assert FINGERPRINT.fullmatch(key.fingerprint)
        assert key.key.hex()[:16] not in key.fingerprint
        assert key.key.hex() not in repr(key)
        assert str(key.key) not in repr(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whpk_",
        "whsec_" + "A" * 12,
        "whpk_" + "A" * 4_000,
        "whpk_???",
        "秘密",
        PUBLIC.text[:-4],
        PUBLIC.text.removeprefix("whpk_"),
        "whsec_" + "A" * 100,
    ],
)
def test_what_is_no_key_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        key_of(text)
    assert len(text) < 9 or text not in str(refused.value)


def test_keys_are_kept_in_place_of_those_before_and_for_each_alone(tmp_path: Path) -> None:
    first, second = new_secret(), new_secret()
    keep_partner_keys(tmp_path, "main", "shop-b", [first])
    keep_partner_keys(tmp_path, "main", "shop-b", [PUBLIC, second, second])
    assert set(read_partner_keys(tmp_path, "main", "shop-b")) == {PUBLIC, second}
    for organisation, partner in (("华东", "shop-b"), ("main", "shop-c")):
        assert read_partner_keys(tmp_path, organisation, partner) == ()
    (path,) = [one for one in (tmp_path / FOLDER).rglob("*") if one.is_file()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_names_are_no_paths(tmp_path: Path) -> None:
    keep_partner_keys(tmp_path, "../../etc", "../x", [PUBLIC])
    made = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert [one.is_relative_to(tmp_path / FOLDER) for one in made] == [True]


def test_keys_that_were_removed_are_gone_and_nothing_is_no_error(tmp_path: Path) -> None:
    keep_partner_keys(tmp_path, "main", "shop-b", [PUBLIC])
    for _ in range(2):
        drop_partner_keys(tmp_path, "main", "shop-b")
        assert read_partner_keys(tmp_path, "main", "shop-b") == ()


def test_too_many_keys_are_refused(tmp_path: Path) -> None:
    nine = [new_secret() for _ in range(9)]
    with pytest.raises(ParameterError, match="at most 8"):
        check_number(nine)
    # Beside eight new ones there may be the eight of before, as long as somebody changes them.
    with pytest.raises(ParameterError, match="at most 16"):
        keep_partner_keys(tmp_path, "main", "shop-b", [*nine, *(new_secret() for _ in range(8))])


def test_a_damaged_file_is_named_without_what_it_holds(tmp_path: Path) -> None:
    keep_partner_keys(tmp_path, "main", "shop-b", [PUBLIC])
    (path,) = [one for one in (tmp_path / FOLDER).rglob("*") if one.is_file()]
    path.write_text("whsec_halfasecret")
    with pytest.raises(SourceError, match="damaged") as refused:
        read_partner_keys(tmp_path, "main", "shop-b")
    assert "halfasecret" not in str(refused.value)
