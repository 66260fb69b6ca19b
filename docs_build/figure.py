"""The picture in the README: the first finding of a real report, as a browser shows it.

``make demo && python -m docs_build.figure demo/run/report.html docs/figures/report.png '#F002'``
needs Chromium.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1280, 1000

# A page of few colours loses nothing visible, and the file becomes a third as large.
COLOURS = 128


def take(report: Path, picture: Path, *, anchor: str = "") -> None:
    """Write what `report` shows, from `anchor` on, to `picture`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(report.resolve().as_uri() + anchor)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        page.screenshot(path=picture)
        browser.close()
    with Image.open(picture) as shot:
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]), anchor="".join(sys.argv[3:4]))
