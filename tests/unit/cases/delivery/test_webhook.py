from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from clearwater.cases.delivery.base import DeliveryError, NoticeWords, RefusedDelivery
from clearwater.cases.delivery.signing import public_key_text
from clearwater.cases.delivery.webhook import (
    LONGEST_RETRY_AFTER_S,
    SHOWN_CHARACTERS,
    WebhookConnector,
    checked_address,
)
from clearwater.cases.ledger.keys import SigningKey
from clearwater.errors import ParameterError
from tests.helpers.webhook_receiver import Answer, Receiver, receiving
from tests.unit.cases.delivery.outgoings import END, NOTICE, START

KEY = SigningKey(bytes(range(32)))


def now_s() -> int:
    return int(time.time())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving((public_key_text(KEY),)) as listening:
        yield listening


def connector(receiver: Receiver, timeout_s: int = 20) -> WebhookConnector:
    return WebhookConnector(receiver.url, [KEY], now_s, timeout_s=timeout_s)


def test_a_receiver_gets_what_was_signed(receiver: Receiver) -> None:
    assert connector(receiver).deliver(NOTICE).words == "status 204"
    assert receiver.messages[NOTICE.message]["data"]["notice"]["zh"].startswith("您的帐号")
    assert receiver.headers[0]["content-type"] == "application/json"
    assert not receiver.forged


def test_the_same_message_again_has_the_same_id_and_takes_effect_once(receiver: Receiver) -> None:
    for _ in range(3):
        connector(receiver).deliver(START)
    assert {said["webhook-id"] for said in receiver.headers} == {START.message}
    assert (receiver.requests, len(receiver.messages)) == (3, 1)
    assert (receiver.conflicts, receiver.in_force) == ([], {START.measure})


def test_a_start_that_arrives_after_its_end_does_nothing(receiver: Receiver) -> None:
    for message in (END, START):
        connector(receiver).deliver(message)
    assert receiver.in_force == set()


def test_a_receiver_that_does_not_trust_the_key_takes_nothing(receiver: Receiver) -> None:
    stranger = WebhookConnector(receiver.url, [SigningKey(bytes(32))], now_s)
    with pytest.raises(RefusedDelivery) as refused:
        stranger.deliver(NOTICE)
    assert refused.value.reason == "status 401"
    assert receiver.forged == ["no signature of a trusted key"]
    assert not receiver.messages


@pytest.mark.parametrize("status", [301, 307, 408, 409, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_tried_again(receiver: Receiver, status: int) -> None:
    # A redirect to another place must not be followed: the message is for this receiver alone.
    receiver.answers.append(Answer(status, {"location": receiver.url + "/elsewhere"}))
    with pytest.raises(DeliveryError) as failed:
        connector(receiver).deliver(NOTICE)
    assert not isinstance(failed.value, RefusedDelivery)
    assert failed.value.reason == f"status {status}"
    assert len(receiver.headers) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 451])
def test_what_stays_until_somebody_acts_is_a_refusal(receiver: Receiver, status: int) -> None:
    receiver.answers.append(Answer(status))
    with pytest.raises(RefusedDelivery) as refused:
        connector(receiver).deliver(NOTICE)
    assert refused.value.reason == f"status {status}"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("120", 120),
        ("999999", LONGEST_RETRY_AFTER_S),
        ("9" * 5000, LONGEST_RETRY_AFTER_S),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_what_a_receiver_asks_for_is_bounded(
    receiver: Receiver, said: str, understood: int | None
) -> None:
    receiver.answers.append(Answer(503, {"retry-after": said}))
    with pytest.raises(DeliveryError) as failed:
        connector(receiver).deliver(NOTICE)
    assert failed.value.retry_after_s == understood


