from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clearwater.cases.evidence import standalone
from clearwater.cases.evidence.standalone import OWN, PARTS, verifier_source
from clearwater.cases.evidence.verifier.checks import checked_package

RUN_ON_3_8 = (3, 8)
NEWER_THAN_3_8 = ("removeprefix", "removesuffix", "pairwise", "file_digest", "bit_count", "cache")
"""Names of the standard library that Python 3.8 does not have."""


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return verify.py, imported as a module of its own."""
    path = tmp_path_factory.mktemp("joined") / "verify.py"
    path.write_bytes(verifier_source())
    spec = importlib.util.spec_from_file_location("verify_of_a_package", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_part_is_joined() -> None:
    folder = Path(str(standalone.__file__)).parent / "verifier"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(PARTS)


def test_it_is_one_file_of_the_standard_library() -> None:
    tree = ast.parse(verifier_source())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert b"clearwater." not in verifier_source()


def test_its_syntax_is_that_of_python_3_8() -> None:
    ast.parse(verifier_source(), feature_version=RUN_ON_3_8)


def test_nothing_that_is_run_is_newer_than_python_3_8() -> None:
    tree = ast.parse(verifier_source())
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {*NEWER_THAN_3_8}
    # Annotations are never run; aliases are. `dict[str, int]` as an alias fails on Python 3.8.
    top = [node for node in tree.body if isinstance(node, ast.Assign)]
    made = [sub for node in top for sub in ast.walk(node.value) if isinstance(sub, ast.Subscript)]
    builtin = [ast.unparse(one.value) for one in made if isinstance(one.value, ast.Name)]
    assert not {"dict", "list", "tuple", "set", "Callable", "Iterator"} & {*builtin}
    keywords = {
        word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords
    }
    assert not {"strict", "kw_only", "slots"} & keywords


def test_the_joined_file_and_the_parts_say_the_same(joined: ModuleType, package: Path) -> None:
    def both() -> None:
        assert joined.checked_package(str(package)) == checked_package(str(package))

    both()
    (package / "data/case.json").write_bytes(b"[]")
    (package / "ledger/proofs.json").unlink()
    both()
    assert any(one.faults for one in joined.checked_package(str(package)))


def test_it_runs_without_clearwater_and_without_site_packages(package: Path) -> None:
    alone = [sys.executable, "-I", "-S", str(package / "verify.py")]
    done = subprocess.run(alone, capture_output=True, check=False, cwd="/")
    assert (done.returncode, done.stderr) == (0, b"")
    (package / "data/evidence/more").write_bytes(b"")
    done = subprocess.run([*alone, "--language", "zh"], capture_output=True, check=False, cwd="/")
    assert done.returncode == 1
    assert "data/evidence/more：不在清单内" in done.stdout.decode()


def test_an_altered_verifier_is_found_by_another_copy(package: Path, tmp_path: Path) -> None:
    copy = shutil.copy(package / "verify.py", tmp_path / "copy.py")
    (package / "verify.py").write_text("print('VERIFIED')\n")
    asked = [sys.executable, "-I", "-S", str(copy), str(package)]
    done = subprocess.run(asked, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert "verify.py was altered" in done.stdout


def test_a_part_may_not_need_more_than_parts() -> None:
    text = "'''A part.'''\nimport json\nfrom clearwater.errors import InputError\n"
    with pytest.raises(ValueError, match="needs more"):
        standalone._without_imports(text, ast.parse(text), set(), "new")


def test_one_name_for_two_things_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(f'"""{name}."""\n\nSAME = 1\n')
    monkeypatch.setattr(standalone, "PARTS", ("one", "two"))
    monkeypatch.setattr(f"{standalone.__name__}.resources.files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"SAME is defined in one\.py and in two\.py"):
        verifier_source.__wrapped__()


def test_the_parts_are_where_they_are_looked_for() -> None:
    assert importlib.util.find_spec(OWN) is not None
