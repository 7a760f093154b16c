"""What a share that was counted says of the one behind it."""

from __future__ import annotations

from math import sqrt

# The 97.5 percent point of the normal distribution: intervals of 95 percent.
Z = 1.959964


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 percent confidence interval of a share, by Wilson's score (JASA 22, 1927); 0..1 without trials."""
    if trials == 0:
        return 0.0, 1.0
    share, square = hits / trials, Z * Z / trials
    middle, half = share + square / 2, Z * sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))
