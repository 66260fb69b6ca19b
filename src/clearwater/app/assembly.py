"""The real parts, put together. Importing this file imports the engine; nothing above does."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from clearwater.app.explain import explain
from clearwater.app.parts import Parts
from clearwater.app.scan import scan
from clearwater.events import read
from clearwater.findings.run import Run
from clearwater.report import write_report
from clearwater.report.texts import Language
from clearwater.simulate import demo_log


def _write_report(run: Run, path: Path, language: str) -> None:
    # The settings table has refused every other language; a test holds the two lists together.
    write_report(run, path, language=cast("Language", language))


REAL_PARTS = Parts(
    read=read, scan=scan, explain=explain, write_report=_write_report, demo_log=demo_log
)
