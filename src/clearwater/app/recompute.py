"""The one command that works a run out again: it goes into ``run.json`` and the report."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from clearwater.app.scan_request import DEFAULT_BAD_SHARE, Method, Sources
from clearwater.events.readers.url import is_url, without_password


def recompute_command(sources: Sources, method: Method, folder: Path) -> str:
    """Return the command line that repeats a scan into a folder of its own.

    Everything that the result depends on is spelled out, so that a later version with other
    defaults gives the same run. Passwords in URLs are hidden; what came through a pipe, or as a
    table in Python, is named ``-``.

    Examples
    --------
    >>> from clearwater.units import Share
    >>> method = Method(windows_s=(10.0, 600.0), q=Share(0.01), seed=0)
    >>> recompute_command(Sources("events.parquet"), method, Path("run"))
    'clearwater scan events.parquet --window 10s --window 600s --q 0.01 --seed 0 --out run-again'
    """
    words = ["clearwater", "scan", *_names(sources), *_reading(sources)]
    words += [word for window in method.windows_s for word in ("--window", f"{window:.15g}s")]
    words += ["--q", f"{method.q:.15g}", "--seed", str(method.seed)]
    return shlex.join([*words, "--out", f"{folder}-again"])


def _names(sources: Sources) -> Iterator[str]:
    named = sources.source if isinstance(sources.source, list) else [sources.source]
    for source in named:
        if not isinstance(source, str | Path):
            yield "-"
        elif is_url(str(source)):
            yield without_password(str(source))
        else:
            yield str(source)


def _reading(sources: Sources) -> Iterator[str]:
    for ours, theirs in sources.mapping.items():
        yield from ("--map", f"{ours}={theirs}")
    for option, value in (
        ("--format-in", sources.format_in),
        ("--time-zone", sources.time_zone),
        ("--objects", sources.objects),
        ("--accounts", sources.accounts),
    ):
        if value is not None:
            yield from (option, str(value))
    if sources.time_unit != "auto":
        yield from ("--time-unit", sources.time_unit)
    if sources.max_bad_share != DEFAULT_BAD_SHARE:
        yield from ("--max-bad-share", f"{sources.max_bad_share:.15g}")
