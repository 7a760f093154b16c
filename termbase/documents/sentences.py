"""The sentences of a segment, and which of them translate each other: Gale and Church (1993) with anchors.

Lengths alone align clean texts; numbers, Latin words and formulas that stand on both sides (anchors) hold the rest in
place. Every bead says how well it fits.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_END = re.compile(r'(?<=[.!?؟。！？])["\'”’»)\]]*\s+|\n+|(?<=[؛;])\s+(?=\S{3})')
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Fig|Figs|Eq|Eqs|Sec|Ref|Refs|No|Dr|Mr|Mrs|Prof|St|approx|resp|pp?)\.|"
    r"\b[A-Z]\.|^\s*\d+\.)$"
)
_ANCHOR = re.compile(r"[A-Za-z]{2,}|\d+(?:[.,]\d+)*|\$[^$]+\$")
# Variance of the length ratio by Gale and Church; it holds for most European pairs.
VARIANCE = 6.8
# Costs (negative natural logarithms) of so many source sentences for so many target sentences.
_BEADS = {(1, 1): 0.0, (1, 0): 4.6, (0, 1): 4.6, (2, 1): 2.4, (1, 2): 2.4, (2, 2): 4.5, (3, 1): 4.6, (1, 3): 4.6}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
# A bead that scores less is taken for no translation.
LEAST = 0.1
# Cells of the table that are worked out at most; a longer segment gets a narrower band around the diagonal.
MOST_CELLS = 40_000
# A sentence on both sides may not be longer; what is longer has lost its punctuation.
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A stretch of the source of a segment and the stretch of the target that translates it; score 0..1."""

    source: tuple[int, int]
    target: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class Bead:
    """Consecutive source and target sentences that translate each other, by number (end exclusive); score 0..1."""

    source: tuple[int, int]
    target: tuple[int, int]
    score: float


def sentence_pairs(source: str, target: str) -> list[SentencePair]:
    """The sentences of both sides of a segment that translate each other, as offsets in code points."""
    ours, theirs = sentences(source), sentences(target)
    found = []
    for bead in align_sentences([source[a:b] for a, b in ours], [target[a:b] for a, b in theirs]):
        (first, last), (begin, end) = bead.source, bead.target
        if first < last and begin < end and bead.score > LEAST:
            pair = SentencePair((ours[first][0], ours[last - 1][1]), (theirs[begin][0], theirs[end - 1][1]), bead.score)
            if max(pair.source[1] - pair.source[0], pair.target[1] - pair.target[0]) <= LONGEST:
                found.append(pair)
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text, as offsets without the white space around them."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if "\n" not in match.group() and _ABBREVIATION.search(text[max(start, match.start() - 40) : match.start()]):
            continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def anchors(text: str) -> Counter[str]:
    """What a translation leaves as it is: numbers, formulas, Latin words where the other script shows them."""
    return Counter(match.lower() for match in _ANCHOR.findall(text.translate(_DIGITS)))


class _Sides:
    """Both sides as lengths and anchors, and what a bead costs."""

    def __init__(self, source: Sequence[str], target: Sequence[str]) -> None:
        self.lengths = [len(s) for s in source], [len(t) for t in target]
        self.ratio = sum(self.lengths[1]) / max(1, sum(self.lengths[0])) or 1.0
        ours, theirs = [anchors(s) for s in source], [anchors(t) for t in target]
        shared = {a for c in ours for a in c} & {a for c in theirs for a in c}
        self.marks = tuple(
            [Counter({a: n for a, n in c.items() if a in shared}) for c in side] for side in (ours, theirs)
        )

    def cost(self, rows: tuple[int, int], columns: tuple[int, int]) -> float:
        """How unlikely it is that these sentences translate each other."""
        source, target = sum(self.lengths[0][slice(*rows)]), sum(self.lengths[1][slice(*columns)])
        if not source or not target:
            return (source * self.ratio + target) / 40.0
        mean = (source + target / self.ratio) / 2
        z = abs(target - source * self.ratio) / math.sqrt(VARIANCE * mean * max(1.0, self.ratio))
        length = min(12.0, -math.log(max(1e-6, math.erfc(z / math.sqrt(2)))))
        left: Counter[str] = sum(self.marks[0][slice(*rows)], Counter())
        right: Counter[str] = sum(self.marks[1][slice(*columns)], Counter())
        common = (left & right).total()
        apart = left.total() + right.total() - 2 * common
        return length + min(6.0, 0.7 * apart) - min(6.0, 0.7 * common)


def align_sentences(source: Sequence[str], target: Sequence[str]) -> list[Bead]:
    """Pair the sentences of both sides in order: the cheapest path over beads of up to three sentences a side.

    Empty where a side is, or where the sides differ too much in number for a table of bounded size.
    """
    if len(source) == 1 == len(target):
        return [Bead((0, 1), (0, 1), 1.0)]
    rows, columns = len(source), len(target)
    sides = _Sides(source, target)
    width = min(max(20, abs(rows - columns) + rows // 4 + 10), MOST_CELLS // (2 * max(rows, 1)))
    best: dict[tuple[int, int], tuple[float, tuple[int, int], float]] = {(0, 0): (0.0, (0, 0), 0.0)}
    for i in range(rows + 1):
        middle = round(i * columns / max(1, rows))
        for j in range(max(0, middle - width), min(columns, middle + width) + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for (a, b), prior in _BEADS.items():
                if i + a <= rows and j + b <= columns:
                    cost = prior + sides.cost((i, i + a), (j, j + b))
                    known = best.get((i + a, j + b))
                    if known is None or here[0] + cost < known[0]:
                        best[i + a, j + b] = (here[0] + cost, (i, j), cost)
    return _path(best, (rows, columns)) if (rows, columns) in best else []


def _path(best: dict[tuple[int, int], tuple[float, tuple[int, int], float]], place: tuple[int, int]) -> list[Bead]:
    beads = []
    while place != (0, 0):
        _, before, cost = best[place]
        both = before[0] < place[0] and before[1] < place[1]
        score = 1 / (1 + math.exp(cost - 4)) if both else 0.0
        beads.append(Bead((before[0], place[0]), (before[1], place[1]), round(score, 4)))
        place = before
    return beads[::-1]
