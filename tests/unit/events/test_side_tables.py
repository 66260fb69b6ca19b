from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from clearwater.errors import ParameterError, SchemaError
from clearwater.events import read

from .builders import table, write


def test_objects_with_creation_times() -> None:
    objects = pa.table(
        {
            "post_id": ["o", "p"],
            "published_at": ["2024-01-01T00:00:00Z", None],
            "kind": ["post", None],
        }
    )
    log = read(table(), objects=objects)
    assert log.objects is not None
    assert log.objects.schema.names == ["object", "created", "kind"]
    assert log.objects.column("created").to_pylist() == [
        dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        None,
    ]
    assert "objects: 1 of 2 creation times are unknown" in log.notes


def test_accounts_with_counts_and_a_mapped_column() -> None:
    accounts = pa.table({"user_id": ["ann"], "born": [1_500_000_000], "followers_count": ["12"]})
    log = read(table(), accounts=accounts, mapping={"accounts.created": "born"})
    assert log.accounts is not None
    assert log.accounts.to_pylist() == [
        {"actor": "ann", "created": dt.datetime(2017, 7, 14, 2, 40, tzinfo=dt.UTC), "followers": 12}
    ]


def test_a_side_table_may_be_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "objects.csv", "object,created\no,2024-01-01T00:00:00Z\n")
    log = read(table(), objects=path)
    assert log.objects is not None
    assert log.objects.num_rows == 1


def test_keys_follow_the_type_of_the_log() -> None:
    log = read(table(object=[7]), objects=pa.table({"object": ["7", "x", "07"]}))
    assert log.objects is not None
    assert log.objects.column("object").to_pylist() == [7]
    log = read(table(object=["7"]), objects=pa.table({"object": [7]}))
    assert log.objects is not None
    assert log.objects.column("object").to_pylist() == ["7"]


def test_the_first_row_of_a_key_is_kept_and_the_rest_are_counted() -> None:
    objects = pa.table({"object": ["b", "a", "b", None, ""], "kind": ["1", "2", "3", "4", "5"]})
    log = read(table(), objects=objects)
    assert log.objects is not None
    assert log.objects.to_pylist() == [
        {"object": "b", "kind": "1"},
        {"object": "a", "kind": "2"},
    ]
    assert "objects: 3 rows without object or for the same one again" in log.notes
    assert "objects: no creation times" in log.notes


def test_a_creation_time_that_cannot_be_read_is_unknown() -> None:
    objects = pa.table({"object": ["a", "b"], "created": ["2024-01-01T00:00:00Z", "long ago"]})
    log = read(table(), objects=objects)
    assert log.objects is not None
    assert log.objects.column("created").null_count == 1


def test_a_side_table_without_its_key_is_refused() -> None:
    with pytest.raises(SchemaError, match="no column for object"):
        read(table(), objects=pa.table({"colour": ["red"]}))
    with pytest.raises(SchemaError, match="created=birt"):
        read(
            table(),
            objects=pa.table({"object": ["o"], "birth": [1]}),
            mapping={"objects.created": "birt"},
        )
    with pytest.raises(ParameterError, match=r"objects\.created"):
        read(table(), mapping={"objects.create": "x"})
