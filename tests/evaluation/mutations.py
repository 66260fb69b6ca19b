"""Copies of the package with one of its safeguards switched off, and what is promised with it.

Each mutation is an edit of the source text of a copy. The copy runs in a process of its own, so
compiled kernels are those of the edited source.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import clearwater

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Mutation:
    """One safeguard, switched off."""

    name: str
    breaks: str
    """A promise that cannot hold without it."""
    edits: tuple[tuple[str, str, str], ...]
    """(file, text that stands there once, text instead)."""


MUTATIONS = (
    Mutation(
        "no choice null",
        "being_where_everybody_is_is_no_evidence",
        (
            # The screen asks the same null, at a mild level.
            ("detect/screen.py", "level: float = SCREEN_LEVEL", "level: float = 1.0"),
            (
                "detect/pair_evidence.py",
                "    q_choice = q_values(p_choice, log.possible_pairs)\n",
                "    p_choice = np.zeros(found.left.size)\n"
                "    q_choice = q_values(p_choice, log.possible_pairs)\n",
            ),
            (
                "detect/groups.py",
                "there = np.minimum(1.0, 2.0 * q_values(choice, hypotheses))",
                "there = np.zeros(choice.size)",
            ),
        ),
    ),
    Mutation(
        "no timing null",
        "fans_are_not_accused",
        (
            (
                "detect/pair_evidence.py",
                "    p_timing, occasions = np.ones(asked.size), np.zeros(asked.size, np.int32)\n",
                "    p_timing, occasions = np.zeros(asked.size), np.zeros(asked.size, np.int32)\n"
                "    asked = np.zeros(asked.size, bool)\n",
            ),
            (
                "detect/groups.py",
                "combined(found.p_timing, answers.p_value, bits)",
                "combined(0.0 * found.p_timing, answers.p_value, bits)",
            ),
        ),
    ),
    Mutation(
        "the pair is not left out of its own background",
        "a_pair_is_no_crowd_of_its_own",
        (
            (
                "kernels/choice_null.py",
                "others = crowd[e] - met(e, e2, q, q2, key, time, window)",
                "others = crowd[e]",
            ),
        ),
    ),
    Mutation(
        "only tested pairs are counted",
        "odds_count_all_pairs_that_could_have_met",
        (
            (
                "detect/pair_evidence.py",
                "q_values(np.maximum(p_choice, p_timing), log.possible_pairs)",
                "q_values(np.maximum(p_choice, p_timing), found.left.size)",
            ),
        ),
    ),
)


def mutated(mutation: Mutation, folder: Path) -> Path:
    """Return a folder that holds the package with `mutation` in it.

    Raises
    ------
    ValueError
        If a text that is to be edited does not stand there exactly once: the code has changed, and
        the mutation must follow it.
    """
    package = folder / "clearwater"
    # With times and compiled kernels, so that only what was edited is compiled anew.
    shutil.copytree(Path(clearwater.__file__).parent, package, copy_function=shutil.copy2)
    for name, old, new in mutation.edits:
        file = package / name
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{mutation.name}: {name} holds {old!r} {text.count(old)} times")
        file.write_text(text.replace(old, new), encoding="utf-8")
        if name.startswith("kernels/"):
            _forget_compiled(package / "kernels", Path(name).stem)
    return folder


def _forget_compiled(kernels: Path, edited: str) -> None:
    """Remove what was compiled of a kernel and of its callers: they keep the old one inside.

    Compiling the others again takes most of a minute and makes the same of them.
    """
    called = {one.stem: _called_by(one) for one in kernels.glob("*.py")}
    stale, reached = set[str](), {edited}
    while reached:
        stale |= reached
        reached = {name for name, callees in called.items() if callees & reached} - stale
    for one in (kernels / "__pycache__").glob("*.nb[ci]"):
        if one.name.partition(".")[0] in stale:
            one.unlink()


def _called_by(file: Path) -> set[str]:
    """Return the kernels of which a file imports more than constants."""
    return {
        node.module.rpartition(".")[2]
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module is not None
        and any(not one.name.isupper() for one in node.names)
    }  # fmt: skip


def broken_promises(folder: Path | None, names: tuple[str, ...] = ()) -> list[str]:
    """Return the promises that the package in `folder` breaks; the installed one where None."""
    paths = [str(ROOT)] if folder is None else [str(folder), str(ROOT)]
    command = [sys.executable, "-m", "tests.evaluation.promises", *names]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"the promises could not be checked: {ended.stderr[-2_000:]}")
    return ended.stdout.split("\n")[:-1]
