"""Build one immutable part of the fuzzy index with numpy: terms in, one buffer out (see layout).

One pass for each length, O(characters) in all; 1M English terms take 1-2 CPU seconds and 280 MB on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from termbase.matching.fuzzy import layout
from termbase.matching.fuzzy.score import is_plain, token_sort
from termbase.matching.fuzzy.signature import (
    I64,
    U8,
    U32,
    U64,
    Alphabet,
    choose_bits,
    encode,
    shared_column,
    signatures,
)

BAND_EDGES = (5, 8, 12, 16, 21, 27, 39, 79, 2**62)
"""Longest key of each band. Counts grow with length, so each band has its own thresholds."""
SPACES = np.array(
    [*range(9, 14), *range(28, 32), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
)
"""White space other than U+0020."""


class Rows(NamedTuple):
    """All rows in the order given, then the SORTED ones: characters end to end, where each row starts, and so on."""

    points: U32
    starts: I64
    lengths: I64
    kinds: U8
    owners: I64
    links: list[tuple[int, int]]


class Run(NamedTuple):
    """Rows of one length, width and kind, by signature. `order` are their positions among all rows given."""

    length: int
    kind: int
    width: int
    band: int
    order: I64
    sigs: U64
    text: NDArray[Any]


def build_part(ids: Sequence[int], keys: Sequence[str]) -> memoryview:
    """The part of the given terms; `ids` distinct int64, any order. Raises ValueError on a doubled or unfit id."""
    id_array = _id_array(ids)
    rows = _rows(keys)
    alphabet, codes = encode(rows.points)
    order = np.argsort(rows.lengths, kind="stable")
    lengths = rows.lengths[order]
    bands: list[tuple[int, U8, U8]] = []
    runs: list[Run] = []
    for edge_below, edge in zip((-1, *BAND_EDGES), BAND_EDGES, strict=False):
        low, high = np.searchsorted(lengths, [edge_below, edge], side="right").tolist()
        if low == high:
            continue
        groups = _by_length(order[low:high], lengths[low:high])
        codes_and_columns = [_gather(rows, codes, alphabet, group) for group in groups]
        bits = choose_bits([columns for _, columns in codes_and_columns])
        for group, (group_codes, columns) in zip(groups, codes_and_columns, strict=True):
            runs += _split_runs(rows, group, group_codes, signatures(columns, *bits), len(bands))
        bands.append((edge, *bits))
    return _assemble(id_array, rows, alphabet, bands, runs)


def _by_length(order: I64, lengths: I64) -> list[tuple[int, I64]]:
    """(length, rows) for each length; `lengths` rising, those of `order`."""
    cuts = np.flatnonzero(np.diff(lengths, prepend=-1)).tolist()
    return [(int(lengths[a]), order[a:b]) for a, b in zip(cuts, [*cuts[1:], len(order)], strict=True)]


def _gather(rows: Rows, codes: U8, alphabet: Alphabet, group: tuple[int, I64]) -> tuple[U8, U8]:
    """Codes and columns of the characters of the rows of one length, both [rows, length]."""
    length, order = group
    at = rows.starts[order][:, None] + np.arange(length)
    group_codes = codes[at]
    columns = alphabet.columns[group_codes]
    foreign = group_codes == 0
    if foreign.any():
        columns[foreign] = shared_column(rows.points[at[foreign]], alphabet.own)
    return group_codes, columns


def _id_array(ids: Sequence[int]) -> I64:
    """The ids as int64[n]. Raises ValueError where one stands twice or does not fit."""
    try:
        array = np.fromiter(ids, np.int64, len(ids))
    except OverflowError as error:
        raise ValueError("an id that does not fit 64 bits") from error
    if len(array) > 1:
        ordered = array if bool((array[1:] > array[:-1]).all()) else np.sort(array)
        if bool((ordered[1:] == ordered[:-1]).any()):
            raise ValueError("an id that stands twice")
    return array


def _rows(keys: Sequence[str]) -> Rows:
    """The rows of the keys; a key that is not plain has two."""
    if len(keys) > layout.MAX_ROWS // 2:
        raise ValueError("more than 2**31 terms in one part")
    points = _points("".join(keys))
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    odd = [i for i in _maybe_odd(points, lengths).tolist() if not is_plain(keys[i])]
    sorted_keys = [token_sort(keys[i]) for i in odd]
    kinds = np.full(len(keys) + len(odd), layout.BOTH, np.uint8)
    kinds[odd] = layout.RATIO
    kinds[len(keys) :] = layout.SORTED
    owners = np.concatenate([np.arange(len(keys)), np.array(odd, np.int64)])
    if odd:
        points = np.concatenate([points, _points("".join(sorted_keys))])
    lengths = np.concatenate([lengths, np.array([len(key) for key in sorted_keys], np.int64)])
    links = [(len(keys) + n, i) for n, i in enumerate(odd)]
    return Rows(points, np.cumsum(lengths) - lengths, lengths, kinds, owners, links)


def _points(text: str) -> U32:
    """The code points of the text, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32", "surrogatepass"), np.uint32)[1:]


