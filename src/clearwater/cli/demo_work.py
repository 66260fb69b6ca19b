"""What ``clearwater demo`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from pathlib import Path

from clearwater.app.demo import demo
from clearwater.app.parts import Parts
from clearwater.app.run_folder import REPORT_NAME
from clearwater.app.scan_request import Method
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows


def demo_and_print(
    load_parts: Callable[[], Parts], folder: Path, method: Method, form: str, *, open_report: bool
) -> None:
    """Run the demo, print planted against found, and open the report or say where it is."""
    check_form(form)
    with shown_progress() as on_progress:
        outcome = demo(load_parts(), folder, method, on_progress)
    write_rows(outcome.comparison, form)
    report = outcome.run_folder / REPORT_NAME
    say(f"{outcome.run.findings.num_rows:,} findings; run folder: {outcome.run_folder}")
    # A machine without a browser says so by returning False; then the name of the file must do.
    opened = open_report and webbrowser.open(report.resolve().as_uri())
    say(f"report{' (opened)' if opened else ''}: {report}")
