"""The page's own words in English and Chinese. What a run says (headlines, ids) is data, not text.

A text may hold ``{name}`` places and may come in two forms, ``key.one`` and ``key.other``, chosen
by the argument ``n``. The page carries both catalogues, so the reader can switch without a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from markupsafe import Markup, escape

from clearwater.errors import ParameterError, near_names
from clearwater.report.embed import as_json

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Return all texts of a language by key.

    Raises
    ------
    ParameterError
        If the page is not written in that language.
    """
    if language not in LANGUAGES:
        raise ParameterError(
            "the report is not written in that language",
            expected=" or ".join(LANGUAGES),
            found=repr(language),
            next_step=near_names(str(language), LANGUAGES),
        )
    path = files("clearwater.report").joinpath("texts", f"{language}.json")
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


@dataclass(frozen=True)
class Speaker:
    """Says texts in one language, marked so that the page can say them in the other."""

    language: Language

    def plain(self, key: str, **values: Any) -> str:
        """Return the text of `key` with its places filled."""
        texts = catalogue(self.language)
        if key not in texts:
            key = f"{key}.{'one' if str(values.get('n')) == '1' else 'other'}"
        return texts[key].format_map(values)

    def say(self, key: str, **values: Any) -> Markup:
        """Return the text in a ``<span>`` that names its key and values for the language switch."""
        mark = f' data-v="{escape(str(as_json(values)))}"' if values else ""
        text = escape(self.plain(key, **values))
        return Markup(f'<span data-t="{key}"{mark}>{text}</span>')  # noqa: S704 - escaped above

    def term(self, family: str, value: Any, **values: Any) -> Markup:
        """Return a word that the run uses (a level, an outcome), in this language if we know it."""
        key = f"{family}.{value}"
        if key in catalogue(self.language):
            return self.say(key, **values)
        return escape("" if value is None else str(value))
