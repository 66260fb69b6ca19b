"""Hashes, codes, what is sealed, what is signed: against other people's numbers where there are."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from clearwater.app.identity import cookies
from clearwater.app.identity.base import BEAT_S, Gate, Waiting, could_be
from clearwater.app.identity.codes import device_address, steps_of
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.sealing import Sealing, key_for
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.commands_identity import Session
from tests.helpers.identity_gate import CHEAP, GOOD, Door

SALT = "5a" * 32
NOW_US = 1_772_366_400_000_000
RFC_SECRET = b"12345678901234567890"


def test_a_hash_says_its_parameters_and_fits_its_password_alone() -> None:
    kept = Hashing().hashed(GOOD, SALT)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Hashing().fits(GOOD, kept)
    assert not Hashing().fits(GOOD + " ", kept)


def test_a_hash_fits_however_a_keyboard_wrote_the_sign() -> None:
    kept = CHEAP.hashed("caf\u00e9 in the rain", SALT)
    assert CHEAP.fits("cafe\u0301 in the rain", kept)
    assert not CHEAP.fits("cafe in the rain", kept)


@pytest.mark.parametrize("kept", [None, "", "$argon2id$broken", "plain", "$2b$12$bcrypt"])
def test_nothing_fits_where_there_is_no_hash(kept: str | None) -> None:
    assert not CHEAP.fits(GOOD, kept)
    assert not CHEAP.fits("", kept)
    assert not CHEAP.fits("\ud800", kept)


def test_the_work_is_done_where_there_is_no_hash_too() -> None:
    slow = Hashing(time_cost=30, memory_kib=1_024, lanes=1)
    kept = slow.hashed(GOOD, SALT)
    slow.fits(GOOD, None)

    def took(hashed: str | None) -> float:
        began = time.thread_time()
        slow.fits(GOOD, hashed)
        return time.thread_time() - began

    known = min(took(kept) for _ in range(5))
    unknown = min(took(None) for _ in range(5))
    assert unknown > known / 2, "a login that nobody has is not answered at once"


def test_a_hash_of_other_parameters_is_old() -> None:
    kept = CHEAP.hashed(GOOD, SALT)
    assert not CHEAP.is_old(kept)
    assert Hashing().is_old(kept)


def test_so_many_hashes_are_made_at_once_and_no_more() -> None:
    busy = Hashing(time_cost=1, memory_kib=64, lanes=1)
    for _ in range(4):
        busy._slots.acquire()
    waiting = threading.Thread(target=busy.fits, args=(GOOD, None))
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    busy._slots.release()
    waiting.join(10)
    assert not waiting.is_alive()


@pytest.mark.parametrize(
    ("counter", "code"),
    [(0, "755224"), (1, "287082"), (2, "359152"), (5, "254676"), (8, "399871"), (9, "520489")],
)
def test_codes_are_those_of_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert counter in steps_of(RFC_SECRET, code, counter * 30_000_000)


@pytest.mark.parametrize(
    ("time_s", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_234_567_890, "005924"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(time_s: int, code: str) -> None:
    """The last six of its eight digits."""
    assert steps_of(RFC_SECRET, code, time_s * 1_000_000) == (time_s // 30,)


@pytest.mark.parametrize(
    "code", ["", "28708", "2870822", "28708a", "é", "\ud800", "-87082", "٢٨٧٠٨٣"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert steps_of(RFC_SECRET, code, 59_000_000) == ()


def test_an_authenticator_is_told_who_and_where() -> None:
    address = device_address(RFC_SECRET, "王芳", "华东")
    assert address.startswith("otpauth://totp/Clearwater:")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert "issuer=Clearwater" in address


@given(st.binary(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_what_is_sealed_opens_about_the_same_and_nothing_else(
    content: bytes, about: str, other: str
) -> None:
    sealing = Sealing(key_for("devices", b"k" * 32))
    sealed = sealing.sealed(content, about, b"n" * 12)
    assert sealing.opened(sealed, about) == content
    if other != about:
        assert sealing.opened(sealed, other) is None
    assert Sealing(key_for("browsers", b"k" * 32)).opened(sealed, about) is None
    assert Sealing(key_for("devices", b"l" * 32)).opened(sealed, about) is None


@given(st.text(max_size=60))
def test_what_was_not_sealed_here_is_nothing(text: str) -> None:
    assert Sealing(b"k" * 32).opened(text, "a") is None


@given(st.integers(0, 10_000))
def test_a_bit_that_was_changed_seals_for_good(place: int) -> None:
    sealing = Sealing(b"k" * 32)
    sealed = sealing.sealed("五个月亮".encode(), "a", b"n" * 12)
    at = place % len(sealed)
    changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    # The last sign of base64 has bits that mean nothing.
    assert at == len(sealed) - 1 or sealing.opened(changed, "a") is None


SESSION = Session("华东", "王芳", 3, NOW_US, NOW_US + 1, NOW_US + 2, second_factor=True)


@pytest.fixture
def gate(opened: SqlStore) -> Gate:
    return Door(opened).gate


def test_a_session_is_there_and_back_the_same(gate: Gate) -> None:
    assert cookies.read(gate, cookies.written(gate, SESSION)) == SESSION


def test_no_other_algorithm_kind_or_key_makes_a_session(gate: Gate) -> None:
    own = OctKey.import_key(gate.session_key)
    claims = jwt.decode(cookies.written(gate, SESSION), own, ["HS256"]).claims
    header = {"alg": "HS256", "typ": cookies.KIND}
    assert cookies.read(gate, jwt.encode(header, dict(claims), own)) == SESSION
    forged = [
        jwt.encode(header | {"typ": "JWT"}, dict(claims), own),
        jwt.encode(header | {"alg": "HS512"}, dict(claims), own, ["HS512"]),
        jwt.encode(header, dict(claims), OctKey.import_key(b"another key of 32 bytes length!!")),
    ]
    assert [cookies.read(gate, text) for text in forged] == [None, None, None]


@given(st.text(max_size=200))
def test_no_text_is_a_session(text: str) -> None:
    class NoStore:
        session_key = b"k" * 32

    assert cookies.read(NoStore(), text) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("gone_s", [0.0, 0.001, BEAT_S - 0.001, BEAT_S, BEAT_S + 0.01, 3.3])
def test_failures_are_answered_at_the_beat(gone_s: float) -> None:
    slept: list[float] = []
    Waiting(lambda: 100 + gone_s, slept.append).to_the_beat(100)
    (waited,) = slept
    assert 0 <= waited <= BEAT_S
    beats = (gone_s + waited) / BEAT_S
    assert abs(beats - round(beats)) < 1e-6


@pytest.mark.parametrize(
    ("organisation", "user", "possible"),
    [
        ("main", "li.wei", True),
        ("华东", "王芳", True),
        ("", "li.wei", False),
        ("main", "", False),
        ("a\0b", "li.wei", False),
        ("main", "li\0wei", False),
        ("main", "\ud800", False),
        ("m" * 201, "li.wei", False),
    ],
)
def test_what_could_be_a_login(
    opened: SqlStore, organisation: str, user: str, *, possible: bool
) -> None:
    gate = Gate(opened, lambda: NOW_US)
    assert could_be(gate, organisation, user) is possible
    assert could_be(replace(gate, organisations=frozenset({"main"})), organisation, user) is (
        possible and organisation == "main"
    )
