from __future__ import annotations

import subprocess
import sys

import pytest

import clearwater

PUBLIC = {
    "CannotRunError",
    "ClearwaterError",
    "EmptyLogError",
    "EventLog",
    "InputError",
    "MissingExtraError",
    "OutputError",
    "ParameterError",
    "Progress",
    "Run",
    "SchemaError",
    "SourceError",
    "TimeZoneNeededError",
    "TooManyBadRowsError",
    "__version__",
    "clean",
    "expand",
    "explain",
    "match_claims",
    "read",
    "recount",
    "scan",
    "text_clusters",
}


def test_the_public_names_are_these_and_no_others() -> None:
    assert set(clearwater.__all__) == PUBLIC
    assert set(dir(clearwater)) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(clearwater, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="scann"):
        _ = clearwater.scann


def test_import_loads_no_engine() -> None:
    code = (
        "import sys, clearwater\n"
        "print(sorted({'numba', 'pyarrow', 'duckdb', 'numpy', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
