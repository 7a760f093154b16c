"""Mining by several processes: documents are cut and tagged, then, once all is learnt, mined."""

from __future__ import annotations

import marshal
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any

from extractors import aligned
from extractors.aligned import Prepared, SegmentText
from extractors.candidates import Tagger
from extractors.knowledge import Knowledge, learn
from termbase.pipeline.progress import Progress, while_mining

Part = tuple[int, list[SegmentText]]
Row = tuple[Any, ...]

_tagger: Tagger | None = None
_knowledge: Knowledge | None = None
_parts: list[Prepared] = []


def _prepare(part: tuple[Part, bool], code: str) -> Prepared:
    global _tagger
    (document_id, segments), wanted = part
    if wanted and _tagger is None:
        _tagger = Tagger(code)
    prepared = aligned.prepare(document_id, segments, _tagger if wanted else None)
    # The texts are known where this comes back to.
    return Prepared(document_id, (), prepared.pairs, prepared.sides, prepared.candidates)


def _mine(number: int) -> bytes:
    if _knowledge is None:
        raise RuntimeError("mining needs what was learnt")
    # Rows as bytes pass between processes in a fifth of the time that objects take.
    return marshal.dumps([tuple(row) for row in next(aligned.mine([_parts[number]], _knowledge))[1]])


class Mining:
    """Runs the stages of mining over the parts of documents, in this process or several."""

    def __init__(self, codes: tuple[str, str], jobs: int, progress: Progress | None = None) -> None:
        self.codes, self.progress = codes, progress
        # What was learnt is handed to the processes by forking; elsewhere one process does it all.
        self.jobs = jobs if "fork" in multiprocessing.get_all_start_methods() else 1

    def __enter__(self) -> Mining:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _tagger, _knowledge, _parts
        _tagger = _knowledge = None
        _parts = []

    def prepare(self, parts: Iterable[Part], wanted: set[int]) -> list[Prepared]:
        """All parts cut into sentences; those of documents ``wanted`` with candidates."""
        work = [(part, part[0] in wanted) for part in parts]
        words: dict[str, str] = {}
        found = []
        self._report(0, 0, "cutting into sentences, tagging")
        for number, part in enumerate(self._map(partial(_prepare, code=self.codes[0]), work), 1):
            # Each word is kept once.
            for pair in part.sides:
                for side in pair:
                    side.words[:] = [words.setdefault(word, word) for word in side.words]
            texts = tuple(work[number - 1][0][1])
            found.append(Prepared(part.document_id, texts, part.pairs, part.sides, part.candidates))
            self._report(0, number / len(work), "cutting into sentences, tagging")
        return found

    def learn(self, parts: list[Prepared], known: Iterable[tuple[str, str]], aligner: str) -> Knowledge:
        """Lexicons and links from all parts and the terms known."""
        global _knowledge
        self._report(1, 0, "learning to align")
        report = partial(self._report, 1, name="learning to align")
        texts = [words for part in parts for words in part.words()]
        _knowledge = learn(texts, self.codes, known, aligner, report, self.jobs)
        return _knowledge

    def mine(self, parts: list[Prepared]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of each part, in order; each has the values of a `MinedRow`."""
        global _parts
        _parts = parts
        self._report(2, 0, "mining")
        for number, found in enumerate(self._map(_mine, range(len(parts))), 1):
            yield parts[number - 1].document_id, marshal.loads(found)
            self._report(2, number / len(parts), "mining")

    def counting(self, share: float) -> None:
        """Say how far the counting of all rows is, 0..1."""
        self._report(3, share, "counting")

    def _map(self, function: Callable[[Any], Any], work: Sequence[Any]) -> Iterator[Any]:
        if self.jobs < 2 or len(work) < 2:
            yield from map(function, work)
            return
        with ProcessPoolExecutor(self.jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            yield from pool.map(function, work)

    def _report(self, stage: int, share: float, name: str) -> None:
        if self.progress:
            while_mining(self.progress, stage, share, name)
