"""Fifty analysts who look at the queue as fast as they are answered; a process of its own.

``python -m bench.api_queue_clients HOST PORT SECONDS COOKIES`` reads one session a line from the
file and prints JSON: latencies in milliseconds, errors. Plain sockets: a client library would take
more of the machine than the server that is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

WARM_S = 3.0
"""Not counted: connections are made, statements prepared."""
PATHS = (
    "/api/v1/cases",
    "/api/v1/cases?state=open&state=in+review&state=proposed",
    "/api/v1/cases?assignee={analyst}",
    "/api/v1/cases?cursor={next}",
)


@dataclass
class Analyst:
    """One session, one connection."""

    name: str
    cookie: str
    next: str = ""
    times_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def work(self, host: str, port: int, from_s: float, until_s: float) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        asked = 0
        while time.perf_counter() < until_s:
            path = PATHS[asked % len(PATHS)].format(analyst=self.name, next=quote(self.next) or "x")
            asked += 1
            if path.endswith("cursor=x"):
                continue
            began = time.perf_counter()
            status, body = await self._ask(reader, writer, host, path)
            took_ms = (time.perf_counter() - began) * 1_000
            if status != 200:
                self.errors.append(f"{status} {path.partition('?')[0]} {body[:200]!r}")
            elif began >= from_s:
                self.times_ms.append(took_ms)
            if status == 200 and path == PATHS[0]:
                self.next = json.loads(body)["next"] or ""
        writer.close()

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        host: str,
        path: str,
    ) -> tuple[int, bytes]:
        cookie = f"clearwater_session={self.cookie}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)


async def main(host: str, port: int, seconds: float, sessions: Path) -> None:
    lines = [line.split() for line in sessions.read_text().splitlines()]
    analysts = [Analyst(name, cookie) for name, cookie in lines]
    from_s = time.perf_counter() + WARM_S
    until_s = from_s + seconds
    await asyncio.gather(*(one.work(host, port, from_s, until_s) for one in analysts))
    times = [round(took, 2) for one in analysts for took in one.times_ms]
    errors = [error for one in analysts for error in one.errors]
    print(json.dumps({"times_ms": times, "errors": len(errors), "first": errors[:3]}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])))
