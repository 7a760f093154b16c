"""Pairing the blocks of a text with those of its translation.

Blocks of a translated section correspond one to one in nearly all documents. Where they do not, dynamic programming
over lengths finds the pairing, after Gale and Church, "A program for aligning sentences in bilingual corpora",
Computational Linguistics 19(1), 1993; here with the kind of the block (heading, item, code) as a further hint.
"""

from __future__ import annotations

import math

from termbase.model import Block, Segment

# Variance of the length ratio and costs (negative natural logarithms of probabilities) of the ways to pair, after
# Gale and Church, tables 4 and 5; their figure of 6.8 per character holds for most European pairs.
VARIANCE = 6.8
MOVES = {(1, 1): 0.117, (1, 0): 4.6, (0, 1): 4.6, (2, 1): 2.4, (1, 2): 2.4}
OTHER_KIND = 3.0
# Pairings are looked for this many blocks to either side of the diagonal, beyond the difference in number.
BAND = 25
# A larger table is not worked out: the blocks are taken in order, and the score says that this is a guess.
MOST_CELLS = 400_000


def align_blocks(source: list[Block], target: list[Block]) -> list[Segment]:
    """The segments of a text: every block of both sides once, in order; None where a side has no counterpart.

    Two blocks that correspond to one are joined by a line feed.
    """
    if not source or not target:
        return [Segment(block, None, 0.0) for block in source] + [Segment(None, block, 0.0) for block in target]
    if len(source) == len(target) and all(s.kind == t.kind for s, t in zip(source, target, strict=True)):
        return [Segment(s, t) for s, t in zip(source, target, strict=True)]
    if len(source) * 2 * _width(source, target) > MOST_CELLS:
        return _in_order(source, target)
    return _by_length(source, target)


def _width(source: list[Block], target: list[Block]) -> int:
    return BAND + abs(len(source) - len(target))


def _in_order(source: list[Block], target: list[Block]) -> list[Segment]:
    shared = min(len(source), len(target))
    paired = [Segment(s, t, 0.3) for s, t in zip(source, target, strict=False)]
    return paired + align_blocks(source[shared:], []) + align_blocks([], target[shared:])


def _by_length(source: list[Block], target: list[Block]) -> list[Segment]:
    ratio = max(sum(len(b.text) for b in target), 1) / max(sum(len(b.text) for b in source), 1)
    rows, columns = len(source) + 1, len(target) + 1
    cost = [[math.inf] * columns for _ in range(rows)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * columns for _ in range(rows)]
    cost[0][0] = 0.0
    width = _width(source, target)
    for i in range(rows):
        for j in range(max(0, i - width), min(columns, i + width + 1)):
            for (di, dj), prior in MOVES.items():
                if i < di or j < dj or cost[i - di][j - dj] == math.inf:
                    continue
                total = cost[i - di][j - dj] + prior + _mismatch(source[i - di : i], target[j - dj : j], ratio)
                if total < cost[i][j]:
                    cost[i][j], came[i][j] = total, (di, dj)
    segments: list[Segment] = []
    i, j = rows - 1, columns - 1
    while i or j:
        di, dj = came[i][j]
        pair = _joined(source[i - di : i]), _joined(target[j - dj : j])
        local = cost[i][j] - cost[i - di][j - dj]
        segments.append(Segment(*pair, round(math.exp(-local / 4), 3) if di and dj else 0.0))
        i, j = i - di, j - dj
    return segments[::-1]


def _mismatch(source: list[Block], target: list[Block], ratio: float) -> float:
    """The cost of pairing these blocks: how unlikely their lengths are, and whether their kinds differ."""
    if not source or not target:
        return 0.0
    expected = sum(len(b.text) for b in source) * ratio
    actual = sum(len(b.text) for b in target)
    deviation = abs(actual - expected) / math.sqrt(max((expected + actual) / 2, 1.0) * VARIANCE)
    kinds = 0.0 if len({block.kind for block in (*source, *target)}) == 1 else OTHER_KIND
    return kinds + min(-math.log(max(math.erfc(deviation / math.sqrt(2)), 1e-9)), 20.0)


def _joined(blocks: list[Block]) -> Block | None:
    if not blocks:
        return None
    return Block(blocks[0].kind, "\n".join(block.text for block in blocks), blocks[0].line)
