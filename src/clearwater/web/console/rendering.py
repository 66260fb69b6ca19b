"""Templates become pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.responses import Response

from clearwater.report import formats as plain
from clearwater.report.embed import as_json
from clearwater.web.console import assets
from clearwater.web.console.formats import Formats, shown
from clearwater.web.console.languages import DEFAULT, LOCALES, TAGS, translations
from clearwater.web.console.preferences import Preferences
from clearwater.web.console.run_sentences import said_by_run, titled
from clearwater.web.problem_words.translate import in_chinese, in_language

HTML = "text/html; charset=utf-8"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy of every page: our own files, nothing written into a page, nobody else's.
Pictures as ``data:`` and ``blob:`` are what charts are saved as."""


class _Compiled(BytecodeCache):
    """Templates as they were compiled: once, for all languages."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _Compiled()


def rendered(template: str, preferences: Preferences, status: int = 200, **said: Any) -> Response:
    """Return a page.

    Parameters
    ----------
    template
        File name, without ``.html.j2``.
    said
        What the template names.
    """
    environment = _environment(preferences.language)
    page = environment.get_template(f"{template}.html.j2").render(
        preferences=preferences, lang=TAGS[preferences.language], **said
    )
    headers = {"Content-Security-Policy": POLICY, "Vary": "Cookie, Accept-Language"}
    return Response(page, status, headers, HTML)


def compile_all() -> None:
    """Compile every template in every language: the first page that needs one waits for it."""
    for language in LOCALES:
        environment = _environment(language)
        for name in environment.list_templates():
            environment.get_template(name)


@cache
def _environment(language: str) -> Environment:
    formats = Formats(LOCALES[language])
    environment = Environment(
        loader=PackageLoader("clearwater.web.console"),
        autoescape=True,
        undefined=StrictUndefined,
        # Nothing is worked out ahead: it would be in the language that came first.
        optimized=False,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension adds this method to the environment as it is loaded.
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    environment.filters.update(
        _filters(formats),
        said_by_run=partial(said_by_run, language),
        titled=partial(titled, language),
        said_by_error=partial(_said_by_error, language),
    )
    environment.filters.update(term=translations(language).gettext)
    environment.globals.update(asset=assets.address)
    return environment


def _said_by_error(language: str, text: str) -> Markup:
    """Return what an error says, in the language of the page or marked as English."""
    if language == DEFAULT:
        return shown(in_language(language, text))
    said = in_chinese(text)
    return Markup('<span lang="en">{}</span>').format(shown(text)) if said is None else shown(said)


def _filters(formats: Formats) -> Mapping[str, Any]:
    return {
        "count": formats.count,
        "number": formats.number,
        "share": formats.share,
        "day": formats.day,
        "moment": formats.moment,
        "lasting": formats.lasting,
        "shown": shown,
        "bits": plain.bits,
        "one_in": formats.one_in,
        "expected": formats.expected,
        "probability": plain.probability,
        "size": plain.size,
        "seconds": plain.seconds,
        "as_json": as_json,
    }
