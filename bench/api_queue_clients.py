"""Fifty analysts who look at the queue again and again; a process of its own.

``python -m bench.api_queue_clients HOST PORT SECONDS EVERY THINK COOKIES`` reads one session a line
from the file and prints JSON: latencies in milliseconds, errors. Plain sockets: a client library
would take more of the machine than the server that is measured.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

SEED = 7
WARM_S = 3.0
"""Not counted: connections are made, statements prepared."""
PATHS = (
    "/api/v1/cases",
    "/api/v1/cases?state=open&state=in+review&state=proposed",
    "/api/v1/cases?assignee={analyst}",
    "/api/v1/cases?cursor={next}",
)


@dataclass(frozen=True)
class Pace:
    """How often an analyst asks."""

    every_s: float
    """At least so long after they asked last."""
    think_s: float
    """So long after they were answered, half of it or half as much again by chance."""

    async def wait(self, began: float, draw: random.Random) -> None:
        """Wait after an answer to what was asked at `began`."""
        think_s = self.think_s * draw.uniform(0.5, 1.5)
        await asyncio.sleep(max(began + self.every_s - time.perf_counter(), think_s, 0.0))


@dataclass
class Analyst:
    """One session, one connection."""

    name: str
    cookie: str
    next: str = ""
    times_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def work(
        self, address: tuple[str, int], pace: Pace, from_s: float, until_s: float
    ) -> None:
        host, port = address
        draw = random.Random(f"{SEED} {self.name}")  # noqa: S311 - a load, no secret
        await pace.wait(time.perf_counter() - pace.every_s, draw)
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
            await pace.wait(began, draw)
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


async def main(address: tuple[str, int], seconds: float, pace: Pace, sessions: Path) -> None:
    lines = [line.split() for line in sessions.read_text().splitlines()]
    analysts = [Analyst(name, cookie) for name, cookie in lines]
    from_s = time.perf_counter() + WARM_S
    until_s = from_s + seconds
    await asyncio.gather(*(one.work(address, pace, from_s, until_s) for one in analysts))
    times = [round(took, 2) for one in analysts for took in one.times_ms]
    errors = [error for one in analysts for error in one.errors]
    print(json.dumps({"times_ms": times, "errors": len(errors), "first": errors[:3]}))


if __name__ == "__main__":
    host, port, seconds, every_s, think_s, sessions = sys.argv[1:]
    asked_pace = Pace(float(every_s), float(think_s))
    asyncio.run(main((host, int(port)), float(seconds), asked_pace, Path(sessions)))
