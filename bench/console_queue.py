"""The queue of 100,000 cases in a browser: from the navigation to the page drawn.

The cases are those of `bench.case_queue`, with severities, origins and due times spread over them,
in a SQLite store behind a real server of its own process; a real Chromium opens parts of the queue.
Scripts and styles are there from the page before, as they are for everybody who works. A page is
drawn when its second frame after its scripts ran begins (its first paint, with all rows, is told
beside it). Browser, server and whatever else runs
share the machine's processors.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from typing import Any

import numpy as np
from playwright.sync_api import Browser
from tests.helpers.browser import DESK, chromium
from tests.helpers.stores import START_US, opening_of

from bench.case_queue import A_UNIT, CASES, a_queued_case
from bench.served import let_in, served
from bench.tasks import OUT
from clearwater.cases.records.case import Case
from clearwater.cases.records.people import Role
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.web.boundary import SESSION_COOKIE

TARGET_MS = 300
OPENINGS = 15
PARTS = {
    "all open": "/queue",
    "in review": "/queue?state=in+review",
    "severity 5": "/queue?severity=5",
    "severity 5 of partners": "/queue?severity=5&origin=partner",
    "overdue": "/queue?overdue=true",
    "of one person": "/queue?assignee=%E7%94%A8%E6%88%B73",
    "closed": "/queue?state=closed",
    "closed, severity 5 of partners": "/queue?state=closed&severity=5&origin=partner",
}
_DRAWN = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
  resolve({drawn: performance.now(),
           paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
           page: performance.getEntriesByType('navigation')[0].responseEnd,
           bytes: performance.getEntriesByType('navigation')[0].decodedBodySize}))))"""


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return p50 and p95 of each part in milliseconds, and what the server needed of it."""
    del workers  # one browser: what is asked for is what one person waits
    cases = 5_000 if quick else CASES
    folder = OUT / "console_queue"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = open_store(
        str(folder / "cases.db"), folder / "files", create=True, users="listed", user="root"
    )
    _fill(store, cases)
    session = let_in(store, ["li.wei"], Role)["li.wei"]
    store.close()
    url, files, log = str(folder / "cases.db"), folder / "files", folder / "server.log"
    with served(url, files, log) as server, chromium() as browser:
        rows = [
            {"part": name, **_opened(browser, session, server.address, path)}
            for name, path in PARTS.items()
        ]
    return {
        "target": f"the queue is drawn within {TARGET_MS} ms of the navigation",
        "cases": cases,
        "openings_each": OPENINGS,
        "slowest_p95_ms": max(row["p95_ms"] for row in rows),
        "parts": rows,
        "load_average": round(os.getloadavg()[0], 1),
    }


def _fill(store: SqlStore, cases: int) -> None:
    for start in range(0, cases, A_UNIT):
        steps = [opening_of(_case(number, cases)) for number in range(start, start + A_UNIT)]
        with store.writing("main") as unit:
            unit.save(steps, "王芳", START_US)


def _case(number: int, cases: int) -> Case:
    scattered = number * 2_654_435_761 % 2**32
    return replace(
        a_queued_case(number, cases),
        # Few are grave, and few come from partners: what is rare has to be looked for.
        severity=5 if scattered % 97 == 0 else 1 + scattered // 11 % 4,
        origin="partner" if scattered // 13 % 53 == 0 else "finding",
        due_us=time.time_ns() // 1_000 + (scattered // 17 % 20 - 1) * 86_400_000_000,
        opened_us=START_US + number * 1_000_000 + 10**12,
    )


def _opened(browser: Browser, session: str, address: str, path: str) -> dict[str, Any]:
    context = browser.new_context(viewport=DESK)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/queue?state=open")
    page.wait_for_selector("html[data-ready]")
    found = []
    for _ in range(OPENINGS):
        page.goto(address + path)
        page.wait_for_selector("html[data-ready]", state="attached")
        found.append(page.evaluate(_DRAWN))
    rows = page.locator("[data-row]").count()
    context.close()
    p50, p95 = np.percentile([one["drawn"] for one in found], (50, 95))
    return {
        "p50_ms": round(float(p50)),
        "p95_ms": round(float(p95)),
        "paint_p50_ms": round(float(np.nanpercentile([one["paint"] for one in found], 50))),
        "page_p50_ms": round(float(np.percentile([one["page"] for one in found], 50))),
        "rows": rows,
        "bytes": found[-1]["bytes"],
    }
