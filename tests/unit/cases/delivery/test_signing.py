from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from clearwater.cases.delivery import signing
from clearwater.cases.delivery.signing import (
    KEY_NAME,
    public_key_text,
    signed_headers,
    webhook_key,
)
from clearwater.cases.delivery.verify_webhook import NotGenuine, verify_webhook
from clearwater.cases.ledger.keys import SigningKey, keep_secret
from clearwater.errors import OutputError, ParameterError, SourceError

KEY = SigningKey(bytes(range(32)))
OTHER = SigningKey(bytes(32))
NOW_S = 1_772_366_400
BODY = '{"data":{"account":"小明"}}'.encode()


def test_the_published_vector() -> None:
    # From standard-webhooks/libraries/go/webhook_asymmetric_test.go.
    seed = base64.b64decode("VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")
    key = SigningKey(seed)
    body = b'{"test": 2432232314}'
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, [key])
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHe"
        "YGb7KaaBRdM5WqyeFiL8Ag==",
    }
    trusted = [public_key_text(key)]
    assert verify_webhook(headers, body, trusted=trusted, now_s=1614265330 + 300)


def headers() -> dict[str, str]:
    return signed_headers("message-1", NOW_S, BODY, [KEY])


def verified(said: dict[str, str], body: bytes = BODY, now_s: int = NOW_S) -> str:
    return verify_webhook(said, body, trusted=[public_key_text(KEY)], now_s=now_s)


@pytest.mark.parametrize("off_s", [-300, 0, 300])
def test_a_genuine_request_names_its_message(off_s: int) -> None:
    assert verified(headers(), now_s=NOW_S + off_s) == "message-1"
    assert verified({k.title(): v for k, v in headers().items()}) == "message-1"


@pytest.mark.parametrize("off_s", [-301, 301, 86_400])
def test_a_request_of_another_time_is_refused(off_s: int) -> None:
    with pytest.raises(NotGenuine, match="within 300 s"):
        verified(headers(), now_s=NOW_S + off_s)


@pytest.mark.parametrize("time", ["", "soon", "-5", "1e9", "１７７２３６６４００", "9" * 5000])
def test_a_time_that_is_none_is_refused(time: str) -> None:
    with pytest.raises(NotGenuine, match="within 300 s"):
        verified({**headers(), "webhook-timestamp": time})


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    said = headers()
    del said[name]
    with pytest.raises(NotGenuine, match=f"no header '{name}'"):
        verified(said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "message-2"),
        ("webhook-id", "消息"),
        ("webhook-timestamp", str(NOW_S + 1)),
        ("webhook-signature", ""),
        ("webhook-signature", "v1a,"),
        ("webhook-signature", "v1a,???"),
        ("webhook-signature", "v1a,签名"),
        ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
    ],
)
def test_another_id_time_or_signature_is_refused(name: str, value: str) -> None:
    with pytest.raises(NotGenuine, match="no signature"):
        verified({**headers(), name: value})


def test_any_changed_bit_of_the_body_is_refused() -> None:
    for bit in range(len(BODY) * 8):
        body = bytearray(BODY)
        body[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotGenuine):
            verified(headers(), bytes(body))


def test_a_key_that_is_not_trusted_is_refused() -> None:
    with pytest.raises(NotGenuine, match="no signature"):
        verified(signed_headers("message-1", NOW_S, BODY, [OTHER]))


def test_while_a_key_is_replaced_either_is_enough() -> None:
    both = signed_headers("message-1", NOW_S, BODY, [OTHER, KEY])
    assert both["webhook-signature"].count("v1a,") == 2
    for trusted in (KEY, OTHER):
        keys = [public_key_text(trusted)]
        assert verify_webhook(both, BODY, trusted=keys, now_s=NOW_S) == "message-1"


def test_signatures_beyond_the_limit_are_not_looked_at() -> None:
    genuine = headers()["webhook-signature"]
    padded = " ".join(["v1a,AAAA"] * 16 + [genuine])
    with pytest.raises(NotGenuine):
        verified({**headers(), "webhook-signature": padded})


@pytest.mark.parametrize(("name", "keys"), [("a.b", [KEY]), ("message-1", [])])
def test_what_cannot_be_signed_is_refused(name: str, keys: list[SigningKey]) -> None:
    with pytest.raises(ParameterError, match="cannot be signed"):
        signed_headers(name, NOW_S, BODY, keys)


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    made = webhook_key(tmp_path)
    assert webhook_key(tmp_path).public == made.public
    assert webhook_key(tmp_path / "another").public != made.public
    file = tmp_path / KEY_NAME
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_comes_second_takes_the_key_of_who_was_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(path: Path, content: bytes) -> None:
        keep_secret(path, KEY.pem())
        keep_secret(path, content)

    monkeypatch.setattr(signing, "keep_secret", slower)
    assert webhook_key(tmp_path).public == KEY.public


def test_a_file_that_holds_no_such_key_is_refused_and_stays(tmp_path: Path) -> None:
    file = tmp_path / KEY_NAME
    file.parent.mkdir()
    other = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for content in (b"not a key", other):
        file.write_bytes(content)
        with pytest.raises(SourceError):
            webhook_key(tmp_path)
        assert file.read_bytes() == content


def test_a_place_that_cannot_hold_a_key_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(OutputError):
        webhook_key(tmp_path)
