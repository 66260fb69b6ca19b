"""Shares with Wilson's interval: what a share of few is worth.

References
----------
E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
American Statistical Association 22 (1927). R. G. Newcombe, "Two-sided confidence intervals for the
single proportion", Statistics in Medicine 17 (1998), whose table I the tests hold this to.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from clearwater.errors import ParameterError

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Share:
    """So many of so many.

    Parameters
    ----------
    count
        0 to `of`.
    of
        0 or more. Of nothing there is no share.

    Examples
    --------
    >>> Share(15, 148).interval
    (0.0624, 0.1605)
    """

    count: int
    of: int

    def __post_init__(self) -> None:
        """Refuse what is no share.

        Raises
        ------
        ParameterError
            If there are more than there are.
        """
        if not 0 <= self.count <= self.of:
            raise ParameterError(
                "this is no share", expected=f"0 to {self.of}", found=str(self.count)
            )

    @property
    def value(self) -> float | None:
        """The share, 0 to 1, to four decimals; nothing where there is none."""
        return round(self.count / self.of, 4) if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval without continuity correction, 95 %, to four decimals.

        It supposes that each of them is an independent draw. Accounts that appeal together or are
        reported together are not, and then it is too narrow.
        """
        if not self.of:
            return None
        n, squared = self.of, _Z * _Z
        share = self.count / n
        middle = share + squared / (2 * n)
        half = _Z * sqrt(share * (1 - share) / n + squared / (4 * n * n))
        low, high = ((middle + side * half) / (1 + squared / n) for side in (-1, 1))
        # At the ends the exact value is 0 or 1; a rounding error beyond would be shown.
        return round(max(low, 0.0), 4), round(min(high, 1.0), 4)
