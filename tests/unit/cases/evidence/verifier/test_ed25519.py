from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.ed25519 import ORDER, PRIME, signature_holds
from clearwater.cases.ledger.keys import signature_fits

RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
        "b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
        "1d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
        "c6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)
"""Section 7.1, tests 1 to 3: public key, message, signature."""
SMALL_ORDER = (
    (1).to_bytes(32, "little"),
    (PRIME - 1).to_bytes(32, "little"),
    bytes(32),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
)
"""Points of order 1, 2, 4 and 8."""


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_rfc_hold(key: str, message: str, signature: str) -> None:
    assert signature_holds(*map(bytes.fromhex, (key, message, signature)))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_cryptography_signs_holds(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert signature_holds(key.public_key().public_bytes_raw(), message, key.sign(message))


@given(
    st.integers(0, 511), st.sampled_from(["key", "signature"]), st.binary(min_size=1, max_size=40)
)
def test_one_flipped_bit_is_refused_as_cryptography_refuses_it(
    bit: int, part: str, message: bytes
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = bytearray(key.public_key().public_bytes_raw())
    signature = bytearray(key.sign(message))
    place = bit % 256 if part == "key" else bit
    (public if part == "key" else signature)[place // 8] ^= 1 << place % 8
    assert not signature_holds(bytes(public), message, bytes(signature))
    assert not signature_fits(bytes(public), bytes(signature), message)


def test_a_second_form_of_s_is_refused() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, good = key.public_key().public_bytes_raw(), key.sign(b"m")
    larger = int.from_bytes(good[32:], "little") + ORDER
    assert not signature_holds(public, b"m", good[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize("key", SMALL_ORDER)
@pytest.mark.parametrize("point", SMALL_ORDER)
def test_keys_of_small_order_sign_nothing(key: bytes, point: bytes) -> None:
    # With S = 0 such a key would "sign" one message in eight, or every one.
    for signature in (point + bytes(32), point + bytes([1]) + bytes(31)):
        assert not any(signature_holds(key, bytes([n]), signature) for n in range(16))
        assert not any(signature_fits(key, signature, bytes([n])) for n in range(16))


def test_openssl_alone_would_let_a_key_of_small_order_sign_everything() -> None:
    # The neutral point: S B - h A is S B, whatever was signed. Here S is 0.
    neutral = bytes([1]) + bytes(31)
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), b"anything")
    assert not signature_fits(neutral, neutral + bytes(32), b"anything")


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, 2**255 - 1])
def test_points_that_are_not_in_canonical_form_are_refused(y: int) -> None:
    assert not signature_holds(y.to_bytes(32, "little"), b"m", bytes(64))
    assert not signature_fits(y.to_bytes(32, "little"), bytes(64), b"m")


def test_zero_with_a_sign_is_no_point() -> None:
    assert not signature_holds((1 | 1 << 255).to_bytes(32, "little"), b"m", bytes(64))


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (32, 63), (33, 64), (32, 65), (0, 0)])
def test_other_lengths_are_refused(key: int, signature: int) -> None:
    assert not signature_holds(bytes(key), b"", bytes(signature))
