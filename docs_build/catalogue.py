"""The words of the console: what its sources say, and what the Chinese catalogue says of it.

``make words`` (``python -m docs_build.catalogue``) writes the catalogue anew: what no source says
any more goes, what is new is added without a translation, and every translation that is there
stays, in the section of the room that wrote it. A test fails until each new one has its Chinese.
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po

CONSOLE: Final = Path(__file__).parents[1] / "src/clearwater/web/console"
CATALOGUE: Final = CONSOLE / "locale/zh.po"
FIRST_SECTION: Final = "frame"
"""Where words stand whose file has no other section: those of every page."""
FORMS: Final = 1
"""Chinese has one form, whatever the number."""
_SECTION: Final = "# room: "
_KEYWORDS: Final = {"_": None, "ngettext": (1, 2)}
# A text of a script: the name of the function, and a string of one kind of quotes without a break.
# Behind a dot or a letter it is somebody else's `_`. What has only a name in it asks for a word of
# records, which ``terms.py`` marks, as the filter ``term`` of templates does.
_IN_SCRIPT: Final = re.compile(r"(?<![\w$.])_\(\s*\"((?:[^\"\\\n]|\\.)*)\"")
_CALL: Final = re.compile(r"(?<![\w$.])_\((?!text, said|[\w.]+\))")
_JS_SIGN: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True)
class Said:
    """A text that a source says."""

    id: str
    plural: str | None
    """Its form for more than one; None where it has only one form."""
    source: str
    """The file that says it, below the console's folder."""


@dataclass(frozen=True)
class Entry:
    """A text of the catalogue."""

    id: str
    plural: str | None
    strings: tuple[str, ...]
    """Its translation, one for each of `FORMS`."""
    section: str
    fuzzy: bool = False


class UnreadableCallError(ValueError):
    """A script asks for a text that does not stand there as one string."""


def said() -> Iterator[Said]:
    """Yield every text that templates, scripts and modules of the console say.

    Raises
    ------
    UnreadableCallError
        If a script's text is put together, so that nobody can translate it.
    """
    for path in sorted(CONSOLE.rglob("*.py")):
        yield from _by_babel(path, "python", {})
    for path in sorted((CONSOLE / "templates").glob("*.j2")):
        yield from _by_babel(path, "jinja2", {"newstyle_gettext": "true", "trimmed": "false"})
    for path in sorted((CONSOLE / "static/scripts").glob("*.js")):
        yield from _of_script(path)


def entries(text: str) -> Iterator[Entry]:
    """Yield every text of a catalogue with its section, in order, as often as it is there."""
    section = FIRST_SECTION
    for block in re.split(r"\n\s*\n", text):
        for line in block.splitlines():
            if line.startswith(_SECTION):
                section = line.removeprefix(_SECTION).strip()
        for one in read_po(io.StringIO(block + "\n")):
            if not one.id:
                continue
            single, plural = (one.id, None) if isinstance(one.id, str) else tuple(one.id)
            strings = one.string if isinstance(one.string, (tuple, list)) else (one.string or "",)
            # A block read alone has no head that says how many forms there are.
            yield Entry(single, plural, tuple(strings)[:FORMS], section, one.fuzzy)


def anew(text: str, found: Iterable[Said]) -> str:
    """Return a catalogue that has what the sources say and nothing else; translations stay."""
    sources: dict[str, Said] = {}
    for one in found:
        known = sources.setdefault(one.id, one)
        if known.plural is None and one.plural is not None:
            sources[one.id] = one
    there: dict[str, Entry] = {}
    for entry in entries(text):
        # A translation counts more than a place that waits for one.
        if entry.id not in there or not any(there[entry.id].strings):
            there[entry.id] = entry
    kept = [entry for entry in there.values() if entry.id in sources]
    sections = _sections_of_files(kept, sources)
    new = [
        Entry(one.id, one.plural, ("",), sections.get(one.source, FIRST_SECTION))
        for one in sources.values()
        if one.id not in there
    ]
    return _written([_with_plural(entry, sources) for entry in (*kept, *new)])


def _with_plural(entry: Entry, sources: Mapping[str, Said]) -> Entry:
    return Entry(entry.id, sources[entry.id].plural, entry.strings, entry.section, entry.fuzzy)


def _sections_of_files(kept: Iterable[Entry], sources: Mapping[str, Said]) -> dict[str, str]:
    """Return file -> the section in which most of its texts stand."""
    counted: dict[str, Counter[str]] = {}
    for entry in kept:
        counted.setdefault(sources[entry.id].source, Counter())[entry.section] += 1
    return {file: one.most_common(1)[0][0] for file, one in counted.items()}


def _written(found: list[Entry]) -> str:
    by_section: dict[str, list[Entry]] = {}
    for entry in found:
        by_section.setdefault(entry.section, []).append(entry)
    first = by_section.pop(FIRST_SECTION, [])
    blocks = [_head(), *map(_block, first)]
    for section, inside in sorted(by_section.items()):
        blocks += [f"{_SECTION}{section}\n" + _block(inside[0]), *map(_block, inside[1:])]
    return "\n".join(blocks)


def _head() -> str:
    head = ("Content-Type: text/plain; charset=utf-8", "Language: zh_Hans_CN")
    forms = f"Plural-Forms: nplurals={FORMS}; plural=0;"
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{one}\\n"\n' for one in (*head, forms))


def _block(entry: Entry) -> str:
    flags = ["fuzzy"] * entry.fuzzy + ["python-format"] * ("%(" in entry.id)
    lines = [f"#, {', '.join(flags)}"] if flags else []
    lines.append(f"msgid {normalize(entry.id, width=0)}")
    if entry.plural is None:
        lines.append(f"msgstr {normalize(entry.strings[0], width=0)}")
    else:
        lines.append(f"msgid_plural {normalize(entry.plural, width=0)}")
        lines += [f"msgstr[{n}] {normalize(one, width=0)}" for n, one in enumerate(entry.strings)]
    return "\n".join(lines) + "\n"


def _by_babel(path: Path, method: str, options: dict[str, str]) -> Iterator[Said]:
    with path.open("rb") as file:
        for _line, found, _comments, _context in extract(method, file, _KEYWORDS, (), options):
            single, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
            if single:
                yield Said(single, plural, path.relative_to(CONSOLE).as_posix())


def _of_script(path: Path) -> Iterator[Said]:
    text = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if path.name == "words.js":
        return
    found = _IN_SCRIPT.findall(text)
    if len(found) != len(_CALL.findall(text)):
        raise UnreadableCallError(f"{path.name}: a text of _() is not one string in double quotes")
    for one in found:
        yield Said(_JS_SIGN.sub(_sign, one), None, path.relative_to(CONSOLE).as_posix())


def _sign(found: re.Match[str]) -> str:
    said = found[1]
    if said[0] == "u":
        return chr(int(said[1:], 16))
    return {"n": "\n", "t": "\t"}.get(said, said)


if __name__ == "__main__":
    found = list(said())
    after = anew(CATALOGUE.read_text(encoding="utf-8"), found)
    CATALOGUE.write_text(after, encoding="utf-8", newline="\n")
    waiting = [one.id for one in entries(after) if not any(one.strings)]
    sys.stderr.write("".join(f"no Chinese yet: {one}\n" for one in waiting))
    sys.exit(bool(waiting))