def _maybe_odd(points: U32, lengths: I64) -> I64:
    """Rows that may not be plain: all that are not, and few others."""
    space = points == 32
    doubtful = np.zeros(len(points), bool)
    doubtful[1:] = space[1:] & space[:-1]
    other = SPACES[points.max(initial=0) >= SPACES]
    if len(other):
        table = np.zeros(int(points.max()) + 1, bool)
        table[other] = True
        doubtful |= table[points]
    ends = np.cumsum(lengths)
    filled = lengths > 0
    doubtful[(ends - lengths)[filled]] |= space[(ends - lengths)[filled]]
    doubtful[(ends - 1)[filled]] |= space[(ends - 1)[filled]]
    return np.unique(np.searchsorted(ends, np.flatnonzero(doubtful), side="right"))


def _split_runs(rows: Rows, group: tuple[int, I64], codes: U8, sigs: U64, band: int) -> list[Run]:
    """The rows of one length as runs by width and kind, the rows of each by signature."""
    length, order = group
    label = (codes == 0).any(axis=1) * 4 + rows.kinds[order]
    runs = []
    for value in np.unique(label).tolist():
        chosen = np.flatnonzero(label == value)
        chosen = chosen[np.argsort(sigs[chosen])]
        at = rows.starts[order[chosen]][:, None] + np.arange(length if value >= 4 else 0)
        text = rows.points[at] if value >= 4 else codes[chosen]
        runs.append(Run(length, value % 4, 4 if value >= 4 else 1, band, order[chosen], sigs[chosen], text))
    return runs


def _assemble(ids: I64, rows: Rows, alphabet: Alphabet, bands: list[tuple[int, U8, U8]], runs: list[Run]) -> memoryview:
    """Header and sections as one buffer, which begins with a line of memory so that blocks do, as in a mapped file."""
    order = np.concatenate([np.zeros(0, np.int64), *(run.order for run in runs)])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    links = np.array(sorted((place[a], place[b]) for a, b in rows.links), np.uint32).reshape(-1, 2)
    small = len(ids) == 0 or (ids.min() >= 0 and ids.max() < 2**32)
    packed, text = _runs_and_text(runs)
    blocks, sigs = _blocks_and_signatures(runs)
    sections = (
        layout.ALPHABET.pack(*alphabet.points.tolist(), *alphabet.columns.tolist(), alphabet.own),
        b"".join(layout.BAND.pack(edge, *columns.tolist(), *leasts.tolist()) for edge, columns, leasts in bands),
        packed,
        blocks.tobytes(),
        sigs.tobytes(),
        ids[rows.owners[order]].astype(np.uint32 if small else np.int64).tobytes(),
        links.T.tobytes(),
        text,
    )
    at, offsets = layout.padded(layout.HEADER.size), []
    for section in sections:
        offsets.append(at)
        at += layout.padded(len(section))
    max_id = max(int(ids.max(initial=0)), 0)
    counts = (
        len(ids),
        len(order),
        4 if small else 8,
        len(bands),
        len(runs),
        blocks.shape[1],
        len(links),
        len(text),
        max_id,
    )
    head = layout.Header(at, *counts, *offsets)
    room = np.zeros(at + layout.ALIGN, np.uint8)
    buffer = room.data[-room.ctypes.data % layout.ALIGN :][:at]
    for offset, section in zip((0, *offsets), (layout.HEADER.pack(*head), *sections), strict=True):
        buffer[offset : offset + len(section)] = section
    return buffer


def _runs_and_text(runs: list[Run]) -> tuple[bytes, bytes]:
    """The runs packed, and the text section."""
    packed: list[bytes] = []
    texts: list[bytes] = []
    text_at = row = block = 0
    for run in runs:
        pad = -text_at % run.width
        texts += [bytes(pad), run.text.tobytes()]
        text_at += pad
        place = text_at, row, len(run.order), run.length, block
        packed.append(layout.RUN.pack(*place, run.kind, run.width, run.band))
        text_at += len(run.order) * run.length * run.width
        row += len(run.order)
        block += -(-len(run.order) // layout.BLOCK)
    return b"".join(packed), b"".join(texts)


def _blocks_and_signatures(runs: list[Run]) -> tuple[U32, U32]:
    """The sections of blocks and signatures: uint32[2, blocks] and uint32[2, blocks * BLOCK]."""
    unions, intersections, sigs = [], [], []
    for run in runs:
        starts = np.arange(0, len(run.sigs), layout.BLOCK)
        unions.append(np.bitwise_or.reduceat(run.sigs, starts))
        intersections.append(np.bitwise_and.reduceat(run.sigs, starts))
        sigs += [run.sigs, np.zeros(-len(run.sigs) % layout.BLOCK, np.uint64)]
    none = np.zeros(0, np.uint64)
    blocks = np.stack([np.concatenate([none, *unions]), np.concatenate([none, *intersections])])
    whole = np.concatenate([none, *sigs])
    return (blocks >> 32).astype(np.uint32), np.stack([whole >> 32, whole & 0xFFFFFFFF]).astype(np.uint32)
