"""Which engine searches the parts: `compiled` (_fuzzy.c) where it was built, else `numpy`. Same answers from both.

numpy and rapidfuzz are imported when first needed, so an index that nobody asks costs nothing, and with the compiled
engine the first answer of a fresh process waits for neither.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Literal, Protocol, cast

from termbase.matching.fuzzy.part import Part
from termbase.matching.fuzzy.score import Hit, Scorer

try:
    from termbase.matching import _fuzzy
except ImportError:  # a wheel without a compiler
    _fuzzy = None  # type: ignore[assignment]

EngineName = Literal["compiled", "numpy"]
AVAILABLE: tuple[EngineName, ...] = ("numpy",) if _fuzzy is None else ("compiled", "numpy")
BATCH = 256
BATCH_CHARACTERS = 2**16
"""A batch ends at so many queries or characters; each character takes about 50 bytes while it runs."""


class Engine(Protocol):
    """Searches one part, and sums a buffer."""

    def search(
        self, part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer
    ) -> list[list[Hit]]:
        """For each query its (id, score, key) among the terms of the part, dead ones too; best first, ties by id.

        0 <= cutoff <= 100; for token_sort_ratio the queries are token-sorted already.
        """

    def checksum(self, buffer: memoryview) -> tuple[int, int]:
        """Fletcher's two sums over the 64-bit words of the buffer, modulo 2**64."""


class Compiled:
    """The engine of _fuzzy.c."""

    def search(
        self, part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer
    ) -> list[list[Hit]]:
        """See Engine. Time O(queries * rows of fitting length), at most 0.6 ns each, and an LCS for what passes the
        bounds."""
        return _fuzzy.search(part.buffer, queries, cutoff, -1 if limit is None else limit, scorer != "ratio")

    def checksum(self, buffer: memoryview) -> tuple[int, int]:
        """See Engine."""
        return _fuzzy.checksum(buffer)


class Numpy:
    """The engine of numpy_engine.py, loaded when first used."""

    @cached_property
    def _module(self) -> Engine:
        return cast(Engine, import_module("termbase.matching.fuzzy.numpy_engine"))

    def search(
        self, part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer
    ) -> list[list[Hit]]:
        """See Engine."""
        return self._module.search(part, queries, cutoff, limit, scorer)

    def checksum(self, buffer: memoryview) -> tuple[int, int]:
        """See Engine."""
        return self._module.checksum(buffer)


def choose_engine(name: EngineName | None = None) -> Engine:
    """The engine of that name, or the fastest available. Raises ValueError for one that is not."""
    if name is None:
        name = AVAILABLE[0]
    if name not in AVAILABLE:
        raise ValueError(f"no engine {name!r} here, only {', '.join(AVAILABLE)}")
    return Compiled() if name == "compiled" else Numpy()


def search_live(
    engine: Engine, part: Part, queries: list[str], cutoff: float, limit: int | None, scorer: Scorer
) -> list[list[Hit]]:
    """What the engine finds in the part for each query, without the dead; work and memory in batches.

    Queries are token-sorted for token_sort_ratio.
    """
    dead = part.dead
    enough = None if limit is None else limit + len(dead)
    longest = part.longest * (200.0 - cutoff) / cutoff + 2 if cutoff else float("inf")  # bound 1
    if not dead and len(queries) == 1 and len(queries[0]) <= min(longest, BATCH_CHARACTERS):
        return engine.search(part, queries, cutoff, limit, scorer)  # the usual case, without the bookkeeping
    answers: list[list[Hit]] = [[] for _ in queries]
    batch: list[int] = []
    characters = 0
    for number, query in enumerate(queries):
        if len(query) <= longest:
            batch.append(number)
            characters += len(query)
        if batch and (number == len(queries) - 1 or len(batch) == BATCH or characters >= BATCH_CHARACTERS):
            found = engine.search(part, [queries[i] for i in batch], cutoff, enough, scorer)
            for i, hits in zip(batch, found, strict=True):
                answers[i] = [hit for hit in hits if hit[0] not in dead][:limit] if dead else hits
            batch, characters = [], 0
    return answers
