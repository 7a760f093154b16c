"""The terms of a stored termbase of any size, found without loading it.

The first texts are answered by the store itself (`TermSource`: a few statements a text, no warm-up). Behind them a
`Memory` may be warmed: a table of keys (`KeyTable`), and what is like what (`Likeness`). Both are brought up to date
by what has changed, and made anew when that cannot be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import RLock
from typing import NamedTuple, Protocol

from termbase.languages import language
from termbase.matching.index import Entry, Standing, TermIndex, joined, keys_of, named_among, no_entries
from termbase.matching.keys import KeyTable, walk
from termbase.matching.likeness import Likeness
from termbase.model import Term

# A language is warmed behind so many texts.
WARM_AFTER = 100
# Keys whose terms are kept from one text to the next.
MOST_ENTRIES = 50_000
# A table of keys to which more was added than this is made anew.
MOST_LATE = 50_000


class Mark(NamedTuple):
    """A state of the termbase: the last change in its history and when it was made, and the last id of a term."""

    change: int
    last_term: int
    made_at: str

    def __str__(self) -> str:
        return f"{self.change} {self.last_term} {self.made_at}"

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        """The mark that a text states; None for another text."""
        parts = text.split(" ", 2)
        if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return None
        return cls(int(parts[0]), int(parts[1]), parts[2])


class Change(NamedTuple):
    """A term that was added, changed or removed (no key): what it is now."""

    id: int
    key: str | None
    spelling: str | None


class TermSource(Protocol):
    """What matching asks a store. A key is the stems of the words of a term with one space between them."""

    def flags(self, code: str, keys: Sequence[str]) -> list[int]:
        """For each key 1 when a term may have it, plus 2 when longer keys begin with it."""

    def with_keys(self, code: str, keys: Iterable[str]) -> Callable[[str], list[Entry]]:
        """What leads from each of some keys to the terms that have it, by id."""

    def with_spellings(self, code: str, spellings: Iterable[str]) -> dict[str, list[Entry]]:
        """The terms that have one of some spellings, by spelling, each list by id."""

    def joined(self, code: str, letters: str) -> list[Entry]:
        """The terms whose spelling without spaces is this one."""

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        """The terms that have one of some ids."""

    def of_concept(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language."""

    def count(self, code: str, most: int) -> int:
        """How many terms a language has, counted up to ``most``."""

    def keys(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, key) of every term of a language."""

    def spellings(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, spelling) of every term of a language."""

    def mark(self) -> Mark:
        """The state of the termbase: another one after every change of a term."""

    def changes_since(self, mark: Mark, code: str) -> list[Change] | None:
        """What has changed; None when that cannot be said."""


class Memory:
    """What is kept in memory of the terms of one language, for all threads that ask about one termbase."""

    def __init__(self, code: str, warmer: Callable[[Memory], None] | None = None) -> None:
        """``warmer`` sees to it, in a thread of its own, that `warm` is called; without one that never happens."""
        self.code = code
        self.lock = RLock()
        self._asked, self._warmer = 0, warmer
        self.keys: KeyTable | None = None
        self.likeness: Likeness | None = None
        self._mark: Mark | None = None
        self._entries: dict[str, list[Entry]] = {}

    def ask(self) -> None:
        """Count a text that the store had to answer."""
        self._asked += 1
        if self._asked == WARM_AFTER and self._warmer is not None:
            self._warmer(self)

    def warm(self, source: TermSource) -> None:
        """Make the table of keys: about two seconds of CPU and 30 MB a million terms."""
        mark = source.mark()
        table = KeyTable(source.keys(self.code), mark.last_term)
        with self.lock:
            self._bring(source, mark)
            self.keys = table

    def refresh(self, source: TermSource) -> None:
        """Bring what is kept up to the present state of the termbase."""
        mark = source.mark()
        if mark != self._mark:
            with self.lock:
                self._bring(source, mark)

    def remember(self, likeness: Likeness, source: TermSource, mark: Mark) -> None:
        """Keep what is like what, as it was at ``mark``."""
        with self.lock:
            if self._mark is not None and self._mark != mark:
                self._bring(source, mark)
            self._mark, self.likeness = mark, likeness

    def entries(self, keys: Iterable[str], table: KeyTable, source: TermSource) -> dict[str, list[Entry]]:
        """The terms of some keys, fetched in one question where they are not known."""
        known, found, missing = self._entries, {}, {}
        for key in keys:
            entries = known.get(key)
            if entries is None:
                missing[key] = table.ids(key)
            else:
                found[key] = entries
        if missing:
            ids = {number for numbers in missing.values() for number in numbers}
            by_id = {entry.term.id: entry for entry in source.with_ids(ids)} if ids else {}
            new = {
                key: [
                    by_id[number] for number in numbers if number in by_id and by_id[number].term.language == self.code
                ]
                for key, numbers in missing.items()
            }
            found |= new
            with self.lock:
                if len(known) > MOST_ENTRIES:
                    self._entries = {}
                elif self._entries is known:
                    known.update(new)
        return found

    def _bring(self, source: TermSource, mark: Mark) -> None:
        """Apply what has changed since the last mark, or forget everything when that cannot be said."""
        if self._mark is None or self._mark == mark:
            self._mark = mark
            return
        changes = source.changes_since(self._mark, self.code)
        self._entries = {}
        if changes is None or (self.keys is not None and self.keys.late + len(changes) > MOST_LATE):
            self.keys = self.likeness = None
        else:
            for change in changes:
                if self.keys is not None and change.key is not None:
                    self.keys.add(change.id, change.key)
            if self.likeness is not None:
                self.likeness.remove(change.id for change in changes if change.spelling is None)
                self.likeness.update((c.id, c.spelling) for c in changes if c.spelling is not None)
        self._mark = mark


