"""``verify.py``: the parts of the verifier joined into the one file that lies in every package.

The parts stay apart here so that each can be read and tested as one idea; the joined file has their
code unchanged, without the imports among them. The ledger holds its hash with every package, so the
same version of Clearwater must always write the same bytes: nothing of the machine goes in.
"""

from __future__ import annotations

import ast
from functools import cache
from importlib import resources

PARTS = (
    *("broken", "faults", "ed25519", "canonical", "der", "merkle", "note", "names", "bag"),
    *("entries", "content", "package", "blame", "checks", "words", "main"),
)
"""In an order in which each needs only those before it."""
OWN = "clearwater.cases.evidence.verifier"
HEAD = '''\
#!/usr/bin/env python3
"""Check an evidence package: python3 verify.py [FOLDER] [--key HEX] [--language en|zh].

Exit 0 verified, 1 altered, 2 asked wrongly. Needs Python 3.8 or later and nothing else.

This file is part of Clearwater (Apache License 2.0). It lies inside the package that it checks, so
whoever altered the package could have altered it too: use a copy that came another way, or compare
its SHA-256 with that in the ledger's entry "evidence sealed". README.txt says what is proved.
"""
# ruff: noqa

from __future__ import annotations

'''
TAIL = """

if __name__ == "__main__":
    sys.exit(verifier_main(sys.argv[1:]))
"""


@cache
def verifier_source() -> bytes:
    """Return the bytes of ``verify.py``.

    Raises
    ------
    ValueError
        If two parts use one name for two things, or a part needs more than it may.
    """
    imports: set[str] = set()
    names: dict[str, str] = {}
    bodies = []
    for part in PARTS:
        text = resources.files(OWN).joinpath(f"{part}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        for name in _defined(tree):
            if names.setdefault(name, part) != part:
                raise ValueError(f"{name} is defined in {names[name]}.py and in {part}.py")
        bodies.append(_without_imports(text, tree, imports, part))
    head = HEAD + "\n".join(sorted(imports)) + "\n"
    return (head + "".join(bodies) + TAIL).encode()


def _without_imports(text: str, tree: ast.Module, imports: set[str], part: str) -> str:
    """Return the code of a part below its preface, and add what it imports to `imports`."""
    lines = text.splitlines()
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("clearwater"):
            if not (node.module or "").startswith(f"{OWN}."):
                raise ValueError(f"{part}.py needs more than the parts of the verifier")
        elif not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            imports.add(ast.unparse(node))
        for line in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[line] = ""
    preface = ast.get_docstring(tree, clean=False) or ""
    rest = "\n".join(lines[tree.body[0].end_lineno or 0 :]).strip()
    mark = "\n".join(f"# {line}".rstrip() for line in [f"[{part}]", *preface.strip().split("\n")])
    return f"\n\n{mark}\n\n{rest}\n"


def _defined(tree: ast.Module) -> set[str]:
    """Return the names that a part defines at its top."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found
