"""The documentation, opened from a disk: every page, and nothing of it from another host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_no_page_asks_another_host(site: Path, browser: Browser) -> None:
    asked: set[str] = set()
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda one: asked.add(one.url))
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for one in pages:
        page.goto(one.as_uri())
    context.close()
    assert len(asked) >= len(pages)
    assert {url for url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()


def test_both_languages_can_be_searched(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    said = "\n".join(f"{one['title']}\n{one['text']}" for one in index["docs"])
    assert "sealed evidence package" in said
    assert "封存的证据包" in said
