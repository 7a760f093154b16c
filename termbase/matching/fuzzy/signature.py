"""The 64-bit signature of a text: which counts of characters it reaches (docs/matching-theory.md, bound 2).

The characters are sorted into 64 columns: a frequent one has its own, the rest share by a hash. Bit b says «column c_b
counts at least k_b here». Inserting or deleting one character changes the count of one column by one, so it sets or
clears at most one bit. Which 64 statements is chosen for each part and band of lengths: those nearest to true of half
of the rows, for they tell most rows apart.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from termbase.matching.fuzzy import layout

U8: TypeAlias = NDArray[np.uint8]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]

COLUMNS = 64
MOST_OWN = 56
"""Characters with a column of their own, at most."""
OWN_SHARE = 1 / 250
"""Share of the text from which on a character has one."""
SAMPLE = 20_000
"""About how many rows of a band its statements are chosen from."""

CHUNK = 2**19
"""Characters worked on at a time, to stay within the processor's cache."""


class Alphabet(NamedTuple):
    """The characters of a part: code point and column of each code; columns below `own` hold one character each."""

    points: U32
    columns: U8
    own: int


def encode(points: U32) -> tuple[Alphabet, U8]:
    """The alphabet of the 255 most frequent characters, and the code of every character (0: not in it).

    U+FFFE never has a code, for it marks the unused ones where Python decodes them (part).
    """
    found, frequency = _histogram(points)
    rank = np.argsort(-frequency, kind="stable")
    chosen = np.sort(found[rank[:255]])
    chosen = chosen[chosen != layout.NO_CHARACTER]
    table = np.full(256, layout.UNUSED, np.uint32)
    table[1 : len(chosen) + 1] = chosen
    lookup = np.zeros(int(points.max(initial=0)) + 1, np.uint8)
    lookup[chosen] = np.arange(1, len(chosen) + 1)
    own = int((frequency[rank[:MOST_OWN]] >= len(points) * OWN_SHARE).sum())
    columns = shared_column(table, own)  # also of the unused codes, which no row has
    coded = lookup[found[rank[:own]]]
    columns[coded[coded > 0]] = np.flatnonzero(coded)
    codes = np.empty(len(points), np.uint8)
    for at in range(0, len(points), CHUNK):
        codes[at : at + CHUNK] = lookup[points[at : at + CHUNK]]
    return Alphabet(table, columns, own), codes


def shared_column(points: U32, own: int) -> U8:
    """The column of characters that have none of their own, by Knuth's multiplicative hash."""
    mixed: U32 = points * np.uint32(2654435761) >> np.uint32(16)
    return (own + mixed % np.uint32(COLUMNS - own)).astype(np.uint8)


def _histogram(points: U32) -> tuple[U32, I64]:
    """The distinct characters, rising, and how often each stands there."""
    if len(points) < CHUNK // 4:
        return np.unique(points, return_counts=True)
    total = np.zeros(int(points.max()) + 1, np.int64)
    for at in range(0, len(points), CHUNK):
        part = np.bincount(points[at : at + CHUNK])
        total[: len(part)] += part
    found = np.flatnonzero(total)
    return found.astype(np.uint32), total[found]


def count(columns: U8) -> U8:
    """uint8[n, COLUMNS]: how many characters of each row of uint8[n, length] stand in each column (at most 255)."""
    rows, length = columns.shape
    cells = columns + np.arange(0, rows * COLUMNS, COLUMNS, dtype=np.int64)[:, None]
    counts = np.bincount(cells.ravel(), minlength=rows * COLUMNS).reshape(rows, COLUMNS)
    return (counts if length < 256 else np.minimum(counts, 255)).astype(np.uint8)


def choose_bits(groups: list[U8]) -> tuple[U8, U8]:
    """Column and least count of each of the 64 bits, from the columns of a band's rows: one [rows, length] a length.

    The highest bit tells most, so that signatures that stand in order share what tells most.

    The statements are distinct, so that one edit changes at most one bit each way: the bound rests on it. A bit without
    a statement has least count 0 and is never set.
    """
    total = sum(len(group) for group in groups)
    share = np.zeros((256, COLUMNS))
    for group in groups:
        sample = group[:: -(-total // SAMPLE)][: 2**22 // max(group.shape[1], 1) + 1]
        counts = count(sample)
        for least in range(1, int(counts.max(initial=0)) + 1):
            share[least] += (counts >= least).sum(axis=0) * (len(group) / len(sample) / total)
    spread = share * (1 - share)
    best = np.argsort(-spread, axis=None, kind="stable")[: layout.BITS]
    leasts, columns = np.divmod(best, COLUMNS)
    leasts[spread.ravel()[best] <= 0] = 0
    return columns[::-1].astype(np.uint8), leasts[::-1].astype(np.uint8)


def signatures(columns: U8, bit_columns: U8, bit_leasts: U8) -> U64:
    """uint64[n] of rows uint8[n, length]: bit b is set where column bit_columns[b] counts at least bit_leasts[b]."""
    out = np.zeros(len(columns), np.uint64)
    chunk = max(1, 2**20 // max(columns.shape[1], COLUMNS))
    for at in range(0, len(columns), chunk):
        counts = count(columns[at : at + chunk])
        flags = (np.take(counts, bit_columns, axis=1) >= bit_leasts) & (bit_leasts > 0)
        out[at : at + chunk] = np.packbits(flags, axis=1, bitorder="little").view("<u8").ravel()
    return out
