from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from clearwater.errors import EmptyLogError, ParameterError, SchemaError, TooManyBadRowsError
from clearwater.events import read

from .builders import T0, drain, drained, table, write


def test_columns_are_matched_by_alias_whatever_their_case_and_it_is_said() -> None:
    source = pa.table(
        {"User_ID": ["ann"], "Post_ID": ["p"], "Action": ["like"], "Created_At": [1_700_000_000]}
    )
    rows, reading = drained(source)
    assert (rows[0]["actor"], rows[0]["object"], rows[0]["action"]) == ("ann", "p", "like")
    assert "actor is column User_ID, matched by name" in reading.notes
    assert "object is column Post_ID, matched by name" in reading.notes


def test_of_two_candidates_the_one_not_taken_is_named() -> None:
    source = table().drop_columns("actor")
    source = source.append_column("user_id", pa.array(["ann"]))
    source = source.append_column("author_id", pa.array(["bob"]))
    log = read(source)
    assert "actor is column user_id, matched by name (not author_id)" in log.notes


def test_a_canonical_name_is_never_taken_for_something_else() -> None:
    log = read(table(parent=["p"], date=["2020-01-01"]))
    assert log.columns == ("actor", "action", "object", "time", "parent")


def test_mapping_goes_before_names_and_constants_fill_a_column() -> None:
    source = table(uid=["bob"]).drop_columns("action")
    rows, _ = drained(source, mapping={"actor": "uid", "action": "=share"})
    assert (rows[0]["actor"], rows[0]["action"]) == ("bob", "share")


def test_a_missing_action_is_answered_with_a_constant_to_map() -> None:
    with pytest.raises(SchemaError, match=r"no column for action.*--map action==share"):
        read(table().drop_columns("action"))


def test_missing_columns_are_named_with_near_names() -> None:
    source = pa.table({"action": ["a"], "objct": ["o"], "time": [1]})
    with pytest.raises(SchemaError) as caught:
        read(source)
    assert "no column for actor and object" in str(caught.value)
    assert "did you mean 'objct'?" in str(caught.value)


def test_a_mapped_column_that_is_not_there_is_answered_with_a_near_name() -> None:
    with pytest.raises(SchemaError, match="Did you mean 'user_id'"):
        read(table(user_id=["a"]), mapping={"actor": "usr_id"})


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"actr": "x"}, "Did you mean 'actor'"),
        ({"actor": ""}, "empty"),
        ({"action": "="}, "empty"),
        ({"time": "=2024"}, "time cannot be a constant"),
        ({"objects.birth": "x"}, "objects.created"),
    ],
)
def test_a_mapping_that_cannot_be_is_a_parameter_error(mapping: dict[str, str], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        read(table(), mapping=mapping)


def test_rows_without_object_are_skipped_where_the_caller_mapped_it() -> None:
    source = table(object=["o", None, ""], url_id=["u", None, None])
    rows, reading = drained(source, mapping={"object": "url_id"})
    assert [row["object"] for row in rows] == ["u"]
    assert (reading.rows, reading.good, reading.bad, reading.skipped) == (3, 1, 0, 2)


def test_rows_without_object_are_bad_where_it_was_matched_by_name() -> None:
    with pytest.raises(TooManyBadRowsError, match="object: missing"):
        drained(table(object=["o", None]))


def test_a_skipped_row_is_not_judged_for_anything_else() -> None:
    source = table(object=["o", None], time=[1_700_000_000, None])
    _, reading = drained(source, mapping={"object": "object"})
    assert (reading.bad, reading.skipped) == (0, 1)


def test_a_log_of_skipped_rows_only_is_empty_and_says_so() -> None:
    source = table(object=pa.array([None, None], pa.string()))
    with pytest.raises(EmptyLogError, match="2 skipped"):
        drained(source, mapping={"object": "object"})


def test_two_columns_of_the_same_name_are_refused() -> None:
    source = pa.Table.from_arrays(
        [pa.array(["a"])] * 5, names=["actor", "actor", "action", "object", "time"]
    )
    with pytest.raises(SchemaError, match="same name"):
        read(source)


def test_columns_come_in_canonical_order_whatever_order_is_asked_for() -> None:
    log = read(table(text=["t"], device=["d"]))
    with log.open(["text", "time", "actor"]) as stream:
        assert [batch.schema.names for batch in stream] == [["actor", "time", "text"]]


def test_a_column_that_the_log_does_not_have_is_refused_before_reading() -> None:
    log = read(table())
    with pytest.raises(SchemaError, match="Map it: device=COLUMN"):
        log.open(["device"])
    with pytest.raises(SchemaError, match="Did you mean 'action'"):
        log.open(["actoin"])


def test_files_of_one_log_may_name_their_columns_differently() -> None:
    second = table(actor=["bob"], text=["hi"]).rename_columns(
        ["user_id", "action", "object", "time", "text"]
    )
    rows, _ = drain(read([table(), second]))
    assert [(row["actor"], row["text"]) for row in rows] == [("ann", None), ("bob", "hi")]


def test_a_column_whose_type_does_not_fit_is_not_guessed_to_be_ours() -> None:
    source = table(user_id=["x"], comment=[True], place=[{"x": 1}])
    log = read(source)
    assert log.columns == ("actor", "action", "object", "time")


def test_an_object_in_json_is_not_taken_for_an_account(tmp_path: Path) -> None:
    line = '{"user": {"id": 1}, "author_id": "ann", "action": "a", "object": "o", "time": "%s"}'
    path = write(tmp_path, "log.jsonl", line.replace("%s", T0))
    rows, _ = drained(path)
    assert rows[0]["actor"] == "ann"
    with pytest.raises(SchemaError, match="column user"):
        read(path, mapping={"actor": "user"})


def test_database_libraries_are_loaded_only_when_asked_for() -> None:
    code = "import sys, clearwater.events; print({'duckdb', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_a_key_that_is_null_at_first_gets_its_type_from_later_lines(tmp_path: Path) -> None:
    rest = '"author_id": "ann", "action": "a", "object": "o", "time": "%s"}' % T0  # noqa: UP031
    path = write(tmp_path, "log.jsonl", '{"user": null, ' + rest + '\n{"user": {}, ' + rest)
    assert [row["actor"] for row in drained(path)[0]] == ["ann", "ann"]
