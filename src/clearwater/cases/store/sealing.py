"""Texts on their way into the store and out of it: nobody else knows that they are sealed.

What is saved in clear is sealed here, under a new key, and the row of the key joins the same act.
What is read is opened again. A text whose key was destroyed reads as one that was erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.privacy import DataKey
from clearwater.cases.sealing.keys import KEY_BYTES, NONCE_BYTES, BrokenSealError
from clearwater.cases.sealing.text import seal_text, unseal_text
from clearwater.cases.store.fresh import derived
from clearwater.cases.store.questions import is_value
from clearwater.cases.store.store_keys import StoreKeys
from clearwater.cases.store.tables import TABLES
from clearwater.cases.workflow.base import Step
from clearwater.errors import StoreError

_READ_BY = frozenset({"organisation", "commitment"})
"""Fields of a disclosure that can be searched: the others are sealed, or their meaning is."""
_WRAPPED, _DESTROYED = "wrapped", "destroyed_us"
"""Columns of the key, beside those of the text."""


@dataclass(frozen=True)
class Sealing:
    """Seals and opens the texts of a store."""

    keys: StoreKeys
    rehearsal: str | None

    def of_step(self, step: Step, now_us: int) -> Step:
        """Return the step as it is written: its texts sealed, their keys beside them."""
        if not any(isinstance(put, Disclosure) and _is_clear(put) for put in step.puts):
            return step
        return Step(step.act, tuple(self._written(step, now_us)))

    def _written(self, step: Step, now_us: int) -> Iterator[Record]:
        # Both go through all rows of the step; a case is opened with one that has thousands.
        concerns, of_act = _concerned(step), _of_act(step)
        for put in step.puts:
            if not isinstance(put, Disclosure) or not _is_clear(put):
                yield put
                continue
            key, once = self._new_key(put.commitment)
            about, within = concerns.get(put.commitment, of_act)
            yield DataKey(
                organisation=put.organisation,
                commitment=put.commitment,
                about=about,
                within=within,
                wrapped=self.keys.master.wrapped(key, put.commitment, once),
                since_us=now_us,
                erased_us=None,
            )
            sealed = seal_text(key, put.commitment, str(put.salt), str(put.text))
            yield replace(put, salt=None, text=sealed)

    def _new_key(self, commitment: str) -> tuple[bytes, bytes | None]:
        """Return a new key, and with what it is wrapped; in a rehearsal both follow from the seed.

        The commitment is over a salt that is used once, so no two texts get the same key.
        """
        if self.rehearsal is None:
            return secrets.token_bytes(KEY_BYTES), None
        made = derived(self.rehearsal, f"data key {commitment}")
        return made, derived(self.rehearsal, f"wrapping {commitment}")[:NONCE_BYTES]

    def read(
        self, connection: Connection, organisation: str, equal: Mapping[str, Value]
    ) -> tuple[Disclosure, ...]:
        """Return texts, opened.

        Raises
        ------
        ValueError
            If they are looked for by what they say.
        StoreError
            If one cannot be opened: the store is damaged.
        """
        rows = connection.execute(_with_keys(organisation, equal)).mappings()
        return tuple(self.opened(row) for row in rows)

    def opened(self, row: Mapping[Any, Any]) -> Disclosure:
        """Return the text of a row of `texts_with_keys`."""
        kept = Disclosure.of_row(row)
        if not _is_sealed(kept):
            return kept
        if row[_WRAPPED] is None and row[_DESTROYED] is not None:
            return replace(kept, text=None, erased_us=row[_DESTROYED])
        try:
            key = self.keys.master.opened(row[_WRAPPED] or "", kept.commitment)
            salt, text = unseal_text(key, kept.commitment, str(kept.text))
        except BrokenSealError as error:
            raise StoreError(
                "a text cannot be opened",
                where=f"disclosures {kept.commitment}",
                expected="its key, wrapped by the master key of this store",
                found=str(error),
                next_step="Verify the ledger: it names what was altered.",
            ) from error
        return replace(kept, salt=salt, text=text)


def texts_with_keys(organisation: str) -> Select[Any]:
    """Return the statement that reads texts with their keys beside them."""
    texts, keys = TABLES[Disclosure], TABLES[DataKey]
    return (
        select(texts, keys.c.wrapped, keys.c.erased_us.label(_DESTROYED))
        .outerjoin(
            keys,
            and_(keys.c.commitment == texts.c.commitment, keys.c.organisation == organisation),
        )
        .where(texts.c.organisation == organisation)
    )


def _with_keys(organisation: str, equal: Mapping[str, Value]) -> Select[Any]:
    texts = TABLES[Disclosure]
    unread = sorted(equal.keys() - _READ_BY)
    if unread:
        raise ValueError(f"texts cannot be found by {unread[0]}")
    conditions = [is_value(texts.c[name], value) for name, value in equal.items()]
    return texts_with_keys(organisation).where(*conditions).order_by(texts.c.commitment)


def _is_clear(text: Disclosure) -> bool:
    return text.salt is not None and text.text is not None


def _is_sealed(text: Disclosure) -> bool:
    return text.salt is None and text.text is not None


def _concerned(step: Step) -> dict[str, tuple[str, str | None]]:
    """Return commitment -> what it is about and in which case, as the rows of the step say.

    The first row that holds it counts. So no step has to say it, and none can forget to.
    """
    said = {put.commitment for put in step.puts if isinstance(put, Disclosure)}
    found: dict[str, tuple[str, str | None]] = {}
    for put in step.puts:
        if isinstance(put, Disclosure):
            continue
        row = put.row()
        for value in row.values():
            if value in said and value not in found:
                case = row.get("case")
                within = step.act.of_case if case is None else str(case)
                found[str(value)] = (put.key[-1], within)
    return found


def _of_act(step: Step) -> tuple[str, str | None]:
    """Return what a text is about that stands in the entry only: what else the act writes."""
    rows = [put for put in step.puts if not isinstance(put, Disclosure)]
    case = step.act.of_case
    return rows[0].key[-1] if rows else case or step.act.NAME, case
