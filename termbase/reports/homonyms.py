"""Words of one language that serve several words of the other: found from pairs of terms alone.

Terms of several words tell which word renders which: *visual* is بصري in other terms, so in *visual fidelity*, الدقة
البصرية, it is دقة that renders *fidelity*. IBM Model 1 (Brown et al., Computational Linguistics 19, 1993) counts that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

ROUNDS = 6
# A word serves another when so many pairs say so, and when so large a share of that other's renderings it is.
LEAST, SHARE = 0.9, 0.6
# Longer terms tell little of their words.
LONGEST = 6

WordPair = tuple[Sequence[str], Sequence[str], float]


def served_words(pairs: Iterable[WordPair]) -> dict[str, dict[str, float]]:
    """For each target word the source words that it renders, each with the number of pairs that say so.

    A pair is the words of a source term, those of its target, as keys, and how sure the pair is (0..1).
    """
    numbers: dict[tuple[str, str], int] = {}
    usable: list[tuple[float, list[list[int]]]] = []
    for source, target, weight in pairs:
        if 0 < len(source) <= LONGEST and 0 < len(target) <= LONGEST:
            ours, theirs = dict.fromkeys(source), dict.fromkeys(target)
            rows = [[numbers.setdefault((other, word), len(numbers)) for other in ours] for word in theirs]
            usable.append((weight, rows))
    of_source: dict[str, int] = {}
    sources = [of_source.setdefault(other, len(of_source)) for other, _ in numbers]
    counts, chance = [0.0] * len(numbers), [1.0] * len(numbers)
    for _ in range(ROUNDS):
        counts, totals = [0.0] * len(numbers), [0.0] * len(of_source)
        for weight, rows in usable:
            for row in rows:
                whole = sum([chance[number] for number in row]) or 1.0
                for number in row:
                    part = weight * chance[number] / whole
                    counts[number] += part
                    totals[sources[number]] += part
        chance = [count / totals[other] for count, other in zip(counts, sources, strict=True)]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (other, word), number in numbers.items():
        if counts[number] >= LEAST and chance[number] >= SHARE:
            found[word][other] = counts[number]
    return found
