"""How likely blocks of a text and of its translation are to translate each other, by what is seen of them.

Each cost is the negative logarithm of a likelihood ratio: what is seen, if the blocks translate each other, against the
same if they were put side by side by chance. Below 0 something speaks for the pair.

- Lengths: the logarithm of their ratio is normally distributed around that of the text, the more narrowly the longer
  the blocks are, instead of the lengths themselves as in Gale and Church (1993): blocks vary in length by more than
  sentences do.
- Anchors (numbers, formulas, names in the script of the source) that stand on both sides, the rarer the weightier.
- Kinds (heading, item, code), as far as the text has several.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from termbase.documents.sentences import anchors
from termbase.model import Block

# Variance of the logarithm of the ratio of lengths: a part that stays, and one that shrinks with the characters of a
# block. Both were measured on blocks that correspond one to one (docs/quality.md, "Blocks").
VARIANCE, VARIANCE_PER_LENGTH = 0.003, 2.0
# How often an anchor of a block stands in its translation too, and how often a block keeps its kind.
KEPT, SAME_KIND = 0.6, 0.98
# Anchors come in company (a name and its year), so that together they say less than their sum.
MOST_EVIDENCE = 8.0
# A Han, kana or Hangul character says what about three letters say; counted so, texts are about as long as their
# translations in any language (standard deviation of the logarithm of the ratio).
WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
LETTERS_OF_WIDE = 3
RATIO_DEVIATION = 0.25


class BlockCosts:
    """The costs of pairing one or two consecutive blocks of a side with one or two of the other."""

    def __init__(self, source: Sequence[Block], target: Sequence[Block]) -> None:
        self.lengths = [_length(b.text) for b in source], [_length(b.text) for b in target]
        logs = [math.log(length) for length in self.lengths[1]]
        self._mean = math.fsum(logs) / len(logs)
        self._spread = max(math.sqrt(math.fsum((log - self._mean) ** 2 for log in logs) / len(logs)), 1.0)
        self._kinds = [b.kind for b in source], [b.kind for b in target]
        counts = Counter(self._kinds[0]), Counter(self._kinds[1])
        chance = sum(n * counts[1][kind] for kind, n in counts[0].items()) / (len(source) * len(target))
        chance = min(max(chance, 1 - SAME_KIND), SAME_KIND)
        self._same, self._other = -math.log(SAME_KIND / chance), -math.log((1 - SAME_KIND) / (1 - chance))
        self._weigh([set(anchors(b.text)) for b in source], [set(anchors(b.text)) for b in target])
        # By place: what does not depend on the ratio of lengths, the ratio there, and twice its variance.
        self._fixed: dict[tuple[int, int, int, int], tuple[float, float, float]] = {}

    @staticmethod
    def ratio_cost(ratio: float) -> float:
        """The cost of a translation that is as long as ``ratio`` says (a logarithm)."""
        return (ratio / RATIO_DEVIATION) ** 2 / 2

    def _weigh(self, source: list[set[str]], target: list[set[str]]) -> None:
        """What speaks for each two blocks that share anchors, and against each block for those that it has alone.

        Half of the evidence is drawn from either side.
        """
        found = Counter(a for each in source for a in each), Counter(a for each in target for a in each)
        shared = found[0].keys() & found[1].keys()
        self._lost = [0.0] * len(source), [0.0] * len(target)
        bonus = dict.fromkeys(shared, 0.0)
        for side, blocks in enumerate((source, target)):
            chance = {a: found[1 - side][a] / (len(self.lengths[1 - side]) + 1) for a in shared}
            loss = {a: min(0.0, math.log((1 - KEPT) / (1 - p))) / 2 for a, p in chance.items()}
            for a in shared:
                bonus[a] += max(0.0, math.log(KEPT / chance[a])) / 2 - loss[a]
            for number, block in enumerate(blocks):
                self._lost[side][number] = sum(loss[a] for a in block & shared)
        places: dict[str, list[int]] = {}
        for number, block in enumerate(target):
            for a in block & shared:
                places.setdefault(a, []).append(number)
        self._shared: dict[tuple[int, int], float] = {}
        for number, block in enumerate(source):
            for a in block & shared:
                for place in places[a]:
                    self._shared[number, place] = self._shared.get((number, place), 0.0) + bonus[a]

    def cost(self, row: int, rows: int, column: int, columns: int, ratio: float) -> float:
        """The cost of pairing ``rows`` source blocks from ``row`` on with ``columns`` target blocks from ``column`` on.

        ``ratio`` is the logarithm of how many letters of the translation a letter of the source has.
        """
        place = (row, rows, column, columns)
        known = self._fixed.get(place)
        if known is None:
            known = self._fixed[place] = self._weighed(*place)
        fixed, there, twice = known
        apart = there - ratio
        cost = apart * apart / twice
        return fixed + (cost if cost < 20.0 else 20.0)

    def _weighed(self, row: int, rows: int, column: int, columns: int) -> tuple[float, float, float]:
        ours, theirs = sum(self.lengths[0][row : row + rows]), sum(self.lengths[1][column : column + columns])
        variance = VARIANCE + 2 * VARIANCE_PER_LENGTH / (ours + theirs)
        there = math.log(theirs)
        chance = (there - self._mean) / self._spread
        seen = self._kind(row, rows, column, columns) - self._evidence(row, rows, column, columns)
        fixed = seen + math.log(variance) / 2 - chance * chance / 2 - math.log(self._spread)
        return fixed, there - math.log(ours), 2 * variance

    def _kind(self, row: int, rows: int, column: int, columns: int) -> float:
        kinds = {*self._kinds[0][row : row + rows], *self._kinds[1][column : column + columns]}
        return self._same if len(kinds) == 1 else self._other

    def _evidence(self, row: int, rows: int, column: int, columns: int) -> float:
        said = sum(self._lost[0][row : row + rows]) + sum(self._lost[1][column : column + columns])
        for i in range(row, row + rows):
            for j in range(column, column + columns):
                said += self._shared.get((i, j), 0.0)
        return max(-MOST_EVIDENCE, min(said, MOST_EVIDENCE))


def length_deviation(source: str, target: str) -> float:
    """How many standard deviations a text is longer (below 0: shorter) than a translation of ``source`` would be.

    Nothing is asked of the languages but that letters are letters and Han, kana and Hangul characters three.
    """
    ours, theirs = _length(source), _length(target)
    variance = RATIO_DEVIATION**2 + VARIANCE + 2 * VARIANCE_PER_LENGTH / (ours + theirs)
    return math.log(theirs / ours) / math.sqrt(variance)


def _length(text: str) -> int:
    """The length of a text in letters, at least one."""
    return max(1, len(text) + (LETTERS_OF_WIDE - 1) * len(WIDE.findall(text)))
