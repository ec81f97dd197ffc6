"""A share with the range in which the true share lies: Wilson's score interval, 95 of 100 times."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: two-sided 95 percent point of the normal distribution
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """share = count / of; low and high bound it, all between 0 and 1."""

    count: int
    of: int
    share: float
    low: float
    high: float


def share(count: int, of: int) -> Interval | None:
    """The share with its interval; None of nothing. Raises ValueError when count is not between 0 and `of`.

    Wilson's interval stays within 0 and 1 and holds for small numbers, where the usual one does not.
    Source: Wilson, J Am Stat Assoc 1927;22:209-212.
    """
    if not 0 <= count <= of:
        raise ValueError("a share of more than there is, or of less than nothing")
    if of == 0:
        return None
    p = count / of
    middle = p + Z * Z / (2 * of)
    reach = Z * sqrt((p * (1 - p) + Z * Z / (4 * of)) / of)
    whole = 1 + Z * Z / of
    # rounding must not put the share outside its own interval
    return Interval(
        count, of, p, max(0.0, min(p, (middle - reach) / whole)), min(1.0, max(p, (middle + reach) / whole))
    )