def test_a_receivers_words_are_cut_and_stay_out_of_the_ledger(receiver: Receiver) -> None:
    receiver.answers.append(Answer(500, body="帐号小明不存在\n".encode() * 100_000))
    with pytest.raises(DeliveryError) as failed:
        connector(receiver).deliver(NOTICE)
    assert "帐号小明不存在" in failed.value.found
    assert len(failed.value.found) < SHOWN_CHARACTERS * 3
    assert "\n" not in failed.value.found
    assert failed.value.reason == "status 500"


def test_an_answer_that_hangs_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.answers.append(Answer(hang_s=30))
    started = time.monotonic()
    with pytest.raises(DeliveryError) as failed:
        connector(receiver, timeout_s=1).deliver(NOTICE)
    assert failed.value.reason == "no answer in time"
    assert time.monotonic() - started < 3


@pytest.mark.slow
def test_an_answer_that_drips_without_end_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.answers.append(Answer(drip=True))
    started = time.monotonic()
    with pytest.raises(DeliveryError):
        connector(receiver, timeout_s=1).deliver(NOTICE)
    assert time.monotonic() - started < 3


def test_a_cut_connection_is_an_error_and_the_message_is_not_doubled(receiver: Receiver) -> None:
    receiver.answers.append(Answer(cut=True))
    with pytest.raises(DeliveryError):
        connector(receiver).deliver(START)
    connector(receiver).deliver(START)
    assert (receiver.requests, len(receiver.messages)) == (2, 1)


def test_nobody_there_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(DeliveryError) as failed:
            WebhookConnector(url, [KEY], now_s).deliver(NOTICE)
    assert failed.value.reason == "connection refused"


def test_a_proxy_of_the_environment_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert connector(receiver).deliver(NOTICE).words == "status 204"


def test_a_message_that_is_too_long_is_not_sent(receiver: Receiver) -> None:
    with pytest.raises(RefusedDelivery, match="too long"):
        connector(receiver).deliver(replace(NOTICE, notices=(NoticeWords("zh", "长" * 22_000),)))
    assert not receiver.headers


@pytest.mark.parametrize(
    "url",
    [
        "https://platform.example/hooks/clearwater?from=main",
        "https://platform.example:8443",
        "http://127.0.0.1:8080/hooks",
        "http://127.9.9.9/",
        "http://[::1]:8080/",
        "http://localhost:8080/",
    ],
)
def test_addresses_that_may_be_used(url: str) -> None:
    assert checked_address(url).hostname


@pytest.mark.parametrize(
    "url",
    [
        "http://platform.example/hooks",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://localhost.example/",
        "ftp://platform.example/",
        "file:///etc/passwd",
        "platform.example/hooks",
        "https://",
        "https://user:secret@platform.example/",
        "https://platform.example/#part",
        "https://platform.example:port/",
        "https://[::1/",
        "https://platform.example/a b",
        "https://platform.example/a\r\nx: y",
        "https://平台.example/",
        "",
    ],
)
def test_addresses_that_may_not_be_used(url: str) -> None:
    with pytest.raises(ParameterError) as refused:
        checked_address(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("timeout_s", [0, -1, 61])
def test_a_time_out_out_of_range_is_refused(timeout_s: int) -> None:
    with pytest.raises(ParameterError, match="time-out"):
        WebhookConnector("http://localhost/", [KEY], now_s, timeout_s=timeout_s)


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return certificate and key of 127.0.0.1, signed by itself, as files."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, SHA256())
    )
    files = (folder / "receiver.pem", folder / "receiver.key")
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_https_needs_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    crt, key = certificate(tmp_path)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(crt, key)
    trusting = ssl.create_default_context(cafile=str(crt))
    with receiving((public_key_text(KEY),), context=server) as receiver:
        with pytest.raises(DeliveryError) as failed:
            connector(receiver).deliver(NOTICE)
        assert failed.value.reason == "no secure connection"
        assert not receiver.headers
        sure = WebhookConnector(receiver.url, [KEY], now_s, context=trusting)
        assert sure.deliver(NOTICE).words == "status 204"
        assert set(receiver.messages) == {NOTICE.message}
