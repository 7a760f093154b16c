"""How the corpus renders each concept: what supports a finding, and what keeps a doubtful term quiet."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from termbase.checks.findings import CheckOptions, Usage
from termbase.checks.renderings import Group, TargetText
from termbase.checks.segment_terms import FEW, SegmentTerms
from termbase.checks.spans import marked
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.store import mined, pair_queries, queries

# So many segments with a term are looked at; more would say the same. Where the words of a term mostly belong to longer
# terms (*machine*, *machine learning*), more are, until a few use it.
SAMPLE, MOST = 24, 96
# A rendering that aligned text alone tells of counts from this score on; below, it is mostly another sense.
SURE = 0.5
# Links of this weight together, where a sure one has nearly 1, tell what else renders a term.
LINKED = 0.8


class CorpusUsage:
    """Answers `CheckOptions.usage` from the segments of the termbase; each is analysed once."""

    def __init__(self, connection: sqlite3.Connection, index: TermIndex, source: str, target: str) -> None:
        self.seen: dict[tuple[str, str], tuple[TargetText, list[Group]]] = {}
        self._connection, self._index = connection, index
        self._source, self._target = language(source), language(target)
        self._checks: dict[int, SegmentTerms] = {}
        self._known: dict[tuple[int, str], Usage] = {}
        self._others: dict[int, list[str]] = {}
        self._aligned: dict[str, list[str]] | None = None
        for status in ("conflict", "rejected"):
            for row in pair_queries.pairs(connection, status):
                wanted = (row["source_language"], row["target_language"]) == (self._source.code, self._target.code)
                sure = row["extractor"] != "aligned" or row["score"] >= SURE
                if wanted and sure and row["concept_id"] and not row["do_not_translate"]:
                    self._others.setdefault(row["concept_id"], []).append(row["target"])

    def __call__(self, concept_id: int, term: str) -> Usage:
        """The usage of a concept that a source names by ``term``."""
        found = self._known.get((concept_id, term))
        if found is None:
            found = self._known[concept_id, term] = self._count(concept_id, term)
        return found

    def _count(self, concept_id: int, term: str) -> Usage:
        occurrences = accepted = derived = 0
        forms: dict[str, tuple[int, int]] = {}
        example = ""
        codes = self._source.code, self._target.code
        for number, row in enumerate(queries.parallel_segments_with(self._connection, *codes, term, MOST)):
            if number >= SAMPLE and occurrences >= FEW:
                break
            check = self._checks.get(row["id"])
            if check is None:
                source, target = marked(row["source_text"]), marked(row["target_text"])
                check = SegmentTerms(source, target, self._source, self._target, self._index, CheckOptions())
                self._checks[row["id"]] = check
                self.seen[row["source_text"], row["target_text"]] = check.target, check.groups
            group = next((g for g in check.groups if concept_id in g.concepts), None)
            if group is None:
                continue
            occurrences += 1
            found = check.renderings(group)
            for form in {place.surface for place in group.places}:
                there, right = forms.get(form, (0, 0))
                forms[form] = there + 1, right + bool(found)
            if found:
                accepted += 1
                derived += all(rendering.kind == "derived" for rendering in found)
                example = example or f"{row['document']}:{row['target_line']}"
        others = tuple(dict.fromkeys(self._others.get(concept_id, ())))
        return Usage(occurrences, accepted, example, others, derived, self._elsewhere(term), forms)

    def _elsewhere(self, term: str) -> tuple[str, ...] | None:
        """The forms that aligned text has for a source term; None where no text was aligned."""
        if self._aligned is None:
            self._aligned = defaultdict(list)
            codes = self._source.code, self._target.code
            for source, target in mined.aligned_renderings(self._connection, *codes, LINKED):
                self._aligned[source].append(target)
        if not self._aligned:
            return None
        names = [reading.base for reading in self._source.analyses(term)]
        return tuple(form for name in dict.fromkeys([term.casefold(), *names]) for form in self._aligned.get(name, ()))
