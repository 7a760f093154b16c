"""Pairing the blocks of a text with those of its translation.

Blocks of a translated section correspond one to one in nearly all documents. Where they do not, dynamic programming
finds the cheapest pairing in order, after Gale and Church, "A program for aligning sentences in bilingual corpora",
Computational Linguistics 19(1), 1993, with the costs of `block_costs`. A side may be a summary of the other, so that
the sums of lengths say nothing: several ratios of lengths are tried, and the pairing that is the likeliest stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from termbase.documents.block_costs import BlockCosts
from termbase.model import Block, Segment

# Costs (negative natural logarithms of probabilities) of pairing so many source blocks with so many target blocks.
MOVES = {(1, 1): 0.1, (2, 1): 2.6, (1, 2): 2.6}
# What was left out was left out in a row, mostly: of the first block without counterpart, and of each that follows it.
FIRST_UNPAIRED, NEXT_UNPAIRED = 3.0, 0.7
# Pairings are looked for this many blocks to either side of the diagonal, beyond the difference in number.
BAND = 25
# A larger table is not worked out: the blocks are taken in order, and the score says that this is a guess.
MOST_CELLS = 400_000
# Ratios of lengths that are tried, as logarithms; in a larger table only the last.
RATIOS = (-0.7, -0.35, 0.35, 0.7, 0.0)
MANY_CELLS = 40_000
# A ratio is set right by the blocks that were paired with it, so many times.
ROUNDS = 3


def align_blocks(source: list[Block], target: list[Block]) -> list[Segment]:
    """The segments of a text: every block of both sides once, in order; None where a side has no counterpart.

    Two blocks that correspond to one are joined by a line feed.
    """
    if not source or not target:
        return [Segment(block, None, 0.0) for block in source] + [Segment(None, block, 0.0) for block in target]
    if len(source) == len(target) and all(s.kind == t.kind for s, t in zip(source, target, strict=True)):
        return [Segment(s, t) for s, t in zip(source, target, strict=True)]
    cells = len(source) * 2 * _width(source, target)
    if cells > MOST_CELLS:
        return _in_order(source, target)
    costs = BlockCosts(source, target)
    ratios = RATIOS if cells <= MANY_CELLS else RATIOS[-1:]
    _, path = min((_likeliest(costs, ratio, _width(source, target)) for ratio in ratios), key=lambda found: found[0])
    return [
        Segment(
            _joined(source[bead.row : bead.row + bead.rows]),
            _joined(target[bead.column : bead.column + bead.columns]),
            bead.score,
        )
        for bead in path
    ]


def _width(source: list[Block], target: list[Block]) -> int:
    return BAND + abs(len(source) - len(target))


def _in_order(source: list[Block], target: list[Block]) -> list[Segment]:
    shared = min(len(source), len(target))
    paired = [Segment(s, t, 0.3) for s, t in zip(source, target, strict=False)]
    return paired + align_blocks(source[shared:], []) + align_blocks([], target[shared:])


@dataclass(frozen=True, slots=True)
class _Bead:
    """So many source blocks from a row on and target blocks from a column on, and what pairing them costs."""

    row: int
    rows: int
    column: int
    columns: int
    cost: float

    @property
    def score(self) -> float:
        """How likely it is that they translate each other, 0..1, if as many pairs do as do not."""
        if not (self.rows and self.columns):
            return 0.0
        return round(1 / (1 + math.exp(max(-50.0, min(self.cost, 50.0)))), 3)


# What the cheapest paths to each place cost. The last step of each: its rows and columns, its cost, and what it stands
# behind, 0 a pair, 1 a block without counterpart.
_Table = list[list[tuple[float, float]]]
_Came = dict[tuple[int, int, int], tuple[int, int, float, int]]


def _likeliest(costs: BlockCosts, ratio: float, width: int) -> tuple[float, list[_Bead]]:
    """The cheapest path with a ratio of lengths that starts as given and follows from what it pairs, after its cost."""
    for turn in range(ROUNDS):
        path = _path(costs, ratio, width)
        better = _ratio(costs, path)
        if turn == ROUNDS - 1 or better is None or abs(better - ratio) < 0.02:
            break
        ratio = better
    return sum(bead.cost for bead in path) + costs.ratio_cost(ratio), path


def _ratio(costs: BlockCosts, path: list[_Bead]) -> float | None:
    """The median of the ratios of lengths, each source character counted once; None without a pair that is likely."""
    found = []
    for bead in path:
        if bead.rows and bead.columns and bead.cost < 0:
            ours = sum(costs.lengths[0][bead.row : bead.row + bead.rows])
            theirs = sum(costs.lengths[1][bead.column : bead.column + bead.columns])
            found.append((math.log(theirs / ours), ours))
    half, seen = sum(weight for _, weight in found) / 2, 0
    for ratio, weight in sorted(found):
        seen += weight
        if seen >= half:
            return ratio
    return None


def _path(costs: BlockCosts, ratio: float, width: int) -> list[_Bead]:
    """The cheapest path. To every place two are kept: one that ends with a pair, one that ends without counterpart."""
    rows, columns = len(costs.lengths[0]) + 1, len(costs.lengths[1]) + 1
    best = [[(math.inf, math.inf)] * columns for _ in range(rows)]
    came: _Came = {}
    best[0][0] = (0.0, math.inf)
    for i in range(rows):
        for j in range(max(0, i - width), min(columns, i + width + 1)):
            if i or j:
                best[i][j] = (
                    _pair(costs, ratio, best, came, i, j),
                    _unpaired(best, came, i, j),
                )
    path: list[_Bead] = []
    i, j = rows - 1, columns - 1
    state = int(best[i][j][1] < best[i][j][0])
    while i or j:
        rows, columns, cost, state = came[i, j, state]
        i, j = i - rows, j - columns
        path.append(_Bead(i, rows, j, columns, cost))
    return path[::-1]


def _pair(costs: BlockCosts, ratio: float, best: _Table, came: _Came, i: int, j: int) -> float:
    """The cost of the cheapest path to a place that ends with a pair."""
    least = math.inf
    for (di, dj), prior in MOVES.items():
        if i >= di and j >= dj:
            paired, unpaired = best[i - di][j - dj]
            before = unpaired if unpaired < paired else paired
            if before < math.inf:
                cost = prior + costs.cost(i - di, di, j - dj, dj, ratio)
                if before + cost < least:
                    least = before + cost
                    came[i, j, 0] = di, dj, cost, int(unpaired < paired)
    return least


def _unpaired(best: _Table, came: _Came, i: int, j: int) -> float:
    """The cost of the cheapest path to a place that ends with a block without counterpart."""
    least = math.inf
    for di, dj in ((1, 0), (0, 1)):
        if i >= di and j >= dj:
            paired, unpaired = best[i - di][j - dj]
            if paired + FIRST_UNPAIRED < least:
                least = paired + FIRST_UNPAIRED
                came[i, j, 1] = di, dj, FIRST_UNPAIRED, 0
            if unpaired + NEXT_UNPAIRED < least:
                least = unpaired + NEXT_UNPAIRED
                came[i, j, 1] = di, dj, NEXT_UNPAIRED, 1
    return least


def _joined(blocks: list[Block]) -> Block | None:
    if not blocks:
        return None
    return Block(blocks[0].kind, "\n".join(block.text for block in blocks), blocks[0].line)
