"""Mining by several processes: documents are cut and tagged, then, once all is learnt, mined."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any

from extractors import aligned
from extractors.aligned import Knowledge, MinedRow, Prepared, SegmentText
from extractors.candidates import Tagger

Part = tuple[int, list[SegmentText]]
# Where the time goes, for the bar and its estimate: cutting and tagging, learning, mining.
SHARES = (0.5, 0.2, 0.3)
SCALE = 1000

_tagger: Tagger | None = None
_knowledge: Knowledge | None = None


def _load_tagger(code: str) -> None:
    global _tagger
    _tagger = Tagger(code)


def _prepare(part: tuple[Part, bool], codes: tuple[str, str]) -> Prepared:
    (document_id, segments), wanted = part
    if wanted and _tagger is None:
        _load_tagger(codes[0])
    return aligned.prepare(document_id, segments, codes, _tagger if wanted else None)


def _mine(part: Prepared) -> tuple[int, list[MinedRow]]:
    if _knowledge is None:
        raise RuntimeError("mining needs what was learnt")
    return next(aligned.mine([part], _knowledge))


class Mining:
    """Runs the stages of mining over the parts of documents, in this process or several."""

    def __init__(
        self, codes: tuple[str, str], jobs: int, progress: Callable[[int, int, str], None] | None = None
    ) -> None:
        self.codes, self.progress = codes, progress
        # What was learnt is handed to the processes by forking; elsewhere one process does it all.
        self.jobs = jobs if "fork" in multiprocessing.get_all_start_methods() else 1

    def __enter__(self) -> Mining:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _tagger, _knowledge
        _tagger = _knowledge = None

    def prepare(self, parts: Iterable[Part], wanted: set[int]) -> list[Prepared]:
        """All parts cut into sentences; those of documents ``wanted`` with candidates."""
        work = [(part, part[0] in wanted) for part in parts]
        words: dict[str, str] = {}
        found = []
        for number, part in enumerate(self._map(partial(_prepare, codes=self.codes), work), 1):
            shared = tuple(
                ([words.setdefault(w, w) for w in one], [words.setdefault(w, w) for w in other])
                for one, other in part.words
            )
            found.append(Prepared(part.document_id, part.segments, part.pairs, shared, part.candidates))
            self._report(0, number / len(work), "cutting into sentences, tagging")
        return found

    def learn(self, parts: list[Prepared], known: Iterable[tuple[str, str]], aligner: str) -> Knowledge:
        """Lexicons and links from all parts and the terms known."""
        global _knowledge
        self._report(1, 0, "learning to align")
        _knowledge = aligned.learn(parts, self.codes, known, aligner)
        return _knowledge

    def mine(self, parts: list[Prepared]) -> Iterator[tuple[int, list[MinedRow]]]:
        """The rows of each part, in order."""
        for number, found in enumerate(self._map(_mine, parts), 1):
            yield found
            self._report(2, number / len(parts), "mining")

    def _map(self, function: Callable[[Any], Any], work: list[Any]) -> Iterator[Any]:
        if self.jobs < 2 or len(work) < 2:
            yield from map(function, work)
            return
        with ProcessPoolExecutor(self.jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            yield from pool.map(function, work)

    def _report(self, stage: int, share: float, name: str) -> None:
        if self.progress:
            done = sum(SHARES[:stage]) + SHARES[stage] * share
            self.progress(round(done * SCALE), SCALE, name)
