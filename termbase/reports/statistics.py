"""How two figures go together."""

from __future__ import annotations

from collections.abc import Sequence
from math import atanh, sqrt, tanh

from termbase.shares import Z

# With fewer pairs of figures nothing is said of how they go together.
LEAST_PAIRS = 8


def ranks(values: Sequence[float]) -> list[float]:
    """The ranks of values from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for place in order[first : last + 1]:
            found[place] = (first + last) / 2 + 1
        first = last + 1
    return found


def correlation(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float] | None:
    """Spearman's rank correlation with its 95 percent interval; None for too few pairs, or a figure that is constant.

    The interval is Fisher's, with the standard error of Bonett and Wright (Psychometrika 65, 2000).
    """
    if len(one) < LEAST_PAIRS or len(set(one)) == 1 or len(set(other)) == 1:
        return None
    first, second = ranks(one), ranks(other)
    middle = (len(one) + 1) / 2
    shared = sum((a - middle) * (b - middle) for a, b in zip(first, second, strict=True))
    spread = sqrt(sum((a - middle) ** 2 for a in first) * sum((b - middle) ** 2 for b in second))
    value = max(-1.0, min(1.0, shared / spread))
    if abs(value) > 1 - 1e-9:
        return value, value, value
    half = Z * sqrt((1 + value * value / 2) / (len(one) - 3))
    return value, tanh(atanh(value) - half), tanh(atanh(value) + half)
