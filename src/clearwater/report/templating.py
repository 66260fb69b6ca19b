"""Templates of pages, with the filters and the styles that all of them use."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from clearwater.report import bundle, formats
from clearwater.report.embed import as_json, clip


def template(name: str) -> Template:
    """Return the template of that file name."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("clearwater.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        count=formats.count,
        bits=formats.bits,
        probability=formats.probability,
        one_in=formats.one_in,
        seconds=formats.seconds,
        size=formats.size,
        clip=clip,
        as_json=as_json,
    )
    environment.globals.update(
        span=formats.span,
        styles=bundle.styles,
        script=bundle.script,
        script_hash=bundle.script_hash,
    )
    return environment
