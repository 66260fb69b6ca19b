"""Whatever bytes a file holds, what comes out is events or one of our own errors."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearwater.errors import ClearwaterError
from clearwater.events import format_names, read

from .builders import ALL_BAD, T0, csv_log, table, write

CSV = csv_log(
    f'ann,like,o,{T0},"a ""b""\nc"', f"bob,like,o,{T0},x", header="actor,action,object,time,text"
)
JSONL = b'{"actor": "ann", "action": "like", "object": "o", "time": 1700000000, "text": null}\n' * 2


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(table(actor=["ann", "bob"], text=["x", None]), sink)
    return sink.getvalue()


CONTENTS = {"csv": CSV, "jsonl": JSONL, "parquet": parquet(), "csv.gz": gzip.compress(CSV)}

fast = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def attempt(path: Path, form: str | None = None) -> None:
    with suppress(ClearwaterError):
        log = read(path, format_in=form, max_bad_share=ALL_BAD, time_zone="UTC")
        with log.open(log.columns) as stream:
            for batch in stream:
                batch.validate(full=True)
        reading = stream.reading
        assert reading.rows == reading.good + reading.bad + reading.skipped
        assert reading.bad == reading.quarantine.num_rows


@pytest.mark.parametrize("suffix", sorted(CONTENTS))
@fast
@given(place=st.floats(0, 1), junk=st.binary(max_size=6), cut=st.integers(0, 12))
def test_damaged_files(tmp_path: Path, suffix: str, place: float, junk: bytes, cut: int) -> None:
    whole = CONTENTS[suffix]
    at = int(place * len(whole))
    attempt(write(tmp_path, f"log.{suffix}", whole[:at] + junk + whole[at + cut :]))


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "tsv", "parquet", "bin"])
@fast
@given(junk=st.binary(max_size=60))
def test_rubbish(tmp_path: Path, suffix: str, junk: bytes) -> None:
    attempt(write(tmp_path, f"log.{suffix}", junk))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "data", "type", "urls", "tag", "uri", "record", "repo", "login", "subject"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = (
    *("id", "author_id", "created_at", "data", "includes", "referenced_tweets", "entities"),
    *("did", "time_us", "commit", "kind", "type", "actor", "repo"),
    *("user_id", "parent_asin", "timestamp", "rating", "text"),
    *("message_id", "repost_id", "urls", "object_id", "account_id", "content_id"),
    "timestamp_share",
)


@pytest.mark.parametrize("form", sorted(format_names()))
@fast
@given(record=st.fixed_dictionaries(dict.fromkeys(KEYS, JSON)))
def test_records_of_any_shape(tmp_path: Path, form: str, record: dict[str, object]) -> None:
    attempt(write(tmp_path, "log.jsonl", json.dumps(record) + "\n"), form)
