"""How every segment renders every term that its source uses: what all figures on consistency are counted from.

Which terms a source uses is what `recognise` finds in its prose, as for the checks. A term counts as rendered when the
checks would find it so (`SegmentTerms`). Most targets need no such look: where the stems of an accepted rendering stand
in a row, that is said at once, from the stems that are stored with the segment. Only what is left is analysed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from termbase.checks.findings import CheckOptions
from termbase.checks.renderings import Group
from termbase.checks.segment_terms import SegmentTerms, is_abbreviation, terms_in
from termbase.checks.spans import Marked, marked
from termbase.languages import Language, language
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.model import Occurrence
from termbase.reports.measurements import Figure
from termbase.store import pair_queries, queries, transaction
from termbase.store import uses as stored_uses

# With more segments than this, one of so many is looked at.
MOST = 40_000
OPTIONS = CheckOptions()
# The figures of a document that follow from its terms, and the shares that technical accuracy is put together of.
OF_TERMS = ("glossary-consistency", "terms", "technical-accuracy")
PARTS = ("numbers", "citations", "formulas", "code", "names")
# A text that may render a concept, with its stems as they may stand in a target, padded with spaces.
Sought = tuple[str, tuple[str, ...]]


@dataclass
class _Concept:
    """What may render a concept."""

    accepted: list[Sought] = field(default_factory=list)
    rejected: list[Sought] = field(default_factory=list)
    other: list[Sought] = field(default_factory=list)


def uses_of(connection: sqlite3.Connection, index: TermIndex, keep: bool = False) -> list[stored_uses.Use]:
    """The uses as of now: as stored where that is current, else counted anew, and stored with ``keep``.

    Where the file may not be written, or another process writes too long, nothing is stored: all that follows from
    uses can be counted without.
    """
    number = queries.last_revision(connection)
    if stored_uses.uses_are_of(connection) == number:
        return stored_uses.uses(connection)
    found = list(find_uses(connection, index))
    if keep:
        shares = [
            (row.measured, row.trials or 0, row.document_id, row.name)
            for row in measured_with(stored_uses.figures(connection), found)
            if row.name in OF_TERMS
        ]
        with suppress(sqlite3.OperationalError), transaction(connection):
            stored_uses.put_uses(connection, found, shares, number)
    return found


def measured_with(rows: Iterable[sqlite3.Row], uses: Iterable[stored_uses.Use]) -> list[Figure]:
    """The figures of documents, with those that follow from how they render their terms."""
    accepted: Counter[int] = Counter()
    rendered: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for _, _, document, _, rendering, outcome in uses:
        every[document] += 1
        accepted[document] += outcome == "accepted"
        rendered[document] += bool(rendering)
    listed = list(rows)
    kept: Counter[int] = Counter()
    there: Counter[int] = Counter()
    for row in listed:
        if row["name"] in PARTS and row["trials"]:
            kept[row["document_id"]] += round(row["measured"] * row["trials"])
            there[row["document_id"]] += row["trials"]
    found = []
    for row in listed:
        name, number, measured, trials = row["name"], row["document_id"], row["measured"], row["trials"]
        if name in OF_TERMS and row["method"]:
            hits, trials = {
                "glossary-consistency": (accepted[number], every[number]),
                "terms": (rendered[number], every[number]),
                "technical-accuracy": (kept[number] + rendered[number], there[number] + every[number]),
            }[name]
            measured = hits / trials if trials else None
        found.append(
            Figure(name, row["document"], number, row["line"], row["claimed"], measured, trials, row["method"] or "")
        )
    return found


def sampled(connection: sqlite3.Connection, source: str, target: str) -> int:
    """One of how many segments is looked at."""
    return max(1, -(-stored_uses.number_of_segments(connection, source, target) // MOST))


def find_uses(connection: sqlite3.Connection, index: TermIndex) -> Iterator[stored_uses.Use]:
    """The uses of all documents, by pair of languages and segment."""
    for source, target in stored_uses.language_pairs(connection):
        finder = _Finder(connection, index, language(source), language(target))
        every = sampled(connection, source, target)
        for row in stored_uses.parallel_segments(connection, source, target, every):
            yield from finder.uses(row)


class _Finder:
    """Finds the uses of segments in two languages."""

    def __init__(self, connection: sqlite3.Connection, index: TermIndex, source: Language, target: Language) -> None:
        self.index, self.source, self.target = index, source, target
        self._others = self._stated(connection)
        self._concepts: dict[int, _Concept] = {}

    def _stated(self, connection: sqlite3.Connection) -> dict[int, list[Sought]]:
        """What translators state for concepts and the termbase does not have."""
        found: dict[int, list[Sought]] = defaultdict(list)
        for status in ("conflict", "rejected"):
            for row in pair_queries.pairs(connection, status):
                codes = (row["source_language"], row["target_language"])
                if codes == (self.source.code, self.target.code) and row["concept_id"] and not row["do_not_translate"]:
                    found[row["concept_id"]].append((row["target"], _stems(row["target"], self.target)))
        return found

    def _concept(self, number: int) -> _Concept:
        known = self._concepts.get(number)
        if known is None:
            known = self._concepts[number] = _Concept(other=self._others.get(number, []))
            for term in self.index.terms_of(number, self.target.code):
                kind = known.rejected if term.administrative_status in REJECTED else known.accepted
                kind.append((term.text, _stems(term.text, self.target)))
        return known

    def uses(self, row: sqlite3.Row) -> Iterator[stored_uses.Use]:
        """The uses of one segment."""
        source, target = marked(row["source_text"]), f" {row['target_stems']} "
        found: dict[int, list[Occurrence]] = defaultdict(list)
        for occurrence in terms_in(source, self.source.code, self.index):
            found[occurrence.concept_id].append(occurrence)
        doubtful: list[Occurrence] = []
        for number, places in found.items():
            concept = self._concept(number)
            plain = _plainly(concept.accepted, concept.rejected, target)
            if plain is not None:
                yield row["id"], number, row["document_id"], places[0].term.text, *plain
            elif concept.accepted or concept.rejected or concept.other:
                doubtful += places
        if doubtful:
            yield from self._looked_at(row, source, doubtful, target)

    def _looked_at(
        self, row: sqlite3.Row, source: Marked, doubtful: list[Occurrence], target: str
    ) -> Iterator[stored_uses.Use]:
        """The uses of concepts that no accepted rendering stands for plainly; what is no use of a term is left out."""
        terms = SegmentTerms(
            source, marked(row["target_text"]), self.source, self.target, self.index, OPTIONS, doubtful
        )  # fmt: skip
        for group in terms.groups:
            number = group.concepts[0]
            text, outcome = self._outcome(terms, group, number, target)
            if outcome != "none" or not terms.copied(group):
                yield row["id"], number, row["document_id"], group.term.text, text, outcome

    def _outcome(self, terms: SegmentTerms, group: Group, number: int, target: str) -> tuple[str, str]:
        # What is ruled out and stands there is no doubt that would speak for the translator.
        ruled_out = _standing(self._concept(number).rejected, target)
        if ruled_out is not None:
            return ruled_out, "rejected"
        words = len(self.source.words(group.term.text))
        for term in group.accepted:
            # Finds all that the strict comparison finds, and derived forms, broken plurals and parted words.
            if terms.target.loose(term.text, words):
                return term.text, "accepted"
        written = {group.term.text, *(place.surface for place in group.places), group.term.text.removesuffix("s")}
        if group.kept or (is_abbreviation(group.term.text) and any(map(terms.target.as_written, written))):
            return group.term.text, "accepted"
        text = _standing(self._concept(number).other, target)
        return ("", "none") if text is None else (text, "other")


def _stems(text: str, rules: Language) -> tuple[str, ...]:
    """The stems of a rendering as they may stand in a text, padded with spaces."""
    words = rules.words(text)
    if not words:
        return ()
    tail = "".join(" " + rules.stem(word) for word in words[1:])
    return tuple(f" {form}{tail} " for form in rules.search_forms(words[0]))


def _plainly(accepted: list[Sought], rejected: list[Sought], target: str) -> tuple[str, str] | None:
    """The rendering that stands in a target, by stems, and its outcome; None where no accepted one does.

    An accepted rendering that stands only within a longer rejected one is none: *éolienne* in *turbine éolienne*.
    """
    text = _standing(accepted, target)
    if text is None:
        return None
    longer = _standing([sought for sought in rejected if len(sought[0]) > len(text)], target)
    if longer is None:
        return text, "accepted"
    for form in (form for said, forms in rejected if len(said) > len(text) for form in forms):
        # Two renderings may share the blank between them.
        target = target.replace(form, " \n ")
    text = _standing(accepted, target)
    return (longer, "rejected") if text is None else (text, "accepted")


def _standing(renderings: list[Sought], target: str) -> str | None:
    """The longest of some renderings that stands in a target, by stems."""
    there = [text for text, forms in renderings if any(form in target for form in forms)]
    return max(there, key=len) if there else None
