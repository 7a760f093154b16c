"""The engine of the fuzzy index that needs only numpy and rapidfuzz: the bounds here, what survives to rapidfuzz.

Gives the answers of the compiled engine. Below BRUTE_ROWS rows it tries every term, which is faster there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from termbase.matching.fuzzy import layout
from termbase.matching.fuzzy.part import Part
from termbase.matching.fuzzy.score import Hit, Scorer
from termbase.matching.fuzzy.signature import I64, U8, U32, shared_column

BRUTE_ROWS = 3500
"""Measured: from about here on the bounds cost less than trying every term (docs/matching-theory.md)."""
BRUTE_SHARE = 0.05
"""Of the rows, what may survive the bounds; scoring more one by one takes longer than trying every term."""
CHUNK = 2**10
"""Blocks whose rows are scanned at a time, to stay within the processor's cache."""
SCORER = {"ratio": fuzz.ratio, "token_sort_ratio": fuzz.token_sort_ratio}


class Arrays(NamedTuple):
    """A part as arrays: one entry a run, a block and a row (at multiples of BLOCK); bands as [bands, 64]."""

    first: I64
    rows: I64
    length: I64
    block: I64
    kind: I64
    band: I64
    unions: U32
    intersections: U32
    leading: U32
    trailing: U32
    bit_columns: U8
    bit_leasts: U8
    columns: dict[int, int]
    own: int


def search(part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer) -> list[list[Hit]]:
    """As engine.Engine says."""
    if part.head.rows < BRUTE_ROWS:
        return [_brute(part, query, cutoff, limit, scorer) for query in queries]
    return [_search_one(part, query, cutoff, limit, scorer) for query in queries]


def checksum(buffer: memoryview) -> tuple[int, int]:
    """Fletcher's two sums over the 64-bit words of the buffer, modulo 2**64."""
    words = np.frombuffer(buffer, np.uint64)
    first = second = 0
    for at in range(0, len(words), 2**16):
        sums = np.cumsum(words[at : at + 2**16], dtype=np.uint64)
        second += int(sums.sum(dtype=np.uint64)) + len(sums) * first
        first += int(sums[-1])
    return first % 2**64, second % 2**64


def reaches(distance: I64, total: I64, cutoff: float) -> NDArray[np.bool_]:
    """Whether an indel distance among `total` characters reaches the cutoff, rounded as rapidfuzz does."""
    similarity = 1.0 - np.divide(distance, total, out=np.zeros(len(total)), where=total > 0)
    return (similarity >= cutoff / 100.0) & (similarity * 100.0 >= cutoff)


def largest_distance(total: I64, cutoff: float) -> I64:
    """Largest indel distance that reaches the cutoff, for each sum of two lengths."""
    distance = np.minimum(((1.0 - cutoff / 100.0) * total).astype(np.int64) + 2, total)
    while not (good := reaches(distance, total, cutoff) | (distance == 0)).all():
        distance = distance - ~good
    return distance


def _rank(hits: list[Hit], limit: int | None) -> list[Hit]:
    if len(hits) > 1:
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
    return hits if limit is None else hits[:limit]


def _brute(part: Part, query: str, cutoff: float, limit: int | None, scorer: Scorer) -> list[Hit]:
    """Every term is tried; where the score speaks of lengths, those of fitting length (bound 1, two wider)."""
    if "terms" not in part.cache:
        dead, part.dead = part.dead, set()
        ordered = sorted(part.terms(), key=lambda term: len(term[1]))
        part.dead = dead
        part.cache["terms"] = [n for n, _ in ordered], [key for _, key in ordered], [len(key) for _, key in ordered]
    ids, keys, lengths = part.cache["terms"]
    begin = 0
    if scorer == "ratio" and cutoff:
        begin = bisect_left(lengths, len(query) * cutoff / (200.0 - cutoff) - 2)
        keys = keys[begin : bisect_right(lengths, len(query) * (200.0 - cutoff) / cutoff + 2)]
    found = process.extract(query, keys, scorer=SCORER[scorer], score_cutoff=cutoff, limit=None)
    return _rank([(ids[begin + position], score, key) for key, score, position in found], limit) if found else []


def _search_one(part: Part, query: str, cutoff: float, limit: int | None, scorer: Scorer) -> list[Hit]:
    if "arrays" not in part.cache:
        part.cache["arrays"] = _arrays(part)
    without = layout.SORTED if scorer == "ratio" else layout.RATIO
    rows = _candidates(part.cache["arrays"], query, cutoff, without)
    if len(rows) > part.head.rows * BRUTE_SHARE:
        return _brute(part, query, cutoff, limit, scorer)
    keys = part.keys(rows.tolist())
    found = process.extract(query, keys, scorer=SCORER[scorer], score_cutoff=cutoff, limit=None)
    return _rank([(part.ids[int(rows[position])], score, key) for key, score, position in found], limit)


