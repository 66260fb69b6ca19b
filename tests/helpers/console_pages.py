"""Every page of the console, found in its routers, and what holds of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from playwright.sync_api import Page

from clearwater.web.console.routers import CONSOLE
from tests.helpers.console_world import AGAIN, World
from tests.helpers.hostile_texts import HIDDEN, SENTINEL

NOT_PAGES: Final = {
    "/static/{digest}/{name:path}": "files of the console",
    "/": "goes on to the queue",
    "/week": "goes on to the newest week",
    "/preferences/keep": "goes back to where one came from",
    "/cases/{case}/findings/{place}/{part}": "numbers of a chart",
    "/cases/{case}/findings/{place}/pairs/figures": "numbers of a chart",
    "/runs/{run}/findings/{finding}/{part}": "numbers of a chart",
    "/runs/{run}/findings/{finding}/pairs/figures": "numbers of a chart",
    "/runs/{run}/report/{ticket}": "the report of a run, which has tests of its own",
    "/public/{body}/{name}/{form}": "a file to be kept",
}
"""Address -> why nobody looks at it as a page of the console."""
STRANGERS: Final = frozenset({"/sign-in", "/set-up", "/public", "/public/{body}/{name}"})
"""Pages that are looked at without having signed in."""
QUERIES: Final[Mapping[str, str]] = {
    "/runs/{run}/compared": f"?to={AGAIN}",
    "/runs/new": "?log=三月.csv",
}
OTHERWISE: Final[Mapping[tuple[str, str], str]] = {
    ("/runs/{run}/expand/{name}", "name"): "expansion",
    ("/week/{named}", "named"): "week",
    ("/public/{body}/{name}", "name"): "published",
}
"""(page, its parameter) -> the name in `World.named` that fills it, where it has another."""


def paths() -> Iterator[str]:
    """Yield the address of every page, with its parameters."""
    for router in CONSOLE:
        for route in router.routes:
            path: Any = getattr(route, "path", "")
            if path not in NOT_PAGES:
                yield path


def address_of(path: str, world: World) -> str:
    """Return an address of a page that has something to show."""
    parts = []
    for part in path.split("/"):
        if part.startswith("{"):
            name = part.strip("{}")
            part = world.named[OTHERWISE.get((path, name), name)]  # noqa: PLW2901
        parts.append(part)
    return "/".join(parts) + QUERIES.get(path, "")


PROBE: Final = """() => {
  const said = [];
  const seen = (one) =>
    one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const h1 = [...document.querySelectorAll("h1")].filter(seen);
  if (h1.length !== 1) said.push(`${h1.length} h1`);
  if (!document.title.replace("· Clearwater", "").trim()) said.push("no title");
  for (const one of document.querySelectorAll("[tabindex]"))
    if (one.tabIndex > 0) said.push(`tabindex ${one.tabIndex} of ${one.className}`);
  for (const one of document.querySelectorAll("[style*=url]"))
    said.push(`style ${one.getAttribute("style")}`);
  const charts = "main [data-chart], main figure:has(svg, canvas, .chart-plot)";
  for (const one of document.querySelectorAll(charts))
    if (seen(one) && !(one.closest("section") ?? one.parentElement).querySelector("details, table"))
      said.push(`a chart without a table: ${one.className}`);
  const named = "[aria-hidden=true], [aria-label], [aria-labelledby], figure, [role=img],"
    + " .js-plotly-plot";
  for (const one of document.querySelectorAll("main :is(svg, canvas)"))
    if (seen(one) && !one.closest(named))
      said.push(`a picture without a name: ${one.outerHTML.slice(0, 80)}`);
  const first = document.querySelector("a[href], button, input, select, textarea, summary");
  if (!first.matches(".skip")) said.push(`the first Tab: ${first.outerHTML.slice(0, 80)}`);
  const moving = document.getAnimations().filter((one) => one.playState === "running");
  if (moving.length) said.push(`${moving.length} things move`);
  return said;
}"""
"""A script that says what is wrong with a page, whatever it is."""
WIDER: Final = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return null;
  const edge = document.documentElement.clientWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > edge || box.left < -1) && !one.closest(".skip, .for-voices");
  });
  const four = out.slice(0, 4).map((one) => `${one.localName}.${one.getAttribute("class")}`);
  return `${wide} px: ${four.join(", ")}`;
}"""
"""A script that says by how much a page is wider than its screen, and what sticks out."""


def by_strangers(page: Page) -> list[str]:
    """Return what a stranger's text managed: to run, or to hide signs."""
    wrong = []
    if page.evaluate(f"() => window.{SENTINEL}") is not None:
        wrong.append("a stranger's text ran")
    said = page.evaluate("() => document.documentElement.innerText + document.title")
    wrong += [f"hidden sign {one!r}" for one in sorted(set(HIDDEN.findall(said)))]
    wrong += [f"a template ran: {one}" for one in re.findall(r"\b(?:49){2,}\b", said)]
    return wrong
