"""The console's Chinese: complete, nothing left over, one term for one thing, no verdict."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from docs_build import catalogue
from docs_build.catalogue import CATALOGUE, CONSOLE, Entry, Said, UnreadableCallError, anew
from docs_build.glossary import TERMS

from clearwater.web.console.languages import translations
from clearwater.web.console.navigation import PLACES
from clearwater.web.console.terms import TERMS as OF_RECORDS
from clearwater.web.problem_words.translate import ZH

PLACE = re.compile(r"%\((\w+)\)s|(?<!%)\{(\w+)\}")
LATIN = re.compile(r"[A-Za-z]{2,}")
LEFT_IN_LATIN = frozenset(
    {
        "Clearwater",
        "Wilson",
        "Krippendorff",
        "ClaimReview",
        "Arrow",
        "Parquet",
        "JSON",
        "Lines",
        "CSV",
        "GBK",
        "UTF",
        "Excel",
        "TSV",
        "XLSX",
        "PDF",
        "STIX",
        "DSA",
        "IP",
        "UTC",
        "ID",
        "URL",
        "SHA",
        "API",
        "TLS",
        "OIDC",
        "Python",
        "Ctrl",
        "Enter",
        "Esc",
        "Shift",
        "Tab",
        "gz",
        "zst",
        "KB",
        "MB",
        "GB",
        "SQLite",
        "HTML",
        "clearwater",
        "ledger",
        "verify",
        "serve",
        "logs",
        "runs",
        "jobs",
        "DIR",
        "text",
        "like",
        "Ed",
        "RFC",
        "RUN",
        "WEEK",
        "BODY",
        "json",
        "csv",
        "txt",
    }
)
"""Names, signs on keys, formats, and what is typed as it stands."""
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:left|right)\s*:|(?:margin|padding|border)-(?:left|right)\b"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)


@cache
def found() -> tuple[Said, ...]:
    return tuple(catalogue.said())


@cache
def kept() -> tuple[Entry, ...]:
    return tuple(catalogue.entries(CATALOGUE.read_text(encoding="utf-8")))


def test_every_text_has_its_chinese() -> None:
    there = {one.id for one in kept() if all(one.strings)}
    missing = sorted({f"{one.source}: {one.id}" for one in found() if one.id not in there})
    assert missing == [], "make words"


def test_nothing_is_left_over_or_there_twice() -> None:
    assert {one.id for one in kept()} - {one.id for one in found()} == set(), "make words"
    assert [text for text, times in Counter(one.id for one in kept()).items() if times > 1] == []


def test_it_is_as_make_words_would_write_it() -> None:
    text = CATALOGUE.read_text(encoding="utf-8")
    assert anew(text, found()) == text, "make words"


def test_none_is_fuzzy_and_places_are_the_same() -> None:
    for one in kept():
        assert not one.fuzzy, one.id
        asked = _places(one.plural or one.id)
        for said in one.strings:
            # What stands in the singular need not be said in Chinese, which has one form.
            assert _places(said) <= asked | {"num"}, one.id
            assert asked <= _places(said), one.id


def _places(text: str) -> set[str]:
    return {first or second for first, second in PLACE.findall(text)}


def test_percent_signs_are_written_as_the_source_needs_them() -> None:
    from_templates = {one.id for one in found() if not one.source.endswith(".js")}
    for one in kept():
        if one.id in from_templates:
            for said in one.strings:
                assert re.sub(r"%%|%\(\w+\)s", "", said).count("%") == 0, one.id


def test_no_english_is_left_in_the_chinese() -> None:
    left = {
        f"{word} in {one.strings}"
        for one in kept()
        for said in one.strings
        for word in LATIN.findall(PLACE.sub("", said))
        if word not in LEFT_IN_LATIN
    }
    assert left == set()


def test_one_term_for_one_thing_and_no_verdict() -> None:
    wrong = [
        (never, one.strings)
        for one in kept()
        for said in one.strings
        for term in TERMS
        for never in term.never
        if never in said
    ]
    assert wrong == []
    names = [name for term in TERMS for name in (term.english, term.chinese)]
    assert len(names) == len(set(names))


def test_chinese_is_set_with_its_own_signs() -> None:
    """No half-width comma, colon or bracket between Chinese signs, no full stop of English."""
    odd = re.compile(r"[一-鿿][,:;?!]|[,:;?!][一-鿿]|[一-鿿]\.(?![\w{%])|\([一-鿿]|[一-鿿]\)")
    assert [one.strings for one in kept() if any(map(odd.search, one.strings))] == []


@pytest.mark.parametrize("word", sorted({*OF_RECORDS, *(one.name for one in PLACES)}))
def test_words_of_records_and_places_have_their_chinese(word: str) -> None:
    assert translations("zh").gettext(word) != word


def test_the_extractor_sees_what_it_has_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(tmp_path, monkeypatch)
    (tmp_path / "static/scripts/a.js").write_text(
        '// _("a comment")\nsay(_("One {n}", { n: 1 }), _(\n  "Two \\"quoted\\" \\u2013"),'
        " _(row.state));\n"
        'other._("not ours"); my_("nor this");\n'
    )
    (tmp_path / "templates/a.html.j2").write_text(
        '{{ _("Three") }}{% set x = ngettext("%(num)s row", "%(num)s rows", n) %}'
        '<p title="{{ _("Four %(n)s", n=1) }}">{% if a%}{{ {"k": _("Five")}.get(k, k) }}{% endif %}'
    )
    (tmp_path / "module.py").write_text('X = (_("Six " "long"),)\ny = gettext(z)\n')
    said = {one.id: one.plural for one in catalogue.said()}
    assert said == {
        "One {n}": None,
        'Two "quoted" –': None,
        "Three": None,
        "%(num)s row": "%(num)s rows",
        "Four %(n)s": None,
        "Five": None,
        "Six long": None,
    }


@pytest.mark.parametrize("call", ["_(`a ${b}`)", "_('a')", '_(a ? "b" : "c")'])
def test_what_nobody_can_translate_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    _at(tmp_path, monkeypatch)
    (tmp_path / "static/scripts/a.js").write_text(f"say({call});\n")
    with pytest.raises(UnreadableCallError, match=r"a\.js"):
        list(catalogue.said())


def _at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "static/scripts").mkdir(parents=True)
    (folder / "templates").mkdir()
    monkeypatch.setattr(catalogue, "CONSOLE", folder)


def test_make_words_keeps_translations_and_removes_what_is_dead() -> None:
    before = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '# room: b\nmsgid "Stays"\nmsgstr "留下"\n\nmsgid "Dead"\nmsgstr "已去"\n\n'
        '# room: a\nmsgid "Early"\nmsgstr "早"\n\n'
        '# room: b\nmsgid "Later"\nmsgstr "晚"\n\nmsgid "Stays"\nmsgstr "别的"\n'
    )
    sources = [
        Said("Stays", None, "b.j2"),
        Said("Early", None, "a.j2"),
        Said("Later", None, "c.j2"),
    ]
    after = anew(before, [*sources, Said("New", None, "b.j2"), Said("Lost", None, "x.j2")])
    assert [(one.id, one.strings, one.section) for one in catalogue.entries(after)] == [
        ("Lost", ("",), "frame"),
        ("Early", ("早",), "a"),
        ("Stays", ("留下",), "b"),
        ("Later", ("晚",), "b"),
        ("New", ("",), "b"),
    ]
    assert anew(after, [*sources, Said("New", None, "b.j2"), Said("Lost", None, "x.j2")]) == after


def test_styles_know_no_left_or_right() -> None:
    """A language that is written from right to left needs no other style sheet."""
    for path in sorted((CONSOLE / "static/styles").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert PHYSICAL.findall(text) == [], path.name


def test_chinese_fonts_stand_in_both_font_lists() -> None:
    tokens = (CONSOLE / "static/styles/tokens.css").read_text(encoding="utf-8")
    mono, sans = re.findall(r"--(?:mono|sans):([^;]+);", tokens)
    assert "Noto Sans Mono CJK SC" in mono
    for font in ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"):
        assert font in sans


def test_errors_use_the_same_terms() -> None:
    wrong = [
        (never, said)
        for said in ZH.values()
        for term in TERMS
        for never in term.never
        if never in said
    ]
    assert wrong == []


NEVER_ONE = ("evidence of their own", "in one moment", "were joined to")
"""Sentences of what is many by its nature, or stands in the head of a list."""


def test_one_is_not_said_as_many() -> None:
    many = re.compile(r'(?<!n)_\("(%\(n\)s (?:events|accounts|fields|days|files|names)[ ",][^"]*)')
    said = {
        found
        for path in sorted((CONSOLE / "templates").glob("*.j2"))
        for found in many.findall(path.read_text(encoding="utf-8"))
    }
    assert said
    assert [one for one in said if not any(word in one for word in NEVER_ONE)] == []
