"""Options that reports have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import setting_option

Week = Annotated[str, typer.Option(metavar="WEEK", help="A week that is over, such as 2026-W10.")]
Month = Annotated[str | None, typer.Option(metavar="MONTH", help="A month, such as 2026-03.")]
Quarter = Annotated[
    str, typer.Option(metavar="QUARTER", help="A quarter that is over, such as 2026-Q1.")
]
OutFolder = Annotated[
    Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write into.")
]
Publish = Annotated[
    bool, typer.Option("--publish", help="Put on record that this report is given away.")
]
Language = Annotated[str | None, setting_option("language")]
