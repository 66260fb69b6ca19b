"""The report: one HTML file that opens from disk, asks no network, and says what a run holds.

Nothing here depends on the clock or the machine, so the same run gives the same page.
"""

from __future__ import annotations

from pathlib import Path

from clearwater.errors import OutputError
from clearwater.findings.run import Run
from clearwater.report.caps import Caps
from clearwater.report.finding_view import FindingViews
from clearwater.report.overview_view import BLIND_SPOTS, overview_of
from clearwater.report.pushed_view import pushed_objects
from clearwater.report.templating import template
from clearwater.report.texts import LANGUAGES, Language, Speaker, catalogue

FILE_NAME = "report.html"


def render(run: Run, *, language: Language = "en", caps: Caps | None = None) -> str:
    """Return the report of `run` as one HTML page with everything it needs inside.

    Parameters
    ----------
    run
        A finished run, as a scan returns it or `Run.load` reads it.
    language
        Language the page opens in; the reader can switch. Headlines are data and stay as they are.
    caps
        How much of the run goes into the page; default `Caps()`.

    Raises
    ------
    ParameterError
        If the page is not written in that language.
    """
    catalogue(language)
    speaker = Speaker(language)
    limits = Caps() if caps is None else caps
    return template("report.html.j2").render(
        language=language,
        languages=LANGUAGES,
        say=speaker.say,
        plain=speaker.plain,
        term=speaker.term,
        overview=overview_of(run, limits),
        findings=FindingViews(run, limits).all(),
        pushed=pushed_objects(run, limits),
        blind_spots=BLIND_SPOTS,
        caps=limits,
        texts={name: catalogue(name) for name in LANGUAGES},
    )


def write_report(
    run: Run, path: str | Path, *, language: Language = "en", caps: Caps | None = None
) -> Path:
    """Write the report to `path` (a file, or a folder that gets ``report.html``); return the file.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    named = Path(path)
    target = named / FILE_NAME if named.is_dir() else named
    page = render(run, language=language, caps=caps)
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.write_text(page, encoding="utf-8", newline="\n")
        partial.replace(target)
    except OSError as error:
        raise OutputError(
            "the report cannot be written",
            where=str(target),
            found=error.strerror or str(error),
            next_step="Name another file, or make room.",
        ) from error
    return target
