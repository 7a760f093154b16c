"""How the corpus renders each concept: what supports a finding, and what keeps a doubtful term quiet."""

from __future__ import annotations

import sqlite3

from termbase.checks.findings import CheckOptions, Usage
from termbase.checks.segment_terms import SegmentTerms
from termbase.checks.spans import marked
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.store import pair_queries, queries

# So many segments with a term are looked at; more would say the same.
SAMPLE = 24


class CorpusUsage:
    """Answers `CheckOptions.usage` from the segments of the termbase; each is analysed once."""

    def __init__(self, connection: sqlite3.Connection, index: TermIndex, source: str, target: str) -> None:
        self._connection, self._index = connection, index
        self._source, self._target = language(source), language(target)
        self._checks: dict[int, SegmentTerms] = {}
        self._known: dict[tuple[int, str], Usage] = {}
        self._others: dict[int, list[str]] = {}
        for status in ("conflict", "rejected"):
            for row in pair_queries.pairs(connection, status):
                wanted = (row["source_language"], row["target_language"]) == (self._source.code, self._target.code)
                if wanted and row["concept_id"] and not row["do_not_translate"]:
                    self._others.setdefault(row["concept_id"], []).append(row["target"])

    def __call__(self, concept_id: int, term: str) -> Usage:
        """The usage of a concept that a source names by ``term``."""
        found = self._known.get((concept_id, term))
        if found is None:
            found = self._known[concept_id, term] = self._count(concept_id, term)
        return found

    def _count(self, concept_id: int, term: str) -> Usage:
        occurrences = accepted = 0
        example = ""
        for row in queries.parallel_segments_with(self._connection, self._source.code, self._target.code, term, SAMPLE):
            check = self._checks.get(row["id"])
            if check is None:
                source, target = marked(row["source_text"]), marked(row["target_text"])
                check = SegmentTerms(source, target, self._source, self._target, self._index, CheckOptions())
                self._checks[row["id"]] = check
            group = next((g for g in check.groups if concept_id in g.concepts), None)
            if group is None:
                continue
            occurrences += 1
            if check.renderings(group):
                accepted += 1
                example = example or f"{row['document']}:{row['target_line']}"
        others = tuple(dict.fromkeys(self._others.get(concept_id, ())))
        return Usage(occurrences, accepted, example, others)
