"""The terms of a termbase in memory, found by spelling, by inflection or by likeness.

This is the seam for larger termbases: whatever answers `named` and `similar` in the same way can stand in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from termbase.languages import Language, language
from termbase.model import Term


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the concept it belongs to."""

    concept_id: int
    term: Term


class TermIndex:
    """Terms by language; grows by `add`, so that an import can match against what it has added itself."""

    def __init__(self, terms: Iterable[tuple[int, Term]] = ()) -> None:
        self._by_key: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_concept: dict[int, list[Term]] = defaultdict(list)
        self._by_first_stem: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._spellings: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for concept_id, term in terms:
            self.add(concept_id, term)

    def add(self, concept_id: int, term: Term) -> None:
        """Add a term of a concept."""
        rules, entry = language(term.language), Entry(concept_id, term)
        self._by_concept[concept_id].append(term)
        for key in {rules.key(term.text), _joined(rules, term.text)}:
            self._by_key[rules.code, key].append(entry)
        words = rules.words(term.text)
        if words:
            self._by_first_stem[rules.code][rules.stem(words[0])].append(entry)
        self._spellings[rules.code][rules.normalise(term.text)].append(entry)

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag)."""
        return [term for term in self._by_concept.get(concept_id, ()) if term.language == code]

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        rules = language(code)
        candidates = {
            id(entry): entry
            for key in (rules.key(text), _joined(rules, text))
            for entry in self._by_key.get((rules.code, key), ())
        }
        spelling = rules.normalise(text)
        found = [entry for entry in candidates.values() if rules.same_term(text, entry.term.text)]
        return sorted(found, key=lambda entry: rules.normalise(entry.term.text) != spelling)

    def starting_with(self, word: str, code: str) -> list[Entry]:
        """The entries whose first word may be a form of ``word``."""
        rules, starts = language(code), self._by_first_stem.get(language(code).code)
        if not starts:
            return []
        stems = dict.fromkeys([rules.stem(word), *(rules.stem(reading.base) for reading in rules.analyses(word))])
        return [entry for stem in stems for entry in starts.get(stem, ())]

    def similar(self, text: str, code: str, cutoff: float, limit: int = 5) -> list[tuple[Entry, float]]:
        """Entries spelt like ``text``: `rapidfuzz.fuzz.ratio` of ``cutoff`` (0..100) or more, best first."""
        from rapidfuzz import fuzz, process

        rules = language(code)
        spellings = self._spellings.get(rules.code, {})
        found = process.extract(
            rules.normalise(text), spellings.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit
        )
        return [(entry, score) for spelling, score, _ in found for entry in spellings[spelling]]


def _joined(rules: Language, text: str) -> str:
    return "\0" + rules.normalise(text).replace(" ", "")
