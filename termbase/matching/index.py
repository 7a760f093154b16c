"""The terms of a termbase in memory, found by spelling, by inflection or by likeness.

`TermIndex` holds what it is given. `StoredIndex` (stored_index.py) answers the same questions from a termbase of any
size without loading it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product

from termbase.languages import Language, language
from termbase.matching.exact.memo import Memo
from termbase.matching.exact.trie import Trie
from termbase.matching.forms import Entry, Row
from termbase.matching.fuzzy.likeness import Likeness
from termbase.matching.vocabulary import Vocabulary
from termbase.matching.words import names, shape
from termbase.model import Occurrence, Term

# Of a text with many readings not all keys are tried when it is looked up as a whole.
MOST_KEYS = 64


class TermIndex:
    """Terms by language; grows by `add`, so that an import can match against what it has added itself."""

    def __init__(self, terms: Iterable[tuple[int, Term]] = ()) -> None:
        self._by_key: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_concept: dict[int, list[Term]] = defaultdict(list)
        self._tries: dict[str, Trie] = defaultdict(Trie)
        self._ending: dict[str, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._spellings: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._likeness: dict[str, Likeness] = {}
        self._memos: dict[str, Memo] = {}
        for concept_id, term in terms:
            self.add(concept_id, term)

    def add(self, concept_id: int, term: Term) -> None:
        """Add a term of a concept."""
        rules, entry = language(term.language), Entry(concept_id, term)
        self._by_concept[concept_id].append(term)
        spelling, key = rules.keys(term.text)
        for name in {key, joined(spelling)}:
            self._by_key[rules.code, name].append(entry)
        if words := shape(term.text, rules.code).words:
            state = self._tries[rules.code].add(words, stems_of(words, key, rules), term.id)
            self._ending[rules.code][state].append(entry)
        self._memos.pop(rules.code, None)
        self._spellings[rules.code][spelling].append(entry)

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag)."""
        return [term for term in self._by_concept.get(concept_id, ()) if term.language == code]

    def terms_of_each(self, concept_ids: Iterable[int], code: str) -> dict[int, list[Term]]:
        """The terms of some concepts in one language, as `terms_of` has them; every concept is there."""
        return {number: self.terms_of(number, code) for number in concept_ids}

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        rules = language(code)
        if rules.code not in self._spellings:
            return []
        candidates = {
            id(entry): entry
            for key in [*keys_of(text, rules), joined(rules.normalise(text))]
            for entry in self._by_key.get((rules.code, key), ())
        }
        return named_among(candidates.values(), text, rules)

    def rows_in(self, words: Sequence[str], code: str) -> list[Row]:
        """The rows of words of a text, one word or more, that are forms of terms."""
        rules = language(code)
        return self._memo(rules).rows(words, lambda _: self._ending[rules.code])

    def with_ids(self, ids: Iterable[int], code: str) -> Mapping[int, Entry]:
        """The terms of a language by ids, those among them that `rows_in` has named by their ids alone."""
        return {}

    def recalled(self, text: str, code: str) -> list[Occurrence] | None:
        """The terms that stand in a text, compiled; None where that cannot be said so."""
        rules = language(code)
        if not self._ending[rules.code]:
            # Of terms that are ruled out there are often none.
            return []
        return self._memo(rules).recalled(text, lambda _: self._ending[rules.code])

    def _memo(self, rules: Language) -> Memo:
        return self._memos.get(rules.code) or self._memos.setdefault(rules.code, Memo(rules, self._tries[rules.code]))

    def similar(self, text: str, code: str, cutoff: float, limit: int = 5) -> list[tuple[Entry, float]]:
        """Entries spelt like ``text``: `rapidfuzz.fuzz.ratio` of ``cutoff`` (0..100) or more, best first.

        ``limit`` counts spellings; of terms spelt alike all are given. Raises `FuzzyQueryError` for another cutoff.
        """
        return self.similar_to_each([language(code).normalise(text)], code, cutoff, limit)[0]

    def similar_to_each(
        self, spellings: Sequence[str], code: str, cutoff: float, limit: int | None = 5
    ) -> list[list[tuple[Entry, float]]]:
        """`similar` for each of some normalised texts, looked up together."""
        rules = language(code)
        known = self._spellings.get(rules.code, {})
        likeness = self._likeness.setdefault(rules.code, Likeness())
        if len(likeness) < len(known):
            # Spellings are only ever added, and kept in the order in which they came: their numbers stay.
            likeness.update(enumerate(islice(known, len(likeness), None), len(likeness)))
        return [
            [(entry, score) for spelling, score in found for entry in known[spelling]]
            for found in likeness.like(spellings, cutoff, limit)
        ]

    def words_like(self, words: Sequence[str], code: str, cutoff: float, limit: int) -> list[list[str]]:
        """For each word, a spelling key, the words of terms that are like it; see `Vocabulary.like`."""
        return Vocabulary(self._spellings.get(code, {})).like(words, cutoff, limit)


def named_among(candidates: Iterable[Entry], text: str, rules: Language) -> list[Entry]:
    """Those of some entries whose term is ``text`` in some form; the same spelling first."""
    found = [entry for entry in candidates if names(text, entry.term.text, rules)]
    if len(found) < 2:
        return found
    spelling = rules.normalise(text)
    return sorted(found, key=lambda entry: rules.normalise(entry.term.text) != spelling)


def stems_of(words: Sequence[str], key: str, rules: Language) -> list[str]:
    """The stems of the words of a term, of which its key is mostly made."""
    stems = key.split(" ")
    return stems if len(stems) == len(words) else [rules.stem(word) for word in words]


def keys_of(text: str, rules: Language) -> list[str]:
    """The keys of the terms that a text, taken as a whole, may be a form of: its own first, at most `MOST_KEYS`."""
    stems = [rules.text_stems(word) for word in rules.words(text)]
    return list(dict.fromkeys([rules.key(text), *(" ".join(row) for row in islice(product(*stems), MOST_KEYS))]))


def joined(spelling: str) -> str:
    """The key under which *data base* and *database* are one; no key of stems begins with its first character."""
    return "\0" + spelling.replace(" ", "")
