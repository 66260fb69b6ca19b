"""A font with Chinese signs, found on the system: we ship none."""

from __future__ import annotations

from functools import cache

import typst

from clearwater.errors import CannotRunError

KNOWN = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimSun",
)
"""Families that have them, those first that read best in tables."""


@cache
def system_families() -> frozenset[str]:
    """Return the families that are installed."""
    return frozenset(typst.Fonts(include_system_fonts=True).families())


def chinese_family(families: frozenset[str] | None = None) -> str:
    """Return the family that a page is set in.

    Parameters
    ----------
    families
        What is installed; None to look.

    Raises
    ------
    CannotRunError
        If none has Chinese signs; it says what to install.
    """
    installed = system_families() if families is None else families
    for family in KNOWN:
        if family in installed:
            return family
    raise CannotRunError(
        "no font with Chinese signs is installed",
        where="the PDF",
        expected=" or ".join(KNOWN[:3]),
        found=f"{len(installed)} other families",
        next_step="Install one, such as the package fonts-noto-cjk on Debian and Ubuntu, or leave "
        "PDF out with --formats xlsx,csv,json.",
    )
