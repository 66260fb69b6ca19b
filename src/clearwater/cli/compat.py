"""``clearwater compat``: the exact jobs of peer toolkits, so that their users can move over."""

from __future__ import annotations

import typer

compat = typer.Typer(
    help="Run the jobs of peer toolkits with exactly their results.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
