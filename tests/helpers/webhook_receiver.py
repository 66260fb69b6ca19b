"""A receiver of webhooks on this machine, as one should be written: it checks, and remembers ids.

It can be told to misbehave, one answer after the other; once they are used up it behaves.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from clearwater.cases.delivery.verify_webhook import NotGenuine, verify_webhook


@dataclass
class Answer:
    """How one request is answered instead of as it should be."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    takes_it: bool = True
    """Whether the message counts as received all the same (the answer alone is lost)."""
    hang_s: float = 0.0
    """Sleeps before it answers."""
    drip: bool = False
    """Sends its answer byte by byte, slowly, without end."""
    cut: bool = False
    """Closes the connection without an answer."""


@dataclass
class Receiver:
    """What came in."""

    trusted: tuple[str, ...]
    url: str = ""
    requests: int = 0
    """Genuine ones, the same message again included."""
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Message id -> what it said: each message once."""
    conflicts: list[str] = field(default_factory=list)
    """Ids that came again and said something else."""
    forged: list[str] = field(default_factory=list)
    """Why requests were not genuine."""
    cut_short: int = 0
    """Requests of which not everything came."""
    in_force: set[str] = field(default_factory=set)
    """Measures that were started and not ended."""
    ended: set[str] = field(default_factory=set)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """What to answer next, first first."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Take a request and return a status; acts on each message once."""
        with self.lock:
            try:
                message = verify_webhook(
                    headers, body, trusted=self.trusted, now_s=int(time.time())
                )
            except NotGenuine as error:
                self.forged.append(str(error))
                return 401
            self.requests += 1
            said = json.loads(body)
            if message in self.messages:
                if self.messages[message] != said:
                    self.conflicts.append(message)
                return 204
            self.messages[message] = said
            self._act(said)
            return 204

    def _act(self, said: dict[str, Any]) -> None:
        measure = said["data"]["measure"]
        if said["type"] == "measure.end":
            self.in_force.discard(measure)
            self.ended.add(measure)
        # A start that comes after its end is ignored: networks reorder.
        if said["type"] == "measure.start" and measure not in self.ended:
            self.in_force.add(measure)


@contextmanager
def receiving(
    trusted: tuple[str, ...], *, context: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """Yield a receiver that listens on a free port until the block is left."""
    receiver = Receiver(trusted)
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            expected = int(self.headers["content-length"])
            body = self.rfile.read(expected)
            if len(body) < expected:
                # The sender was killed between headers and body: nobody has said anything false.
                with receiver.lock:
                    receiver.cut_short += 1
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            with receiver.lock:
                receiver.headers.append(headers)
                answer = receiver.answers.pop(0) if receiver.answers else None
            status = receiver.take(headers, body) if answer is None or answer.takes_it else 0
            if answer is None:
                self.send_response(status)
                self.end_headers()
            else:
                _answer(self, answer, stop)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # A connection that is cut on purpose is no news.
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if context is None else "https"
    receiver.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/clearwater"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, answer: Answer, stop: threading.Event) -> None:
    if answer.cut:
        handler.close_connection = True
        return
    stop.wait(answer.hang_s)
    if answer.drip:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not stop.wait(0.05):
            handler.wfile.write(b"x-slow: 1\r\n")
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(answer.body)
