"""How well blocks are paired where a side lacks some: documents with as many blocks on both sides are cut and aligned.

Blocks of documents that correspond one to one are left out, joined or summed up at random; which belong together stays
known. Printed for each way of cutting: precision and recall of the pairs of a score of .5 or more.

    python benchmarks/blocks.py FOLDER… [--seed 7]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from termbase.documents import sections
from termbase.documents.blocks import align_blocks
from termbase.documents.conventions import load_conventions
from termbase.model import Block, Segment

# Shares of source blocks left out, of target blocks left out, and of blocks joined with the one before them.
CASES = {
    "a tenth left out": (0.1, 0.1, 0.0), "source 30 % shorter": (0.3, 0.0, 0.0), "target 30 % shorter": (0.0, 0.3, 0.0),
    "source 60 % shorter": (0.6, 0.0, 0.0), "blocks joined": (0.0, 0.0, 0.15), "left out and joined": (0.1, 0.1, 0.1),
}  # fmt: skip
SUMMARY = "[The section goes on]"

Side = list[tuple[Block, set[int]]]
Gold = set[tuple[int, int]]
Case = tuple[list[Block], list[Block], Gold]


def documents(folders: list[Path], source: str, target: str) -> Iterator[tuple[list[Block], list[Block]]]:
    """The blocks of the documents of at least four that correspond one to one."""
    conventions = load_conventions()
    for path in sorted(p for folder in folders for p in folder.rglob("*.md")):
        document = sections.read_sections(path.read_text("utf-8"), path.name, "", source, target, conventions)
        pairs = [(s.source, s.target) for s in document.segments if s.source and s.target and s.score == 1]
        if len(pairs) == len(document.segments) >= 4:
            yield [one for one, _ in pairs], [two for _, two in pairs]


def shortened(blocks: list[Block], left_out: float, joined: float, chance: random.Random) -> Side:
    """The blocks that stay, some joined to the one before; each with the numbers it had."""
    side: Side = []
    for block, numbers in [(b, {n}) for n, b in enumerate(blocks) if chance.random() >= left_out]:
        if side and chance.random() < joined and side[-1][0].kind == block.kind and len(side[-1][1]) == 1:
            before, known = side[-1]
            side[-1] = Block(block.kind, f"{before.text}\n{block.text}", before.line), known | numbers
        else:
            side.append((block, numbers))
    return side


def cut(source: list[Block], target: list[Block], case: tuple[float, float, float], chance: random.Random) -> Case:
    """Both sides with blocks left out and joined, and which of them belong together."""
    ours, theirs = shortened(source, case[0], case[2], chance), shortened(target, case[1], case[2], chance)
    gold = {(i, j) for i, (_, a) in enumerate(ours) for j, (_, b) in enumerate(theirs) if a & b}
    return [block for block, _ in ours], [block for block, _ in theirs], gold


def summed_up(source: list[Block], target: list[Block], chance: random.Random) -> Case:
    """The first blocks of a side, a remark instead of the rest, and the whole of the other."""
    length = chance.randint(1, max(1, len(source) // 3))
    return [*source[:length], Block("paragraph", SUMMARY, 0)], target, {(i, i) for i in range(length)}


def links(segments: list[Segment]) -> Gold:
    """Which blocks were paired with which, by number, from a score of .5 on."""
    found: Gold = set()
    at = [0, 0]
    for segment in segments:
        sides = segment.source, segment.target
        sizes = [side.text.count("\x00") if side else 0 for side in sides]
        if all(sides) and segment.score >= 0.5:
            found |= {(at[0] + i, at[1] + j) for i in range(sizes[0]) for j in range(sizes[1])}
        at = [at[0] + sizes[0], at[1] + sizes[1]]
    return found


def score(cases: Iterator[Case]) -> tuple[int, float, float]:
    """The number of right pairs, precision and recall."""
    right = wrong = missed = 0
    for source, target, gold in cases:
        if len(source) != len(target) and source and target:
            # A mark at the end of each block tells how many were joined.
            marked = [[Block(b.kind, b.text + "\x00", b.line) for b in side] for side in (source, target)]
            found = links(align_blocks(*marked))
            right, wrong, missed = right + len(found & gold), wrong + len(found - gold), missed + len(gold - found)
    return right + missed, right / max(1, right + wrong), right / max(1, right + missed)


def main() -> None:
    """Print a line for each way of cutting."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--source", default="en")
    options.add_argument("--target", default="ar")
    given = options.parse_args()
    chance, texts = random.Random(given.seed), list(documents(given.folders, given.source, given.target))
    print(f"{len(texts)} documents\n{'':24}pairs  precision  recall  CPU s")
    for name in (*CASES, "source summed up", "target summed up"):
        began = time.process_time()
        if name in CASES:
            cases: Iterator[Case] = (cut(s, t, CASES[name], chance) for s, t in texts)
        elif name.startswith("source"):
            cases = (summed_up(s, t, chance) for s, t in texts)
        else:
            turned = (summed_up(t, s, chance) for s, t in texts)
            cases = ((s, t, {(i, j) for j, i in gold}) for t, s, gold in turned)
        total, precision, recall = score(cases)
        print(f"{name:24}{total:5}{precision:11.3f}{recall:8.3f}{time.process_time() - began:7.1f}")


if __name__ == "__main__":
    main()
