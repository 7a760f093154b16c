"""The terms of a termbase in memory, found by spelling, by inflection or by likeness.

`TermIndex` holds what it is given. `StoredIndex` (stored.py) answers the same questions from a termbase of any size
without loading it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from termbase.languages import Language, language
from termbase.matching.keys import BEGINNING, TERM, Stand, walk
from termbase.matching.likeness import Likeness
from termbase.matching.words import cased_alike
from termbase.model import Term

# Of a text with many readings not all keys are tried when it is looked up as a whole.
MOST_KEYS = 64


def no_entries(key: str) -> Sequence[Entry]:
    """Leads nowhere."""
    return ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the concept it belongs to."""

    concept_id: int
    term: Term


class Standing(NamedTuple):
    """The keys that stand in a row of words, and what leads from a key to the entries that have it."""

    stands: list[Stand]
    entries: Callable[[str], Sequence[Entry]]


class TermIndex:
    """Terms by language; grows by `add`, so that an import can match against what it has added itself."""

    def __init__(self, terms: Iterable[tuple[int, Term]] = ()) -> None:
        self._by_key: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_concept: dict[int, list[Term]] = defaultdict(list)
        self._flags: dict[str, dict[str, int]] = defaultdict(dict)
        self._spellings: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._likeness: dict[str, Likeness] = {}
        for concept_id, term in terms:
            self.add(concept_id, term)

    def add(self, concept_id: int, term: Term) -> None:
        """Add a term of a concept."""
        rules, entry = language(term.language), Entry(concept_id, term)
        self._by_concept[concept_id].append(term)
        key, flags, spellings = rules.key(term.text), self._flags[rules.code], self._spellings[rules.code]
        for name in {key, joined(rules, term.text)}:
            self._by_key[rules.code, name].append(entry)
        flags[key] = flags.get(key, 0) | TERM
        space = key.find(" ")
        while space > 0:
            flags[key[:space]] = flags.get(key[:space], 0) | BEGINNING
            space = key.find(" ", space + 1)
        spellings[rules.normalise(term.text)].append(entry)

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag)."""
        return [term for term in self._by_concept.get(concept_id, ()) if term.language == code]

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        rules = language(code)
        candidates = {
            id(entry): entry
            for key in [*keys_of(text, rules), joined(rules, text)]
            for entry in self._by_key.get((rules.code, key), ())
        }
        return named_among(candidates.values(), text, rules)

    def standing_in(self, words: Sequence[str], code: str) -> Standing:
        """The keys of entries that stand in a row of words, by the stems; to be confirmed word by word."""
        rules = language(code)
        known = self._flags.get(rules.code)
        if not known:
            return Standing([], no_entries)
        stands = walk([rules.text_stems(word) for word in words], lambda keys: [known.get(key, 0) for key in keys])
        return Standing(stands, lambda key: self._by_key[rules.code, key])

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


def named_among(candidates: Iterable[Entry], text: str, rules: Language) -> list[Entry]:
    """Those of some entries whose term is ``text`` in some form; the same spelling first."""
    spelling, words = rules.normalise(text), rules.words(text)
    found = [
        entry
        for entry in candidates
        if rules.same_term(text, entry.term.text) and _as_written(words, rules.words(entry.term.text))
    ]
    return sorted(found, key=lambda entry: rules.normalise(entry.term.text) != spelling)


def _as_written(words: list[str], wanted: list[str]) -> bool:
    """Whether the case of each word fits; words that are joined or parted are not compared."""
    return len(words) != len(wanted) or all(
        cased_alike(word, other, len(wanted) == 1) for word, other in zip(words, wanted, strict=True)
    )


def keys_of(text: str, rules: Language) -> list[str]:
    """The keys of the terms that a text, taken as a whole, may be a form of: its own first, at most `MOST_KEYS`."""
    stems = [rules.text_stems(word) for word in rules.words(text)]
    return list(dict.fromkeys([rules.key(text), *(" ".join(row) for row in islice(product(*stems), MOST_KEYS))]))


def joined(rules: Language, text: str) -> str:
    """The key under which *data base* and *database* are one; no key of stems begins with its first character."""
    return "\0" + rules.normalise(text).replace(" ", "")
