"""All terms like a text: the answers of rapidfuzz over every term, without trying every term.

    index = FuzzyIndex.build([(1, "neural network"), (2, "neural net")])
    index.search("neurel network", cutoff=80)      # [(1, 92.85714285714286, 'neural network')]
    index.add(3, "neuron"); index.remove(2)        # no rebuild
    index.save(path, fingerprint="rev 17"); FuzzyIndex.open(path, fingerprint="rev 17")

An answer equals `rapidfuzz.process.extract(query, keys in the order of the ids, scorer=..., score_cutoff=cutoff)`: the
same floats, best first, ties by id. How: docs/matching-theory.md. The index is a list of immutable parts, largest
first, a short list of late additions, and for each part the ids removed from it; parts are merged as they grow alike,
so adding a term costs its share of O(log n) builds. One thread at a time may change an index; any number may search it
meanwhile (a term replaced at that very moment may be missing from an answer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from os import PathLike, fspath
from struct import pack
from typing import NamedTuple

from termbase.errors import FuzzyQueryError, IndexFileError
from termbase.matching.fuzzy.engine import EngineName, choose_engine, search_live
from termbase.matching.fuzzy.part import Part
from termbase.matching.fuzzy.score import Hit, Scorer, brute_force, check_question, token_sort

__all__ = ["MAX_SPANS", "FuzzyIndex", "SpanHits"]

FILE = (b"TB fuzzy", 3)
"""Its kind of file (`checked_file`): for each part its buffer (layout), and its dead ids as int64."""
LATE = 128
"""Additions tried one by one; with one more they become a part."""
MAX_SPANS = 20_000
"""Spans one call of `spans` tries at most, which bounds its work: 0.1-0.2 ms a span at a million terms."""


class SpanHits(NamedTuple):
    """What one span of a segment is like: tokens `start` to `end`, exclusive, and its hits, best first."""

    start: int
    end: int
    hits: list[Hit]


class FuzzyIndex:
    """Terms by likeness; see the module. An id has one key: adding it again replaces the key."""

    def __init__(self, parts: Iterable[Part] = (), fingerprint: str = "", engine: EngineName | None = None) -> None:
        self._state: tuple[tuple[Part, ...], dict[int, str]] = tuple(parts), {}  # replaced whole, for readers
        self._engine = choose_engine(engine)
        self.fingerprint = fingerprint

    @classmethod
    def build(cls, terms: Iterable[tuple[int, str]], engine: EngineName | None = None) -> FuzzyIndex:
        """An index of the (id, key) given. Ids are distinct and fit 64 bits, else ValueError. 1M: a CPU second."""
        pairs = list(terms)
        return cls([_make_part(pairs)] if pairs else [], engine=engine)

    @classmethod
    def open(
        cls, path: str | PathLike[str], fingerprint: str | None = None, engine: EngineName | None = None
    ) -> FuzzyIndex:
        """Map a saved index. Raises IndexFileError when it is missing, damaged, of another version or machine, or made
        of other content than `fingerprint` says (None: do not ask). Reads the file once, to check it."""
        from termbase.matching.checked_file import read_file

        sections, found = read_file(fspath(path), FILE, fingerprint, choose_engine(engine).checksum)
        try:
            parts = [Part(part, dead.cast("q")) for part, dead in zip(sections[::2], sections[1::2], strict=True)]
        except (TypeError, ValueError) as error:
            raise IndexFileError(fspath(path), "damaged", str(error)) from error
        return cls(parts, found, engine)

    def save(self, path: str | PathLike[str], fingerprint: str = "") -> None:
        """Write the index, atomically. `fingerprint`, up to 64 bytes of UTF-8, names the content (a revision, a hash).

        Raises OSError; on Windows also while another process maps the file. Late additions become a part first.
        """
        from termbase.matching.checked_file import write_file

        self._seal()
        pairs = [(part.buffer, memoryview(pack(f"={len(part.dead)}q", *sorted(part.dead)))) for part in self._parts]
        write_file(fspath(path), FILE, [*chain(*pairs)], fingerprint, self._engine.checksum)
        self.fingerprint = fingerprint

    @property
    def _parts(self) -> tuple[Part, ...]:
        return self._state[0]

    @property
    def _late(self) -> dict[int, str]:
        return self._state[1]

    def __len__(self) -> int:
        return sum(map(len, self._parts)) + len(self._late)

    @property
    def nbytes(self) -> int:
        """Bytes of the parts."""
        return sum(part.head.size for part in self._parts)

    def terms(self) -> Iterator[tuple[int, str]]:
        """Every (id, key), in no order."""
        for part in self._parts:
            yield from part.terms()
        yield from self._late.items()

    def search(self, query: str, cutoff: float = 80, limit: int | None = None, scorer: Scorer = "ratio") -> list[Hit]:
        """The terms whose score reaches the cutoff (0-100), best first, ties by id. Raises FuzzyQueryError."""
        parts, late = self._state
        if len(parts) != 1 or late or scorer != "ratio":
            return self.search_many([query], cutoff, limit, scorer)[0]
        cutoff = check_question(cutoff, limit, scorer)
        return search_live(self._engine, parts[0], [query], cutoff, limit, scorer)[0]

    def search_many(
        self, queries: Sequence[str], cutoff: float = 80, limit: int | None = None, scorer: Scorer = "ratio"
    ) -> list[list[Hit]]:
        """`search` of each query, done together: the index is read once for many. Raises FuzzyQueryError."""
        cutoff = check_question(cutoff, limit, scorer)
        parts, late = self._state
        wanted = [token_sort(query) for query in queries] if scorer == "token_sort_ratio" else list(queries)
        if len(parts) == 1 and not late:
            return search_live(self._engine, parts[0], wanted, cutoff, limit, scorer)
        found = [search_live(self._engine, part, wanted, cutoff, limit, scorer) for part in parts]
        if late:
            found.append([brute_force(query, late.items(), cutoff, limit, scorer) for query in wanted])
        merged = [[hit for hits in several for hit in hits] for several in zip(*found, strict=True)]
        return [sorted(hits, key=_rank)[:limit] for hits in merged] if found else [[] for _ in wanted]

    def spans(
        self,
        tokens: Sequence[str],
        cutoff: float = 80,
        max_tokens: int = 5,
        limit: int | None = None,
        scorer: Scorer = "ratio",
    ) -> list[SpanHits]:
        """Every span of one to `max_tokens` tokens, joined by spaces, that is like a term; by start, then end.

        `tokens` are those of one segment, in the form of the keys. Equal spans are searched once. Raises
        FuzzyQueryError, also for more than MAX_SPANS spans: cut such a segment.
        """
        if len(tokens) * max_tokens > MAX_SPANS:
            raise FuzzyQueryError(f"{len(tokens)} tokens make more than {MAX_SPANS} spans; cut the segment")
        places = [
            (start, end)
            for start in range(len(tokens))
            for end in range(start + 1, min(start + max_tokens, len(tokens)) + 1)
        ]
        texts = [" ".join(tokens[start:end]) for start, end in places]
        distinct = list(dict.fromkeys(texts))
        hits = dict(zip(distinct, self.search_many(distinct, cutoff, limit, scorer), strict=True))
        return [SpanHits(*place, hits[text]) for place, text in zip(places, texts, strict=True) if hits[text]]

    def add(self, term: int, key: str) -> None:
        """Add a term, or give it another key."""
        self.update([(term, key)])

    def update(self, terms: Iterable[tuple[int, str]]) -> None:
        """`add` each; many at once cost one part. Raises ValueError for an id that does not fit 64 bits."""
        new = dict(terms)
        if any(not -(2**63) <= term < 2**63 for term in new):
            raise ValueError("an id that does not fit 64 bits")
        self._bury(new)
        self._state = self._parts, {**self._late, **new}
        if len(self._late) > LATE:
            self._seal()

    def remove(self, *terms: int) -> None:
        """Remove terms. Raises KeyError, and removes none, when an id is not there."""
        known = self._late.keys() & set(terms)
        held = set(terms) - known
        for part in self._parts:
            held -= part.holding(held)
        if held:
            raise KeyError(min(held))
        self._state = self._parts, {term: key for term, key in self._late.items() if term not in known}
        self._bury(set(terms))

    def discard(self, terms: Iterable[int]) -> None:
        """`remove` those of the terms that are there."""
        gone = set(terms)
        self._state = self._parts, {term: key for term, key in self._late.items() if term not in gone}
        self._bury(gone)

    def _bury(self, terms: Iterable[int]) -> None:
        """Mark the ids dead in the parts that hold them; a part dead by half is made anew."""
        wanted = set(terms)
        for part in self._parts:
            part.dead |= part.holding(wanted)
        if any(len(part.dead) * 2 > part.head.terms for part in self._parts):
            self._merge(self._parts, self._late)

    def _seal(self) -> None:
        """Turn late additions into a part."""
        if self._late:
            self._merge((*self._parts, _make_part(list(self._late.items()))), {})

    def _merge(self, parts: Iterable[Part], late: dict[int, str]) -> None:
        """Take these parts, each merged with those after it that together are half as large or more; and `late`."""
        kept: list[Part] = []
        for part in parts:
            kept.append(part)
            while len(kept) > 1 and 2 * len(kept[-1]) >= len(kept[-2]):
                kept[-2:] = [_make_part([*kept[-2].terms(), *kept[-1].terms()])]
        alive = [_make_part(list(p.terms())) if len(p.dead) * 2 > p.head.terms else p for p in kept if len(p)]
        self._state = tuple(alive), late


def _rank(hit: Hit) -> tuple[float, int]:
    return -hit[1], hit[0]


def _make_part(terms: list[tuple[int, str]]) -> Part:
    from termbase.matching.fuzzy.build import build_part  # numpy, which readers do without

    return Part(build_part([term for term, _ in terms], [key for _, key in terms]))