def _arrays(part: Part) -> Arrays:
    runs = np.array(part.runs, np.int64).reshape(-1, 8)
    head = part.head
    blocks = np.frombuffer(part.buffer, np.uint32, 2 * head.blocks, head.blocks_at).reshape(2, -1)
    sigs = np.frombuffer(part.buffer, np.uint32, 2 * layout.BLOCK * head.blocks, head.sigs_at).reshape(2, -1)
    bands = np.frombuffer(part.buffer, np.uint8, head.bands * layout.BAND.size, head.bands_at)
    bands = bands.reshape(-1, layout.BAND.size)
    alphabet = layout.ALPHABET.unpack_from(part.buffer, head.alphabet_at)
    columns = dict(zip(alphabet[:256], alphabet[256:512], strict=True))
    columns.pop(layout.UNUSED, None)
    by_run = runs[:, 1], runs[:, 2], runs[:, 3], runs[:, 4], runs[:, 5], runs[:, 7]
    by_bit = bands[:, 8:72], bands[:, 72:136]
    return Arrays(*by_run, blocks[0], blocks[1], sigs[0], sigs[1], *by_bit, columns, alphabet[512])


def _query_counts(arrays: Arrays, query: str) -> I64:
    """int64[64]: how many characters of the query stand in each column."""
    points = np.frombuffer(query.encode("utf-32", "surrogatepass"), np.uint32)[1:]
    shared = shared_column(points, arrays.own).tolist()
    columns = [arrays.columns.get(point, other) for point, other in zip(points.tolist(), shared, strict=True)]
    return np.bincount(np.array(columns, np.int64), minlength=64)


def _candidates(arrays: Arrays, query: str, cutoff: float, without: int) -> I64:
    """Rows that bounds 1 and 2 let through, those of the kind `without` left out."""
    shortest = len(query) * cutoff / (200.0 - cutoff) - 2
    longest = len(query) * (200.0 - cutoff) / cutoff + 2 if cutoff else 2.0**62
    begin, end = np.searchsorted(arrays.length, [shortest, longest]).tolist()
    length = arrays.length[begin:end]
    distance = largest_distance(len(query) + length, cutoff)
    deleted, inserted = (distance + len(query) - length) // 2, (distance + length - len(query)) // 2
    possible = (deleted >= 0) & (inserted >= 0) & (arrays.kind[begin:end] != without)
    runs = np.flatnonzero(possible) + begin
    bounds = np.minimum([deleted[possible], inserted[possible]], layout.BITS).astype(np.uint8)
    counts = _query_counts(arrays, query)
    flags = (counts[arrays.bit_columns] >= arrays.bit_leasts) & (arrays.bit_leasts > 0)
    tails, heads = np.packbits(flags, axis=1, bitorder="little").view("<u4")[arrays.band[runs]].T
    return _scan(arrays, runs, heads, tails, *bounds)


def _scan(arrays: Arrays, runs: I64, heads: U32, tails: U32, deleted: U8, inserted: U8) -> I64:
    """Rows of some runs within bound 2: first blocks are tried, then leading halves, then whole signatures.

    Given for each run: the halves of the query's signature, and most characters to delete and to insert.
    Blocks and leading halves are tried by the tighter of these: what a row lacks of the signature, or has beyond.
    """
    sizes = -(-arrays.rows[runs] // layout.BLOCK)
    run = np.repeat(np.arange(len(sizes)), sizes)
    blocks = np.arange(len(run)) + (arrays.block[runs] - np.cumsum(sizes) + sizes).take(run)
    lacking = deleted <= inserted
    flip = np.where(lacking, np.uint32(0xFFFFFFFF), np.uint32(0))
    mask, most = heads ^ ~flip, np.minimum(deleted, inserted)
    sums = np.where(lacking.take(run), arrays.unions.take(blocks), arrays.intersections.take(blocks))
    live = np.flatnonzero(np.bitwise_count((sums ^ flip.take(run)) & mask.take(run)) <= most.take(run))
    run, blocks = run.take(live), blocks.take(live)
    leading = arrays.leading.reshape(-1, layout.BLOCK)
    found = [np.zeros(0, np.int64)]
    for at in range(0, len(blocks), CHUNK):
        some = run[at : at + CHUNK, None]
        apart = leading.take(blocks[at : at + CHUNK], axis=0)
        apart ^= flip.take(some)
        apart &= mask.take(some)
        found.append(np.flatnonzero(np.bitwise_count(apart) <= most.take(some)) + at * layout.BLOCK)
    number, within = np.divmod(np.concatenate(found), layout.BLOCK)
    place, run = blocks.take(number) * layout.BLOCK + within, run.take(number)
    head, tail, first, rest = heads.take(run), tails.take(run), arrays.leading.take(place), arrays.trailing.take(place)
    good = np.bitwise_count(head & ~first) + np.bitwise_count(tail & ~rest) <= deleted.take(run)
    good &= np.bitwise_count(first & ~head) + np.bitwise_count(rest & ~tail) <= inserted.take(run)
    place, run = place[good], runs.take(run[good])
    row = place - arrays.block.take(run) * layout.BLOCK
    found_rows: I64 = (row + arrays.first.take(run))[row < arrays.rows.take(run)]
    return found_rows
