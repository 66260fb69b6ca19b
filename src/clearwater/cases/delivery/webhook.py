"""A connector that sends messages by HTTPS, as Standard Webhooks, to one address.

`http.client` and not `urllib.request`: the latter follows redirects and takes proxies out of the
environment unless it is told not to, and bounds each read but never the whole. What the receiver
answers is read up to a limit and shown to the operator, cut; it decides nothing but its status.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

from clearwater.cases.delivery.base import DeliveryError, Outgoing, Receipt, RefusedDelivery
from clearwater.cases.delivery.signing import signed_headers
from clearwater.cases.ledger.keys import SigningKey
from clearwater.errors import ParameterError

MOST_BYTES = 65_536
"""The longest body that is sent."""
SHOWN_CHARACTERS = 200
"""How much of an answer is shown."""
LONGEST_RETRY_AFTER_S = 86_400
"""A receiver cannot put off a message for longer."""
_RETRIED = frozenset({408, 409, 425, 429})
"""Refusals that pass by themselves; every other 4xx stays until somebody changes something."""


class WebhookConnector:
    """Sends each message as one POST to `url`.

    Parameters
    ----------
    url
        ``https://...``; ``http`` only to this machine.
    keys
        What signs, newest first; more than one while a key is replaced.
    clock_s
        Seconds since 1970, UTC: the real time even in a rehearsal, as a receiver compares it with
        its own.
    timeout_s
        For a whole delivery, 1..60. Standard Webhooks recommends 15 to 30.
    context
        What checks the receiver's certificate; the system's authorities by default.

    Raises
    ------
    ParameterError
        If the address or the time-out is none that can be used.
    """

    def __init__(
        self,
        url: str,
        keys: Sequence[SigningKey],
        clock_s: Callable[[], int],
        *,
        timeout_s: int = 20,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._where = checked_address(url)
        if not 1 <= timeout_s <= 60:
            raise ParameterError(
                "the time-out of a webhook is out of range",
                expected="1 to 60 seconds",
                found=str(timeout_s),
            )
        self._keys = tuple(keys)
        self._clock_s = clock_s
        self._timeout_s = timeout_s
        self._context = context

    @property
    def patience_s(self) -> int:
        """Twice the time-out: looking up the host's name is bounded by the system, not by us."""
        return 2 * self._timeout_s

    def deliver(self, message: Outgoing) -> Receipt:
        """Send the message; a status from 200 to 299 is a receipt.

        Raises
        ------
        DeliveryError
            If no answer came in time, or one that may change: 408, 409, 425, 429, 3xx, 5xx.
        RefusedDelivery
            If the receiver refuses it (any other 4xx), or it is longer than a receiver takes.
        """
        body = message.payload()
        if len(body) > MOST_BYTES:
            raise RefusedDelivery(
                "message too long",
                what="the message is too long for a webhook",
                where=message.message,
                expected=f"at most {MOST_BYTES} bytes",
                found=str(len(body)),
            )
        headers = signed_headers(message.message, self._clock_s(), body, self._keys)
        status, retry_after, words = self._exchange(
            body,
            {**headers, "content-type": "application/json", "user-agent": "clearwater"},
        )
        if 200 <= status < 300:
            return Receipt(f"status {status}")
        raise _unwelcome(self._where.netloc, status, retry_after, words)

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, str | None, bytes]:
        """Send and return status, Retry-After and the first bytes of the answer."""
        connection = self._connection()
        path = (self._where.path or "/") + (f"?{self._where.query}" if self._where.query else "")
        late = threading.Event()
        try:
            with _until(self._timeout_s, connection, late):
                connection.connect()
                if late.is_set():  # connecting took all of it, and there was nothing to cut
                    raise TimeoutError
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                first = answer.read(SHOWN_CHARACTERS * 4)
                if late.is_set():  # what was cut in the middle of its headers reads as a whole
                    raise TimeoutError
        except (OSError, http.client.HTTPException) as error:
            reason = "no answer in time" if late.is_set() else _reason(error)
            raise DeliveryError(
                reason,
                what="the receiver cannot be reached",
                where=self._where.netloc,
                found=f"{reason} ({type(error).__name__})",
            ) from error
        finally:
            connection.close()
        return answer.status, answer.headers.get("retry-after"), first

    def _connection(self) -> http.client.HTTPConnection:
        host = self._where.hostname or ""
        if self._where.scheme == "https":
            context = self._context or ssl.create_default_context()
            return http.client.HTTPSConnection(
                host, self._where.port, timeout=self._timeout_s, context=context
            )
        return http.client.HTTPConnection(host, self._where.port, timeout=self._timeout_s)


def checked_address(url: str) -> SplitResult:
    """Return the parts of an address that messages may be sent to.

    Raises
    ------
    ParameterError
        If it is not HTTPS (HTTP to another machine shows everyone what is sent), names a user, or
        cannot be read.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a port that is no number is found by asking for it
    except ValueError as error:
        raise _no_address(url, str(error)) from error
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise _no_address(url, "no https address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ParameterError(
            "the webhook's address holds more than an address",
            expected="no user, password or fragment",
            next_step="Messages are signed; a receiver needs no password of ours.",
        )
    if not url.isascii() or any(sign <= " " for sign in url):
        raise _no_address(url, "signs that no address has")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise _no_address(url, "http to another machine")
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no_address(url: str, found: str) -> ParameterError:
    return ParameterError(
        "messages cannot be sent to this address",
        where=repr(url[:200]),
        expected="https://host/path, or http:// to this machine",
        found=found,
    )


@contextmanager
def _until(
    timeout_s: int, connection: http.client.HTTPConnection, late: threading.Event
) -> Iterator[None]:
    """Cut the connection when the time is over; the time-out of a socket bounds one read only."""

    def cut() -> None:
        late.set()
        if connection.sock is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which would also take the reader's keys away.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(timeout_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _reason(error: Exception) -> str:
    """Return a word for the ledger; what an exception says can hold what a receiver said."""
    match error:
        case TimeoutError():
            return "no answer in time"
        case ssl.SSLError():
            return "no secure connection"
        case ConnectionRefusedError():
            return "connection refused"
        case socket.gaierror():
            return "host not found"
        case http.client.HTTPException():
            return "not an answer"
    return "connection broken"


def _unwelcome(host: str, status: int, retry_after: str | None, words: bytes) -> DeliveryError:
    shown = words.decode("utf-8", "replace")[:SHOWN_CHARACTERS]
    found = f"status {status}, saying {shown!r}" if shown else f"status {status}"
    kind = RefusedDelivery if 400 <= status < 500 and status not in _RETRIED else DeliveryError
    asked = retry_after if retry_after and retry_after.isascii() and retry_after.isdigit() else ""
    # A number of a thousand digits is no number of seconds, and int() would refuse it.
    wait_s = min(int(asked[:9]), LONGEST_RETRY_AFTER_S) if asked else None
    return kind(
        f"status {status}",
        retry_after_s=wait_s,
        what="the receiver did not take the message",
        where=host,
        expected="a status from 200 to 299",
        found=found,
    )
