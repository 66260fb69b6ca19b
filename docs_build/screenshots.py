"""``make screenshots``: every page of the console on the demo world, as pictures to be looked at.

Each page in both languages, light and dark, at a desk and on a phone goes to ``/pictures/``, which
git ignores, with a contact sheet of all. The few that README and docs show (`SHOWN`) are written to
``docs/pictures/console/`` besides, with few colours, so that each stays small.

The demo's story ends at a fixed time and its names are drawn from a fixed seed: the same pictures
come out as long as the pages are the same.
"""

from __future__ import annotations

import io
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.demo import demo
from clearwater.app.demo_store import HERE, YOU, DemoStore, fill
from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate
from clearwater.app.scan_request import Method
from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow.commands_identity import Session
from clearwater.units import Share
from clearwater.web.application import create_app
from clearwater.web.boundary import SESSION_COOKIE
from clearwater.web.console.preferences import COOKIE
from clearwater.web.console.routers import CONSOLE
from clearwater.web.settings import ServerSettings
from docs_build.screenshots_world import named

ROOT: Final = Path(__file__).parents[1]
EVERY, SHOWN_AT = ROOT / "pictures", ROOT / "docs/pictures/console"
SIZES: Final[Mapping[str, ViewportSize]] = {
    "desk": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
SHOWN: Final = frozenset(
    f"{page}.{language}.light.desk"
    for page in ("cases-case", "queue", "week-named", "runs-run", "runs-run-investigate")
    for language in ("en", "zh")
)
"""Pictures that README and docs show."""
MOST_BYTES: Final = 150_000
TALLEST: Final = 4_000
"""Pixels of a page that are photographed; a list may be longer."""
ENDS_US: Final = 1_772_707_200_000_000
"""2026-03-05 10:40 UTC: when the demo's story ends."""
PATIENCE_MS: Final = 120_000
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
STRANGERS: Final = ("/sign-in", "/set-up", "/public")
NOT_PAGES: Final = ("/static", "/preferences/keep", "{part}", "/figures", "{ticket}", "{form}")
QUERIES: Final[Mapping[str, str]] = {"/runs/{run}/compared": "?to={run}"}


@dataclass(frozen=True)
class Shop:
    """A demo that is served, and somebody's way in."""

    url: str
    session: str
    named: Mapping[str, str]
    """Parameter of an address -> one that exists."""


def main() -> int:
    """Photograph everything, and say where it lies."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        _say("no Chromium on this machine: no picture was made. Install Debian's `chromium`.")
        return 3
    shutil.rmtree(EVERY, ignore_errors=True)
    EVERY.mkdir()
    with (
        tempfile.TemporaryDirectory() as folder,
        _shop(Path(folder)) as shop,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        made = [*_photographs(browser, shop)]
        _contact_sheets(browser)
        browser.close()
    _say(f"{len(made)} pictures: {EVERY}, and those that are shown: {SHOWN_AT}")
    return 0


@contextmanager
def _shop(folder: Path) -> Iterator[Shop]:
    made_at = folder / "demo"
    demo(REAL_PARTS, made_at, Method((60.0,), Share(0.05), seed=0))
    made = fill(REAL_PARTS, made_at, seed="pictures", now_us=ENDS_US)
    app = create_app(_settings(made))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    host, port = listening.getsockname()
    store = app.state.served.store
    try:
        yield Shop(f"http://{host}:{port}", _session(store), named(store, made.runs, ENDS_US))
    finally:
        server.should_exit = True
        thread.join(30)


def _settings(made: DemoStore) -> ServerSettings:
    began_s = time.monotonic()

    def clock_us() -> int:
        return ENDS_US + int((time.monotonic() - began_s) * 1e6)

    return ServerSettings(
        store=str(made.store), files=made.files, organisations=(HERE,), runs=made.runs,
        logs=made.logs, load_parts=lambda: REAL_PARTS, clock_us=clock_us, log=io.StringIO(),
    )  # fmt: skip


def _session(store: Any) -> str:
    with store.reading(HERE) as unit:
        row = unit.get(Credential, HERE, YOU)
    generation = 1 if row is None else row.generation
    session = Session(HERE, YOU, generation, ENDS_US, ENDS_US, ENDS_US, second_factor=True)
    return cookies.written(Gate(store, lambda: ENDS_US), session)


def _photographs(browser: Browser, shop: Shop) -> Iterator[Path]:
    for router in CONSOLE:
        for route in router.routes:
            path: str = getattr(route, "path", "")
            if path == "/" or any(one in path for one in NOT_PAGES):
                continue
            yield from _of_page(browser, shop, path, _address(path, shop))


def _address(path: str, shop: Shop) -> str:
    """Return the address of a page, with its parameters."""
    address = path.replace("/public/{body}/{name}", "/public/{body}/{published}")
    for name, said in shop.named.items():
        address = address.replace(name, said)
    if "{" in address:
        raise SystemExit(f"nothing is there for {path}: add it to docs_build/screenshots_world.py")
    return address + QUERIES.get(path, "").format(run=shop.named["{run}"])


def _of_page(browser: Browser, shop: Shop, path: str, address: str) -> Iterator[Path]:
    called = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
    for size, viewport in SIZES.items():
        for language, theme in (("en", "light"), ("zh", "light"), ("en", "dark"), ("zh", "dark")):
            context = browser.new_context(viewport=viewport, reduced_motion="reduce")
            said = {COOKIE: urlencode({"language": language, "theme": theme, "motion": "still"})}
            if not path.startswith(STRANGERS):
                said[SESSION_COOKIE] = shop.session
            context.add_cookies(
                [{"name": one, "value": text, "url": shop.url} for one, text in said.items()]
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            answer = page.goto(shop.url + address, wait_until="commit")
            if answer is None or not answer.ok:
                raise SystemExit(f"{address}: answered with {answer and answer.status}")
            page.wait_for_load_state("networkidle")
            name = f"{called}.{language}.{theme}.{size}"
            yield _taken(page, name, viewport)
            context.close()


def _taken(page: Page, name: str, viewport: ViewportSize) -> Path:
    place = EVERY / f"{name}.png"
    height = min(TALLEST, page.evaluate("() => document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": viewport["width"], "height": max(height, viewport["height"])})
    page.wait_for_timeout(300)
    page.screenshot(path=place)
    if name in SHOWN:
        SHOWN_AT.mkdir(parents=True, exist_ok=True)
        _small(place, SHOWN_AT / f"{name.removesuffix('.light.desk')}.png")
    return place


def _small(source: Path, place: Path) -> None:
    """Write a picture with as many colours and as much of its length as the bytes allow.

    Raises
    ------
    SystemExit
        If it is too large even so.
    """
    with Image.open(source) as whole:
        for height, colours in ((1_300, 128), (1_100, 64), (900, 48), (760, 32)):
            part = whole.crop((0, 0, whole.width, min(whole.height, height)))
            few = part.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
            few.save(place, optimize=True)
            if place.stat().st_size < MOST_BYTES:
                return
    raise SystemExit(f"{place.name} is larger than {MOST_BYTES} bytes")


def _contact_sheets(browser: Browser) -> None:
    """Write one picture a size, theme and language that shows all pages beside each other."""
    for kind in sorted({one.name.split(".", 1)[1] for one in EVERY.glob("*.png")}):
        tiles = [one for one in sorted(EVERY.glob(f"*.{kind}")) if not one.name.startswith("all.")]
        each = "".join(
            f"<figure><figcaption>{one.name.split('.')[0]}</figcaption>"
            f"<div><img src='{one.resolve().as_uri()}'></div></figure>"
            for one in tiles
        )
        sheet = EVERY / f"all.{kind}.html"
        style = "body{margin:8px;display:flex;flex-wrap:wrap;gap:8px;font:12px sans-serif}"
        style += "figure{margin:0}div{width:340px;height:420px;overflow:hidden}img{width:100%}"
        sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{each}")
        page = browser.new_page(viewport={"width": 1760, "height": 1000})
        page.goto(sheet.resolve().as_uri())
        page.screenshot(path=EVERY / f"all.{kind}", full_page=True)
        page.close()
        sheet.unlink()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
