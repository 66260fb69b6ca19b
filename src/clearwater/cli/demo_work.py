"""What ``clearwater demo`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.demo import Demo, demo
from clearwater.app.demo_store import HERE, YOU, DemoStore, fill, found_again
from clearwater.app.parts import Parts
from clearwater.app.run_folder import REPORT_NAME
from clearwater.app.scan_request import Method
from clearwater.cli import serve_work
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError

LOOPBACK, USUAL_PORT = "127.0.0.1", 8100
ACCESS_LOG = "access.log"


@dataclass(frozen=True)
class Opening:
    """How much of the demo is made, and whether it is opened."""

    browser: bool
    """Whether what was made is opened in the browser, or only named."""
    serve: bool
    console: bool
    port: int | None
    """None: the usual one, or any where that is taken."""


def demo_and_print(
    load_parts: Callable[[], Parts], folder: Path, method: Method, form: str, opening: Opening
) -> None:
    """Run the demo, print planted against found, and open the console or say where it is."""
    check_form(form)
    parts = load_parts()
    with shown_progress() as on_progress:
        outcome = demo(parts, folder, method, on_progress)
        made = fill(parts, folder, on_progress) if opening.console else None
    write_rows(outcome.comparison, form)
    say(f"{outcome.run.findings.num_rows:,} findings; run folder: {outcome.run_folder}")
    if made is None:
        _open_report(outcome, browser=opening.browser)
        return
    say(f"report: {outcome.run_folder / REPORT_NAME}")
    if opening.serve:
        _serve(made, load_parts, opening)
    else:
        say(f"next: clearwater demo --keep --out {folder}, to look around in the console")


def open_again(load_parts: Callable[[], Parts], folder: Path, opening: Opening) -> None:
    """Open the console of a demo that is there.

    Raises
    ------
    ParameterError
        If there is none, or nothing of it is to be opened.
    """
    if not (opening.serve and opening.console):
        raise ParameterError(
            "nothing is left to do", expected="--keep without --no-serve and --no-console"
        )
    _serve(found_again(folder), load_parts, opening)


def _open_report(outcome: Demo, *, browser: bool) -> None:
    report = outcome.run_folder / REPORT_NAME
    # A machine without a browser says so by returning False; then the name of the file must do.
    opened = browser and webbrowser.open(report.resolve().as_uri())
    say(f"report{' (opened)' if opened else ''}: {report}")


def _serve(made: DemoStore, load_parts: Callable[[], Parts], opening: Opening) -> None:
    """Serve the store to this machine until Ctrl-C."""

    def told(address: str) -> None:
        page = address + made.first_path
        opened = opening.browser and webbrowser.open(page)
        say(f"console{' (opened)' if opened else ''}: {page}")
        if made.token is None:
            say(f"you are {YOU!r} with the password that you set")
        else:
            say(f"you are {YOU!r}: choose a password there; the address works once")
        say("an exercise: people and accounts are made up, and no second factor is asked for")
        say("Ctrl-C stops it")

    with (made.store.parent / ACCESS_LOG).open("a", encoding="utf-8") as log:
        asked = serve_work.Serving(
            store=str(made.store),
            files=made.files,
            organisations=(HERE,),
            host=LOOPBACK,
            port=free_port() if opening.port is None else opening.port,
            certificate=None,
            key=None,
            behind_proxy=None,
            runs=made.runs,
            logs=made.logs,
            deliver_every=None,
            requests_per_address=1_000,
            threads=4,
            log=log,
        )
        serve_work.serve(asked, load_parts, told)


def free_port() -> int:
    """Return the usual port, or 0 for any where somebody listens on it."""
    try:
        with socket.create_server((LOOPBACK, USUAL_PORT)):
            return USUAL_PORT
    except OSError:
        return 0
