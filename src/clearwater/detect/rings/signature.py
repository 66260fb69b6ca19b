"""What is stored of a ring: keyed tokens, keyed hashes, distributions. No name stands in it.

Without the key it says how large a ring was, when and in which rhythm it worked, by which actions,
the shape of its names where several share it, and which stored rings have traces in common.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.detect.found_groups import FoundGroup, found_groups
from clearwater.detect.rings.behaviour import behaviour_of
from clearwater.detect.rings.marks import KindOfTrace, Marks, served, traces_of
from clearwater.detect.rings.secret import Secret
from clearwater.detect.rings.text_marks import HASHES, TextMarks, Written
from clearwater.engine.coded_log import CodedLog
from clearwater.errors import SchemaError
from clearwater.units import MICROSECONDS

VERSION = 1


@dataclass(frozen=True)
class Signature:
    """One ring as it is stored."""

    ring: str
    """``run/finding``."""
    key: str
    """Name of the key; not the key."""
    first_month: str
    """``2026-03``, UTC."""
    last_month: str
    accounts: int
    moments: int
    marks: Mapping[str, Marks] = field(repr=False)
    """By kind of trace."""
    texts: TextMarks | None = field(repr=False)
    """None where the log had no texts."""
    behaviour: Mapping[str, Mapping[str, float]] = field(repr=False)

    def to_json(self) -> str:
        """Return one line."""
        texts = self.texts
        content: dict[str, Any] = {
            "version": VERSION,
            "ring": self.ring,
            "key": self.key,
            "months": [self.first_month, self.last_month],
            "accounts": self.accounts,
            "moments": self.moments,
            "marks": {
                kind: {"tokens": list(one.tokens), "common": one.common}
                for kind, one in self.marks.items()
            },
            "texts": None
            if texts is None
            else {"hashes": texts.hashes.tolist(), "common": texts.common},
            "behaviour": self.behaviour,
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str, where: str) -> Signature:
        """Return the signature that a line of a store holds.

        Raises
        ------
        SchemaError
            If it holds none, or one of another version.
        """
        try:
            content = json.loads(line)
            if content["version"] != VERSION:
                raise ValueError(f"version {content['version']}")
            texts = content["texts"]
            return cls(
                ring=str(content["ring"]),
                key=str(content["key"]),
                first_month=str(content["months"][0]),
                last_month=str(content["months"][1]),
                accounts=int(content["accounts"]),
                moments=int(content["moments"]),
                marks={
                    kind: Marks(tuple(one["tokens"]), float(one["common"]))
                    for kind, one in content["marks"].items()
                },
                texts=None
                if texts is None
                else TextMarks(
                    np.array(texts["hashes"], np.uint64).reshape(-1, HASHES),
                    float(texts["common"]),
                ),
                behaviour=content["behaviour"],
            )
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SchemaError(
                "a line of the store is no signature",
                where=where,
                expected=f"a signature of version {VERSION}, as `clearwater rings remember` writes",
                found=str(error) or type(error).__name__,
            ) from error


@dataclass(frozen=True)
class RingLog:
    """A log with the findings of its run, ready to be signed and compared."""

    log: CodedLog = field(repr=False)
    groups: Sequence[FoundGroup]
    traces: Mapping[str, KindOfTrace] = field(repr=False)
    written: Written | None = field(repr=False)
    run: str
    """Name of the run."""
    key: str

    @classmethod
    def of(cls, log: CodedLog, tables: Mapping[str, pa.Table], run: str, secret: Secret) -> RingLog:
        """Return it; `tables` are those of the run."""
        return cls(
            log,
            found_groups(log, tables),
            traces_of(log, secret),
            Written.of(log, secret),
            run,
            secret.name,
        )

    def signatures(self) -> list[Signature]:
        """Return the signature of each finding, in the order of the run."""
        return [self._signature(group) for group in self.groups]

    def _signature(self, group: FoundGroup) -> Signature:
        marks = {
            kind: served(self.log, group, traces)
            if kind == "target"
            else traces.marks(group.members, self.log.accounts)
            for kind, traces in self.traces.items()
        }
        time = self.log.time[group.row]
        return Signature(
            ring=f"{self.run}/{group.name}",
            key=self.key,
            first_month=_month(int(time.min(initial=int(self.log.time.max())))),
            last_month=_month(int(time.max(initial=int(self.log.time.min())))),
            accounts=int(group.members.size),
            moments=group.moments,
            marks=marks,
            texts=None if self.written is None else self.written.marks(group.members),
            behaviour=behaviour_of(self.log, group),
        )


def _month(time_us: int) -> str:
    return datetime.fromtimestamp(time_us / MICROSECONDS, UTC).strftime("%Y-%m")
