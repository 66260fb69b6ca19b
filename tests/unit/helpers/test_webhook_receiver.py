"""The receiver of webhooks that scenarios use: what it holds against a sender, and what not."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from tests.helpers.webhook_receiver import Receiver, receiving


def send(receiver: Receiver, body: bytes, length: int) -> None:
    """Send so many bytes of a request that promises `length`, and end, as a killed process does."""
    where = urlsplit(receiver.url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port)
    connection.putrequest("POST", where.path)
    connection.putheader("content-length", str(length))
    connection.endheaders()
    connection.send(body)
    connection.close()


def wait_for(receiver: Receiver, requests: int) -> None:
    over = time.monotonic() + 10
    while len(receiver.headers) + receiver.cut_short < requests and time.monotonic() < over:
        time.sleep(0.01)


def test_a_request_that_was_cut_short_is_no_forgery_and_a_whole_one_may_be() -> None:
    """Headers and body are two system calls, and a clock can kill between them."""
    with receiving(()) as receiver:
        send(receiver, b"", 20)
        send(receiver, b'{"type": "mea', 20)
        wait_for(receiver, 2)
        assert (receiver.cut_short, receiver.forged, receiver.requests) == (2, [], 0)

        send(receiver, b'{"type": "measure"} ', 20)
        wait_for(receiver, 3)
    assert len(receiver.forged) == 1
