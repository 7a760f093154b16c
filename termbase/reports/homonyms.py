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
    usable = [
        (tuple(dict.fromkeys(source)), tuple(dict.fromkeys(target)), weight)
        for source, target, weight in pairs
        if 0 < len(source) <= LONGEST and 0 < len(target) <= LONGEST
    ]
    chance: dict[tuple[str, str], float] = {}
    counts: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        counts = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for source, target, weight in usable:
            for word in target:
                shares = [chance.get((other, word), 1.0) if chance else 1.0 for other in source]
                whole = sum(shares) or 1.0
                for other, share in zip(source, shares, strict=True):
                    counts[other, word] += weight * share / whole
                    totals[other] += weight * share / whole
        chance = {pair: count / totals[pair[0]] for pair, count in counts.items()}
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (other, word), count in counts.items():
        if count >= LEAST and chance[other, word] >= SHARE:
            found[word][other] = count
    return found
