"""Database URLs: what SQLAlchemy reads, plus which rows.

::

    duckdb:///events.duckdb?table=events              a path relative to where the program runs
    duckdb:////data/events.duckdb?table=main.events   an absolute path: four strokes
    sqlite:///events.db?query=SELECT%20...            a query, URL-encoded
    postgresql+psycopg://user:secret@host/base?table=public.events

Exactly one of ``table`` and ``query`` says which rows; everything else in the URL goes to the
driver.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from clearwater.errors import SourceError


@dataclass(frozen=True)
class RowsUrl:
    """A database URL, taken apart."""

    scheme: str
    """Such as ``duckdb`` or ``postgresql+psycopg``."""
    database: str
    """The URL without ``table`` and ``query``."""
    table: str | None
    """Table or ``schema.table``."""
    query: str | None
    """A SELECT."""


def is_url(text: str) -> bool:
    """Return whether `text` names a database rather than a path."""
    return "://" in text


def rows_url(text: str) -> RowsUrl:
    """Return the parts of a database URL.

    Raises
    ------
    SourceError
        If it does not say which rows, or says it twice.
    """
    head, _, tail = text.partition("?")
    parts = parse_qsl(tail, keep_blank_values=True)
    chosen = [(key, value) for key, value in parts if key in {"table", "query"} and value]
    if len(chosen) != 1:
        raise SourceError(
            "a database URL must say which rows",
            where=without_password(head),
            expected="exactly one of ?table=NAME and ?query=SELECT...",
            found=f"{len(chosen)} of them",
        )
    others = [(key, value) for key, value in parts if key not in {"table", "query"}]
    database = f"{head}?{urlencode(others, quote_via=quote)}" if others else head
    key, value = chosen[0]
    return RowsUrl(
        scheme=head.partition("://")[0],
        database=database,
        table=value if key == "table" else None,
        query=value if key == "query" else None,
    )


def without_password(url: str) -> str:
    """Return `url` with the password replaced by ``***``."""
    scheme, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    login, at, host = place.rpartition("@")
    user, colon, _ = login.partition(":")
    hidden = f"{user}:***" if colon else user
    return f"{scheme}{separator}{hidden}{at}{host}{slash}{path}"


def quoted_name(table: str) -> str:
    """Return ``a.b`` as ``"a"."b"``, so that a name can never be read as SQL."""
    parts = (part.replace('"', '""') for part in table.split("."))
    return ".".join(f'"{part}"' for part in parts)
