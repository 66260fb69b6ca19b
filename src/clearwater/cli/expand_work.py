"""What ``clearwater expand`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.expand_job import ExpandRequest, expand_job, path_rows
from clearwater.app.parts import Parts
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.findings.expansion import Expansion

SHOWN = ("step", "account", "holds", "because", "figure", "via")
NAMED_CLAIMS = {
    "coordinated": "coordinated",
    "likely inauthentic": "likely inauthentic",
    None: "nothing: nobody is named",
}


def expand_and_print(
    parts: Parts,
    folder: Path,
    request: ExpandRequest,
    out: Path | None,
    language: str,
    form: str,
) -> Expansion:
    """Expand, print the path, say what it amounts to, and return it."""
    check_form(form)
    with shown_progress() as on_progress:
        found = expand_job(parts, folder, request, out, language, on_progress)
    write_rows(path_rows(found), form, shown=SHOWN)
    _say_outcome(found, out)
    return found


def _say_outcome(found: Expansion, out: Path | None) -> None:
    for note in found.notes:
        say(note)
    joined = found.accounts.num_rows
    say(f"{joined:,} accounts in the circle, {len(found.held):,} of them hold at the end")
    if found.headline:
        say(found.headline)
    say(f"claimed: {NAMED_CLAIMS.get(found.level, str(found.level))}")
    for row in found.explanations.to_pylist():
        if row["outcome"] != "ruled out":
            say(f"{row['outcome']}: {row['explanation']}: {row['reason']}")
    say(f"stopped: {found.stopped}")
    if out is not None:
        say(f"path: {out / 'path.html'}")
