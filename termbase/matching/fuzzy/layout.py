"""How one immutable part of the fuzzy index lies in memory and, byte for byte, in its file.

A part is one buffer in the machine's byte order. Its header is 18 uint64, the fields of `Header`; then sections, each
at a multiple of 64 from the start of the part:

    alphabet  Alphabet      code point (rising) and column of each one-byte code; 0 stands for every other character
    bands     Band[b]       by length: which counts of columns the 64 bits of a signature tell
    runs      Run[r]        rows of equal length, width and kind, in that order; each begins with a block
    blocks    uint32[2, b]  OR, then AND of the leading halves of the signatures of up to BLOCK rows of a run
    sigs      uint32[2, BLOCK * b]  leading halves of the signatures, then trailing ones; zeros fill a run's last block
    ids       uint32[n] or int64[n]
    links     uint32[2, k]  rows of kind SORTED, rising, and the rows that hold their keys as written
    text      uint8[...]    characters of each row: codes (width 1), or code points (width 4) where a code is missing

A key that `is_plain` makes one row of kind BOTH, which serves both scorers, since a signature does not depend on the
order of characters. Another key makes two: RATIO as written, SORTED after token_sort. The rows of a run rise by
signature, so that those of a block are alike. `_fuzzy_core.h` reads the same.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

BOTH, RATIO, SORTED = 0, 1, 2
UNUSED = 0xFFFFFFFF
NO_CHARACTER = 0xFFFE
BITS = 64
BLOCK = 32
"""Rows whose signatures are summed up."""
ALIGN = 64
HEADER = struct.Struct("=18Q")
ALPHABET = struct.Struct("=256I256BQ")
"""Code points by code, columns by code, characters with a column of their own."""
BAND = struct.Struct("=Q64B64B")
"""Longest key of the band; column and least count of each bit (least count 0: the bit is never set)."""
RUN = struct.Struct("=QIIIIBBB5x")
"""Offset in text, first row, rows, length, first block; kind, width, band."""
MAX_ROWS = 2**32 - 1


class Header(NamedTuple):
    """Counts and offsets in bytes of one part; `terms` counts ids, `rows` also the second rows of keys not plain."""

    size: int
    terms: int
    rows: int
    id_size: int
    bands: int
    runs: int
    blocks: int
    links: int
    text_size: int
    max_id: int
    alphabet_at: int
    bands_at: int
    runs_at: int
    blocks_at: int
    sigs_at: int
    ids_at: int
    links_at: int
    text_at: int

    @classmethod
    def read(cls, buffer: memoryview) -> Header:
        """The header of a part, its sections checked to lie inside `buffer`. Raises ValueError where they do not."""
        if len(buffer) < HEADER.size:
            raise ValueError("a part shorter than its header")
        head = cls(*HEADER.unpack_from(buffer))
        sections = (
            (head.alphabet_at, ALPHABET.size),
            (head.bands_at, head.bands * BAND.size),
            (head.runs_at, head.runs * RUN.size),
            (head.blocks_at, head.blocks * 8),
            (head.sigs_at, head.blocks * BLOCK * 8),
            (head.ids_at, head.rows * head.id_size),
            (head.links_at, head.links * 8),
            (head.text_at, head.text_size),
        )
        fits = all(at % ALIGN == 0 and at + size <= head.size for at, size in sections)
        if head.size != len(buffer) or head.id_size not in (4, 8) or head.bands > 255 or not fits:
            raise ValueError("a part whose sections do not fit")
        return head


def padded(size: int) -> int:
    """`size` rounded up to a multiple of ALIGN."""
    return -(-size // ALIGN) * ALIGN
