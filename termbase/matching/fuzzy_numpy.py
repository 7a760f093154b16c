"""The engine of the fuzzy index that needs only numpy and rapidfuzz: the bounds here, what survives to rapidfuzz.

Gives the answers of the compiled engine. Below BRUTE_ROWS rows it tries every term, which is faster there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from termbase.matching import fuzzy_layout as layout
from termbase.matching.fuzzy_part import Part
from termbase.matching.fuzzy_score import Hit, Scorer
from termbase.matching.fuzzy_signature import I64, U8, U64, shared_column

BRUTE_ROWS = 3500
"""Measured: from about here on the bounds cost less than trying every term (docs/matching-theory.md)."""
BRUTE_SHARE = 0.05
"""Of the rows, what may survive the bounds; scoring more one by one takes longer than trying every term."""
CHUNK = 2**15
"""Rows scanned at a time, to stay within the processor's cache."""
SCORER = {"ratio": fuzz.ratio, "token_sort_ratio": fuzz.token_sort_ratio}
NEVER = 65
"""More bits than a signature has."""


class Arrays(NamedTuple):
    """A part as arrays: one entry a run, then one a row; bands as [bands, 64]."""

    first: I64
    rows: I64
    length: I64
    kind: I64
    pops: I64
    band: I64
    sigs: U64
    bit_columns: U8
    bit_leasts: U8
    columns: dict[int, int]
    own: int


def search(part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer) -> list[list[Hit]]:
    """As fuzzy_engine.Engine says."""
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
    sigs = np.frombuffer(part.buffer, np.uint64, head.rows, head.sigs_at)
    bands = np.frombuffer(part.buffer, np.uint8, head.bands * layout.BAND.size, head.bands_at)
    bands = bands.reshape(-1, layout.BAND.size)
    alphabet = layout.ALPHABET.unpack_from(part.buffer, head.alphabet_at)
    columns = dict(zip(alphabet[:256], alphabet[256:512], strict=True))
    columns.pop(layout.UNUSED, None)
    by_run = runs[:, 1], runs[:, 2], runs[:, 3], runs[:, 4], runs[:, 6], runs[:, 7]
    return Arrays(*by_run, sigs, bands[:, 8:72], bands[:, 72:136], columns, alphabet[512])


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
    counts = _query_counts(arrays, query)
    flags = (counts[arrays.bit_columns] >= arrays.bit_leasts) & (arrays.bit_leasts > 0)
    sigs = np.packbits(flags, axis=1, bitorder="little").view("<u8").ravel()
    band, pops = arrays.band[begin:end], arrays.pops[begin:end]
    query_pops = np.bitwise_count(sigs).astype(np.int64)[band]
    least = np.maximum(np.maximum(query_pops - deleted, pops - inserted), 0)
    impossible = (deleted < 0) | (inserted < 0) | (arrays.kind[begin:end] == without)
    least[impossible | (least > np.minimum(query_pops, pops))] = NEVER
    rows = []
    for number in np.unique(band).tolist():
        low, high = (np.searchsorted(band, [number, number + 1]) + begin).tolist()
        bounds = np.repeat(least[low - begin : high - begin].astype(np.uint8), arrays.rows[low:high])
        rows.append(_scan(arrays.sigs[int(arrays.first[low]) :], sigs[number], bounds) + arrays.first[low])
    return np.concatenate(rows) if rows else np.zeros(0, np.int64)


def _scan(sigs: U64, sig: np.uint64, bounds: U8) -> I64:
    """Positions of the signatures that share at least their bound of bits with `sig`; len(bounds) are looked at."""
    found = []
    for at in range(0, len(bounds), CHUNK):
        bound = bounds[at : at + CHUNK]
        shared = np.bitwise_count(sigs[at : at + len(bound)] & sig)
        found.append(np.flatnonzero(shared >= bound) + at)
    return np.concatenate(found)
