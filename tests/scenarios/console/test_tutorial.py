"""The tutorial as a stranger does it: every line typed, every key pressed, in both languages.

The lines go through a real shell, in a folder that has what a checkout has; the keys go to a real
browser. Nothing is known here that does not stand on the page.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.browser import DESK, Complaints, axe
from tests.helpers.page_steps import Step, minutes_of, steps_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
PAGES = {"en": ROOT / "docs" / "tutorial.md", "zh": ROOT / "docs" / "tutorial.zh.md"}
REAL = "soc-sign-bitcoinotc.csv.gz"
"""The public file that the page tells its reader to download."""
WAIT_S = 60


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what a checkout has after its environment was made."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("requirements", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "Makefile", folder)
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    command = binaries / "clearwater"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clearwater.cli "$@"\n')
    command.chmod(0o755)
    browser = folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{folder}/opened"\n')
    browser.chmod(0o755)
    (folder / ".venv" / ".ready").touch()
    return folder


@pytest.fixture(scope="module")
def world(checkout: Path) -> Path:
    """Return the demo's folder after the first line of the page was typed."""
    first = steps_of(PAGES["en"])[0]
    assert first.said == ("make demo",)
    _typed(checkout, "make demo")
    return checkout / "demo"


def _typed(folder: Path, line: str) -> str:
    done = subprocess.run(
        ["sh", "-c", line], cwd=folder, env=_environment(folder), capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLEARWATER_")}
    # The browser that a person has set is the one that is opened.
    return kept | {"BROWSER": f"{folder / 'browser'} %s"}


@dataclass
class Reader:
    """Somebody who does what a page says."""

    folder: Path
    context: BrowserContext
    page: Page = field(init=False)
    serving: subprocess.Popen[str] | None = None
    said: dict[str, str] = field(default_factory=dict)
    complaints: Complaints | None = None

    def do(self, step: Step) -> None:
        """Do one step."""
        getattr(self, f"_{step.doing}")(step)

    def _type(self, step: Step) -> None:
        (line,) = step.said
        if "demo --keep" in line:
            self._go_in(line)
        elif not line.startswith("make "):
            self.said[line] = _typed(self.folder, line)

    def _go_in(self, line: str) -> None:
        opened = self.folder / "opened"
        opened.unlink(missing_ok=True)
        self.serving = subprocess.Popen(
            ["sh", "-c", f"exec {line}"], cwd=self.folder, env=_environment(self.folder),
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until = time.monotonic() + WAIT_S
        while not (opened.is_file() and opened.read_text().strip()):
            assert self.serving.poll() is None, "it ended"
            assert time.monotonic() < until, "no browser was opened"
            time.sleep(0.1)
        address = opened.read_text().strip()
        parts = urlsplit(address)
        self.complaints = Complaints(f"{parts.scheme}://{parts.netloc}")
        self.page = self.context.new_page()
        self.complaints.watch(self.page)
        self.page.goto(address)
        self._ready()

    def _ready(self) -> None:
        self.page.wait_for_selector("html[data-ready]")

    def _press(self, step: Step) -> None:
        self._ready()
        for key in step.said:
            self.page.keyboard.press(key.replace("Ctrl+", "Control+"))

    def _click(self, step: Step) -> None:
        self._ready()
        self.page.locator("main").get_by_text(step.name).first.click()

    def _fill(self, step: Step) -> None:
        self.page.get_by_label(step.name).first.fill(step.said[0])

    def _tick(self, step: Step) -> None:
        heading = self.page.get_by_role("heading", name=step.name)
        ticks = heading.locator("xpath=following-sibling::ul[1]").get_by_role("checkbox")
        assert ticks.count() > 3
        for place in range(ticks.count()):
            ticks.nth(place).check()

    def _choose(self, step: Step) -> None:
        self.page.get_by_role("radio", name=step.name, exact=True).check()

    def _see(self, step: Step) -> None:
        expect(self.page.locator("main")).to_contain_text(step.name, timeout=WAIT_S * 1000)
        self._ready()

    def _save(self, _step: Step) -> None:
        until = time.monotonic() + WAIT_S
        while not self.saved:
            assert time.monotonic() < until, "no package came"
            self.page.wait_for_timeout(200)

    @property
    def saved(self) -> list[Path]:
        return list(self.folder.glob("case-*.zip"))

    def watch_downloads(self) -> None:
        """Let the browser save into the folder, as it would into the one for downloads."""
        self.page.on("download", lambda one: one.save_as(self.folder / one.suggested_filename))


@pytest.fixture(params=["en", "zh"])
def reader(
    request: pytest.FixtureRequest, world: Path, checkout: Path, browser: Browser, tmp_path: Path
) -> Iterator[tuple[str, Reader]]:
    """Somebody in a checkout of their own, in which the demo was made."""
    folder = tmp_path / "checkout"
    shutil.copytree(checkout, folder, symlinks=True)
    opening = (folder / "browser").read_text().replace(str(checkout), str(folder))
    (folder / "browser").write_text(opening)
    assert (folder / world.name / "store").is_dir()
    locale = {"en": "en-GB", "zh": "zh-CN"}[request.param]
    context = browser.new_context(viewport=DESK, locale=locale, reduced_motion="reduce")
    context.set_default_timeout(WAIT_S * 1000)
    one = Reader(folder, context)
    yield request.param, one
    context.close()
    if one.serving is not None:
        one.serving.send_signal(signal.SIGINT)
        assert "stopped" in one.serving.communicate(timeout=60)[1]
        assert one.serving.returncode == 0
    assert one.complaints is not None
    assert one.complaints.said == []


def test_a_stranger_gets_to_a_sealed_package(reader: tuple[str, Reader]) -> None:
    language, one = reader
    for step in steps_of(PAGES[language]):
        if REAL in " ".join(step.said):
            break
        one.do(step)
        if step.doing == "type" and "--keep" in step.said[0]:
            one.watch_downloads()
    (verified,) = (said for line, said in one.said.items() if "verify.py" in line)
    assert verified.splitlines()[-1].startswith("VERIFIED")
    lang = {"en": "en", "zh": "zh-Hans"}[language]
    assert one.page.locator("html").get_attribute("lang") == lang
    assert axe(one.page) == []


@pytest.mark.data
@pytest.mark.parametrize("language", PAGES)
def test_what_it_says_of_the_public_data_is_so(
    language: str, checkout: Path, data_dir: Path
) -> None:
    _write_public_file(data_dir, checkout / REAL)
    steps = steps_of(PAGES[language])
    lines = [step.said[0] for step in steps if step.doing == "type" and "otc" in step.said[0]]
    assert len(lines) == 3
    shutil.rmtree(checkout / "run-otc", ignore_errors=True)
    said = [_typed(checkout, line) for line in lines]
    assert "0 findings" in said[1]
    assert re.search(r"40 accounts, 30 jobs each, all within 10 min +found +40 +40", said[2])


def _write_public_file(data: Path, path: Path) -> None:
    """Write the file as it is published: source, target, rating, seconds since 1970; no header."""
    table = pq.read_table(data / "real" / "bitcoin_otc" / "events.parquet")
    rows = zip(*(table[name].to_pylist() for name in ("actor", "object", "rating")), strict=True)
    times = (one.timestamp() for one in table["time"].to_pylist())
    with gzip.open(path, "wt") as file:
        for (rater, rated, rating), at in zip(rows, times, strict=True):
            file.write(f"{rater},{rated},{rating},{at:.5f}\n")


@pytest.mark.parametrize("language", PAGES)
def test_ten_minutes_are_enough(language: str) -> None:
    """Reading at the pace of somebody who wants to understand, doing, and waiting for the demo."""
    assert minutes_of(PAGES[language]) + 1 <= 10


def test_both_languages_have_the_same_steps() -> None:
    english, chinese = (steps_of(PAGES[language]) for language in ("en", "zh"))
    assert [one.doing for one in english] == [one.doing for one in chinese]
    typed = [[one.said for one in steps if one.doing in {"type", "press"}] for steps in
             (english, chinese)]  # fmt: skip
    assert typed[0] == typed[1]


def test_a_step_that_nobody_knows_is_not_passed_over(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("- **Sing** *a song*\n")
    with pytest.raises(ValueError, match="Sing"):
        steps_of(page)