class StoredIndex(TermIndex):
    """A `TermIndex` over a store; `add` lays further terms over it that the store does not have."""

    def __init__(
        self, source: TermSource, memory: Callable[[str], Memory], likeness: Callable[[Memory, TermSource], Likeness]
    ) -> None:
        """``memory`` gives what is kept of a language; ``likeness`` what is like what there, made when first asked."""
        super().__init__()
        self._source, self._recall, self._make_likeness = source, memory, likeness
        self._memories: dict[str, Memory] = {}

    def _memory(self, code: str) -> Memory:
        """What is kept of a language, as of the first question of this index."""
        memory = self._memories.get(code)
        if memory is None:
            memory = self._memories[code] = self._recall(code)
            memory.refresh(self._source)
        return memory

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag)."""
        return self._source.of_concept(concept_id, code) + super().terms_of(concept_id, code)

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        rules = language(code)
        keys = keys_of(text, rules)
        with_key = self._source.with_keys(rules.code, keys)
        candidates = {entry.term.id: entry for key in keys for entry in with_key(key)}
        candidates |= {entry.term.id: entry for entry in self._source.joined(rules.code, joined(rules, text)[1:])}
        ordered = [candidates[number] for number in sorted(candidates)]
        return named_among([*ordered, *super().named(text, code)], text, rules)

    def standing_in(self, words: Sequence[str], code: str) -> Standing:
        """The keys of entries that stand in a row of words, by the stems; to be confirmed word by word."""
        rules = language(code)
        stems = [rules.text_stems(word) for word in words]
        memory = self._memory(rules.code)
        table = memory.keys
        entries: Callable[[str], Sequence[Entry]]
        if table is None:
            memory.ask()
            stands = walk(stems, lambda keys: self._source.flags(rules.code, keys))
            entries = self._source.with_keys(rules.code, {stand.key for stand in stands}) if stands else no_entries
        else:
            stands = walk(stems, table.flags)
            entries = memory.entries([stand.key for stand in stands], table, self._source).__getitem__
        if not self._flags:
            return Standing(stands, entries)
        more, laid_over = super().standing_in(words, code)
        stored = {stand.key for stand in stands}
        both = list(dict.fromkeys([*stands, *more]))
        return Standing(both, lambda key: [*(entries(key) if key in stored else ()), *laid_over(key)])

    def similar_to_each(
        self, spellings: Sequence[str], code: str, cutoff: float, limit: int | None = 5
    ) -> list[list[tuple[Entry, float]]]:
        """The entries spelt like each of some normalised texts; see `TermIndex.similar`."""
        rules = language(code)
        memory = self._memory(rules.code)
        likeness = memory.likeness or self._make_likeness(memory, self._source)
        answers = likeness.like(spellings, cutoff, limit)
        by_spelling = self._source.with_spellings(rules.code, [s for found in answers for s, _ in found])
        stored = [
            [(entry, score) for spelling, score in found for entry in by_spelling.get(spelling, ())]
            for found in answers
        ]
        if not self._flags:
            return stored
        laid_over = super().similar_to_each(spellings, code, cutoff, limit)
        return [
            sorted([*one, *other], key=lambda hit: -hit[1])[:limit]
            for one, other in zip(stored, laid_over, strict=True)
        ]
