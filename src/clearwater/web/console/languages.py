"""The languages of the console: its words, and how they write numbers and dates.

English stands in the templates and scripts themselves; another language is a catalogue of gettext
in ``locale/LANGUAGE.po``, read as it is: nothing has to be compiled after an edit.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DEFAULT: Final = "en"
LOCALES: Final = {"en": Locale("en", "GB"), "zh": Locale("zh", "CN", script="Hans")}
"""Language -> how it writes numbers and dates. Its names are the values of ``lang`` in HTML."""
TAGS: Final = {"en": "en", "zh": "zh-Hans"}
"""Language -> the tag that browsers and screen readers choose fonts and voices by."""


@cache
def catalogue(language: str) -> Catalog | None:
    """Return the catalogue of a language; nothing for the one that the texts are written in."""
    if language == DEFAULT:
        return None
    source = files("clearwater.web.console").joinpath("locale", f"{language}.po")
    return read_po(io.BytesIO(source.read_bytes()), LOCALES[language])


@cache
def translations(language: str) -> NullTranslations:
    """Return what gives the texts of a language."""
    found = catalogue(language)
    if found is None:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return Translations(compiled)


@cache
def words(language: str) -> dict[str, str]:
    """Return text -> translation, for the scripts; empty for English."""
    found = catalogue(language)
    messages = () if found is None else found
    return {
        one.id: one.string
        for one in messages
        if isinstance(one.id, str) and isinstance(one.string, str) and one.id and one.string
    }
