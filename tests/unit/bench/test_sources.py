"""What a figure depends on: files, and what they import."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.sources import sources


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "well"
    for name, text in {
        "__init__.py": "from well.report import page\n",
        "scan.py": "import numpy as np\nfrom well.kernels.tail import upper\n",
        "kernels/__init__.py": "",
        "kernels/tail.py": "def upper():\n    from well import units\n",
        "kernels/other.py": "",
        "units.py": "",
        "families/__init__.py": "from well.families import place\nimport well.families.text\n",
        "families/place.py": "from well.families.base import Question\n",
        "families/text.py": "",
        "families/base.py": "from well.scan import again\n",
        "report.py": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def names(package: Path, *parts: str) -> list[str]:
    return [file.relative_to(package).as_posix() for file in sources(package, parts)]


def test_imports_are_followed_wherever_they_stand(package: Path) -> None:
    assert names(package, "scan.py") == ["kernels/tail.py", "scan.py", "units.py"]


def test_what_a_package_gathers_counts_and_circles_end(package: Path) -> None:
    found = names(package, "families/__init__.py")
    assert found == [
        *("families/__init__.py", "families/base.py", "families/place.py", "families/text.py"),
        *("kernels/tail.py", "scan.py", "units.py"),
    ]


def test_a_folder_counts_whole_and_what_is_missing_not_at_all(package: Path) -> None:
    assert names(package, "kernels", "nowhere.py") == [
        *("kernels/__init__.py", "kernels/other.py", "kernels/tail.py", "units.py"),
    ]


def test_the_tree_of_errors_makes_no_figure(package: Path) -> None:
    (package / "errors.py").write_text("", encoding="utf-8")
    (package / "units.py").write_text("from well.errors import Wrong\n", encoding="utf-8")
    assert names(package, "scan.py") == ["kernels/tail.py", "scan.py", "units.py"]
