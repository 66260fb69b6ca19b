"""The page of a large group: how soon it is there, and whether it stays smooth while it is moved.

A made-up group (`bench.console_group_world`) is frozen into a case of a real store, a real server
of its own process shows it, and a real Chromium opens it. From the navigation to everything drawn:
timelines of all dots on both sides, lags, pairs, places, recount, accounts, and the rail. The first
opening is after the server was started, the others find what it computed then; both are told.
Browser, server and whatever else runs share the machine's processors.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, Page
from tests.helpers.browser import DESK, chromium

from bench.console_group_world import FINDING, Size, write_world
from bench.served import let_in, served
from bench.tasks import OUT
from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs, frozen_finding
from clearwater.app.case.opening import open_for_finding
from clearwater.cases.records.case import Case
from clearwater.cases.records.people import Role
from clearwater.cases.store.opening import open_store
from clearwater.cases.workflow.rights import Verb
from clearwater.web.boundary import SESSION_COOKIE

FULL = Size(accounts=5_000, events=200_000, pairs=400_000)
QUICK = Size(accounts=500, events=20_000, pairs=20_000)
OPENINGS = 7
PANNING_S = 5.0
TARGET_MS = 1_500
TARGET_FRAMES = 60
_DRAWN = "() => 'drawn' in document.documentElement.dataset"
_OPENED = """() => {
  const entries = performance.getEntriesByType('resource');
  const page = performance.getEntriesByType('navigation')[0];
  const own = [page, ...entries.filter((one) => one.name.includes('/cases/'))];
  return {
    drawn: Number(document.documentElement.dataset.drawn),
    page: page.responseEnd,
    bytes: own.reduce((sum, one) => sum + one.transferSize, 0),
    decoded: own.reduce((sum, one) => sum + one.decodedBodySize, 0),
    files: entries.reduce((sum, one) => sum + one.transferSize, 0),
    dots: document.querySelectorAll('figure.raster canvas.dots').length,
  };
}"""
_FRAMES = """(seconds) => new Promise((resolve) => {
  const plot = document.querySelector('.plot');
  const times = [];
  const began = performance.now();
  let way = 1;
  const step = (now) => {
    times.push(now);
    if (now - began > seconds * 1000) return resolve(times);
    if (times.length % 60 === 0) way = -way;
    const key = way > 0 ? 'ArrowRight' : 'ArrowLeft';
    plot.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    return requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


@dataclass(frozen=True)
class Place:
    """A store with one case, and somebody who is logged in there."""

    url: str
    files: Path
    case: str
    session: str


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return how long opening takes, frames a second, and what the server needed."""
    del workers  # one browser: what is asked for is what one person waits
    size = QUICK if quick else FULL
    folder = OUT / "console_group"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    place = _prepared(folder, size)
    prepared_s = time.perf_counter() - began
    log = folder / "server.log"
    with served(place.url, place.files, log) as server, chromium() as browser:
        opened = [_opened(browser, place, server.address) for _ in range(OPENINGS)]
        frames = _panned(browser, place, server.address)
    times = [one["drawn"] for one in opened]
    p50, p95 = np.percentile(times, (50, 95))
    return {
        "target": f"opens in at most {TARGET_MS} ms, {TARGET_FRAMES} frames a second while panning",
        "accounts": size.accounts,
        "events": size.events,
        "control_events": size.events,
        "prepared_s": round(prepared_s, 1),
        "open_ms_p50": round(float(p50)),
        "open_ms_p95": round(float(p95)),
        "open_ms_first": round(times[0]),
        "open_ms_each": [round(one) for one in times],
        "page_ms_p50": round(float(np.percentile([one["page"] for one in opened], 50))),
        "bytes": opened[-1]["bytes"],
        "bytes_unpacked": opened[-1]["decoded"],
        **frames,
        "server_ms": _server_ms(log),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _prepared(folder: Path, size: Size) -> Place:
    runs = folder / "runs" / "main"
    runs.mkdir(parents=True)
    made = write_world(folder / "log", size)
    shutil.copytree(made, runs / "large")
    files, url = folder / "files", str(folder / "cases.db")
    store = open_store(url, files, create=True, users="listed", user="root")
    try:
        session = let_in(store, ["li.wei"], Role)["li.wei"]
        desk = Desk(store, "li.wei", "main", lambda: time.time_ns() // 1_000, open_to_all=False)
        known = Runs.of(folder / "runs", "main", lambda: REAL_PARTS, store.blobs)
        frozen = frozen_finding(desk, known, "large", FINDING, Verb.OPEN)
        file = open_for_finding(desk, frozen.found, lambda: frozen.frozen)
    finally:
        store.close()
    return Place(url, files, file.all(Case)[0].case, session)


def _page(browser: Browser, place: Place, address: str) -> Page:
    context = browser.new_context(viewport=DESK)
    context.add_cookies([{"name": SESSION_COOKIE, "value": place.session, "url": address}])
    return context.new_page()


def _opened(browser: Browser, place: Place, address: str) -> dict[str, Any]:
    page = _page(browser, place, address)
    # Scripts and styles are there from the page before, as they are for everybody who works.
    page.goto(f"{address}/preferences")
    page.wait_for_selector("html[data-ready]")
    page.goto(f"{address}/cases/{place.case}")
    page.wait_for_function(_DRAWN)
    found: dict[str, Any] = page.evaluate(_OPENED)
    assert urlsplit(page.url).path == f"/cases/{place.case}"
    assert found["dots"] == 2
    page.context.close()
    return found


def _panned(browser: Browser, place: Place, address: str) -> dict[str, Any]:
    page = _page(browser, place, address)
    page.goto(f"{address}/cases/{place.case}")
    page.wait_for_function(_DRAWN)
    page.wait_for_timeout(1_000)
    said: dict[str, Any] = {}
    for name, presses in (("whole", 0), ("zoomed", 2)):
        for _ in range(presses):
            page.locator("[data-view=in]").click()
        times = np.array(page.evaluate(_FRAMES, PANNING_S))
        gaps = np.diff(times)
        said[f"frames_a_second_{name}"] = round(1_000 * gaps.size / float(gaps.sum()), 1)
        said[f"slowest_frame_ms_{name}"] = round(float(np.percentile(gaps, 99)), 1)
    page.context.close()
    return said


def _server_ms(log: Path) -> dict[str, dict[str, float]]:
    """Return route -> how long the first answer took and the median of the others."""
    by_route: dict[str, list[float]] = {}
    for line in log.read_text().splitlines():
        found = re.search(r'"route": "([^"]+)".*"ms": ([\d.]+)', line)
        if found is not None and found[1].startswith("/cases/"):
            by_route.setdefault(found[1], []).append(float(found[2]))
    return {
        route: {"first": times[0], "p50": round(float(np.median(times)), 1), "asked": len(times)}
        for route, times in by_route.items()
    }
