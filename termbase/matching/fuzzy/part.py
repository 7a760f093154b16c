"""One immutable part of the fuzzy index: a buffer laid out as layout says, and the ids since removed from it."""

from __future__ import annotations

import codecs
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from termbase.matching.fuzzy import layout


class Run(NamedTuple):
    """Rows of one length, kind and width; `text` is where they begin in the text section, `block` their first block."""

    text: int
    first: int
    rows: int
    length: int
    block: int
    kind: int
    width: int
    band: int


class Part:
    """A part over `buffer`; `dead` are ids it still holds and must not answer. Raises ValueError for a damaged header.

    `cache` is for what an engine derives from the buffer.
    """

    def __init__(self, buffer: memoryview, dead: Iterable[int] = ()) -> None:
        self.buffer = buffer
        self.head = layout.Header.read(buffer)
        self.dead = set(dead)
        self.cache: dict[str, Any] = {}

    def __len__(self) -> int:
        """Terms alive."""
        return self.head.terms - len(self.dead)

    @cached_property
    def runs(self) -> list[Run]:
        """All runs, by length."""
        section = self._section(self.head.runs_at, self.head.runs * layout.RUN.size)
        return [Run._make(run) for run in layout.RUN.iter_unpack(section)]

    @cached_property
    def longest(self) -> int:
        """Length of the longest row, 0 without rows."""
        at = self.head.runs_at + (self.head.runs - 1) * layout.RUN.size
        return Run._make(layout.RUN.unpack_from(self.buffer, at)).length if self.head.runs else 0

    @cached_property
    def ids(self) -> memoryview:
        """The id of each row."""
        section = self._section(self.head.ids_at, self.head.rows * self.head.id_size)
        return section.cast("I" if self.head.id_size == 4 else "q")

    @cached_property
    def decoding(self) -> str:
        """The character of each code, U+FFFE for an unused one."""
        points = layout.ALPHABET.unpack_from(self.buffer, self.head.alphabet_at)[:256]
        return "".join(chr(layout.NO_CHARACTER) if point == layout.UNUSED else chr(point) for point in points)

    @cached_property
    def _firsts(self) -> list[int]:
        return [run.first for run in self.runs]

    @cached_property
    def _links(self) -> memoryview:
        return self._section(self.head.links_at, self.head.links * 8).cast("I")

    def _section(self, at: int, size: int) -> memoryview:
        return self.buffer[at : at + size]

    def _decode(self, run: Run, row: int, count: int) -> str:
        size = run.length * run.width
        begin = self.head.text_at + run.text + (row - run.first) * size
        text = self.buffer[begin : begin + count * size]
        if run.width == 1:
            return codecs.charmap_decode(text, "strict", self.decoding)[0]
        return str(text, f"utf-32-{sys.byteorder[0]}e", "surrogatepass")

    def keys(self, rows: list[int]) -> list[str]:
        """The keys of some rows, rising, as they were written; of a SORTED row, the key of the row it is linked to."""
        texts = []
        end = at = size = 0
        decoding, decode, buffer = self.decoding, codecs.charmap_decode, self.buffer
        for row in rows:
            if row >= end:
                run = self.runs[bisect_right(self._firsts, row) - 1]
                end, size = run.first + run.rows, run.length * run.width
                at = self.head.text_at + run.text - run.first * size
            if run.kind == layout.SORTED:
                texts += self.keys([self._links[self.head.links + bisect_left(self._links, row, 0, self.head.links)]])
            elif run.width == 1:
                texts.append(decode(buffer[at + row * size : at + row * size + size], "strict", decoding)[0])
            else:
                texts.append(self._decode(run, row, 1))
        return texts

    def terms(self) -> Iterator[tuple[int, str]]:
        """(id, key) of the terms alive, in no order."""
        for run in self.runs:
            if run.kind == layout.SORTED:
                continue
            text = self._decode(run, run.first, run.rows)
            for number in range(run.rows):
                term = self.ids[run.first + number]
                if term not in self.dead:
                    yield term, text[number * run.length : (number + 1) * run.length]

    def holding(self, ids: Iterable[int]) -> set[int]:
        """Those of the ids that are alive here. O(rows), but O(1) for ids above all of the part's."""
        wanted = {term for term in ids if term <= self.head.max_id} - self.dead
        if not wanted:
            return wanted
        import numpy as np

        rows = np.frombuffer(self.ids, np.uint32 if self.head.id_size == 4 else np.int64)
        if len(wanted) == 1:
            return wanted if bool((rows == next(iter(wanted))).any()) else set()
        return wanted.intersection(rows[np.isin(rows, np.fromiter(wanted, np.int64))].tolist())
