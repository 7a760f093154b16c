"""The terms of a stored termbase of any size, found without loading it.

The first texts are answered by the store itself (`TermSource`: a few statements a text, no warm-up). Behind them a
`Memory` may be warmed: the terms by their words (`Trie`), and what is like what (`Likeness`). Both are brought up to
date by what has changed, and made anew when that cannot be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TypeVar

from termbase.errors import IndexFileError
from termbase.languages import language
from termbase.matching.exact.from_store import Met
from termbase.matching.exact.memo import Memo
from termbase.matching.exact.trie_file import add, made, opened
from termbase.matching.forms import Entry, Row
from termbase.matching.fuzzy.likeness import Likeness
from termbase.matching.index import TermIndex, joined, keys_of, named_among
from termbase.matching.source import Mark, TermSource
from termbase.matching.vocabulary import Vocabulary
from termbase.matching.words import shape
from termbase.model import Occurrence, Term

# A language that has no file of the trie to trust is warmed behind so many texts of a process.
WARM_AFTER = 100
# Concepts whose terms in a language are kept from one question to the next.
MOST_CONCEPTS = 50_000
# A trie to which more was added than this is made anew.
MOST_LATE = 50_000
Answer = TypeVar("Answer")


class Memory:
    """What is kept in memory of the terms of one language, for all threads that ask about one termbase."""

    def __init__(self, code: str, termbase: Path | None = None, warmer: Callable[[Memory], None] | None = None) -> None:
        """``termbase``: its file, beside which the trie is kept; without it no file is read or written. ``warmer`` sees
        to it, in a thread of its own, that `warm` is called; without one that never happens."""
        self.code, self._termbase = code, termbase
        self.lock = RLock()
        self._asked, self._warmer, self._damaged = 0, warmer, False
        self.memo: Memo | None = None
        self.likeness: Likeness | None = None
        self._vocabulary: Vocabulary | None = None
        self._mark: Mark | None = None
        self.met = Met()
        # The terms of concepts in this language, as far as somebody asked for them.
        self.of_concepts: dict[int, list[Term]] = {}

    def ask(self, source: TermSource) -> None:
        """Count a text; open the trie for the first, where there is one to trust, or have it made behind many."""
        if self.memo is None:
            self._asked += 1
            if self._asked == 1 and self._termbase is not None and not self._damaged:
                with self.lock:
                    trie = opened(self._termbase, self.code, source)
                    self.memo = None if trie is None else Memo(language(self.code), trie, source.template)
            elif self._asked == WARM_AFTER and self._warmer is not None:
                self._warmer(self)

    def distrust(self) -> None:
        """Forget the trie, whose file is damaged. Where one is made, it is made anew."""
        with self.lock:
            self.memo, self._damaged, self._asked = None, True, 0

    def warm(self, source: TermSource) -> None:
        """Make the trie, and its file: seven seconds of CPU or more, and 45 MB, a million terms."""
        mark = source.mark()
        trie = made(self._termbase, mark, self.code, source)
        with self.lock:
            self._bring(source, mark)
            self.memo, self._damaged = Memo(language(self.code), trie, source.template), False

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

    def vocabulary(self, source: TermSource) -> Vocabulary:
        """The words of the terms; the first time they are read from the store, a second or two for a million terms."""
        with self.lock:
            if self._vocabulary is None:
                self.refresh(source)
                self._vocabulary = Vocabulary(spelling for _, spelling in source.spellings(self.code))
            return self._vocabulary

    def _bring(self, source: TermSource, mark: Mark) -> None:
        """Apply what has changed since the last mark, or forget everything when that cannot be said."""
        if self._mark is None or self._mark == mark:
            self._mark = mark
            return
        changes = source.changes_since(self._mark, self.code)
        self.met, self.of_concepts = Met(), {}
        if changes is None or (self.memo is not None and len(self.memo.trie.changed) + len(changes) > MOST_LATE):
            self.memo = self.likeness = self._vocabulary = None
            self._asked = 0
        else:
            if self.memo is not None:
                self.memo = Memo(language(self.code), self.memo.trie, source.template)
                try:
                    for change in changes:
                        add(self.memo.trie, change, self.memo.rules)
                except IndexFileError:
                    self.distrust()
            if self.likeness is not None:
                self.likeness.remove(change.id for change in changes if change.spelling is None)
                self.likeness.update((c.id, c.spelling) for c in changes if c.spelling is not None)
            if self._vocabulary is not None:
                self._vocabulary.add(c.spelling for c in changes if c.spelling is not None)
        self._mark = mark


class StoredIndex(TermIndex):
    """A `TermIndex` over a store; `add` lays further terms over it that the store does not have."""

    def __init__(
        self, source: TermSource, memory: Callable[[str], Memory], likeness: Callable[[Memory, TermSource], Likeness]
    ) -> None:
        """``memory`` gives what is kept of a language; ``likeness`` what is like what there, made when first asked."""
        super().__init__()
        self._source, self._recall, self._make_likeness = source, memory, likeness
        self._memories: dict[str, tuple[Memory, Met]] = {}
        self._of_concepts: dict[str, dict[int, list[Term]]] = {}

    def _memory(self, code: str) -> tuple[Memory, Met]:
        """What is kept of a language, as of the first question of this index."""
        known = self._memories.get(code)
        if known is None:
            memory = self._recall(code)
            memory.refresh(self._source)
            known = self._memories[code] = memory, memory.met
            self._of_concepts[code] = memory.of_concepts
        return known

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language (BCP 47 primary subtag)."""
        return self._source.of_concept(concept_id, code) + super().terms_of(concept_id, code)

    def terms_of_each(self, concept_ids: Iterable[int], code: str) -> dict[int, list[Term]]:
        """The terms of some concepts in one language, as `terms_of` has them, in one question."""
        numbers = dict.fromkeys(concept_ids)
        memory, _ = self._memory(code)
        known = self._of_concepts[code]
        found = {number: known[number] for number in numbers if number in known}
        if len(found) < len(numbers):
            missing = [number for number in numbers if number not in found]
            stored = self._source.of_concepts(missing, code)
            new = {number: stored.get(number, []) for number in missing}
            if len(known) + len(new) <= MOST_CONCEPTS:
                known.update(new)
            elif memory.of_concepts is known:
                memory.of_concepts = {}
            found |= new
        laid_over = super().terms_of
        return {number: found[number] + laid_over(number, code) for number in numbers}

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""
        rules = language(code)
        keys = keys_of(text, rules)
        with_key = self._source.with_keys(rules.code, keys)
        candidates = {entry.term.id: entry for key in keys for entry in with_key(key)}
        candidates |= {
            entry.term.id: entry for entry in self._source.joined(rules.code, joined(rules.normalise(text))[1:])
        }
        ordered = [candidates[number] for number in sorted(candidates)]
        return named_among([*ordered, *super().named(text, code)], text, rules)

    def rows_in(self, words: Sequence[str], code: str) -> list[Row]:
        """The rows of words of a text, one word or more, that are forms of terms."""
        rules = language(code)
        memory, met = self._memory(rules.code)
        rows = self._asking(memory, lambda memo: memo.rows(words, partial(self._ending_in, memo)))
        if rows is None:
            rows = met.rows(words, rules, self._source)
        return rows + super().rows_in(words, code) if self._tries else rows

    def with_ids(self, ids: Iterable[int], code: str) -> Mapping[int, Entry]:
        """The terms of a language by ids, those among them that `rows_in` has named by their ids alone."""
        return self._memory(code)[1].entries(ids, self._source)

    def recalled(self, text: str, code: str) -> list[Occurrence] | None:
        """The terms that stand in a text, compiled; None where that cannot be said so."""
        memory = self._memory(code)[0]
        memory.ask(self._source)
        if self._tries:
            return None
        return self._asking(memory, lambda memo: memo.recalled(text, partial(self._ending_in, memo)))

    def _asking(self, memory: Memory, question: Callable[[Memo], Answer | None]) -> Answer | None:
        """What is remembered, or None: nothing is, or what there is cannot be trusted."""
        memo = memory.memo
        try:
            return None if memo is None else question(memo)
        except IndexFileError:
            memory.distrust()
            return None

    def _ending_in(self, memo: Memo, states: Iterable[int]) -> dict[int, list[Entry]]:
        """The stored terms that end in some states: as the trie has them, or the store; not those that have come to be
        spelt otherwise."""
        trie, rules = memo.trie, memo.rules
        found: dict[int, list[Entry]] = {state: [] for state in states}
        asked = [number for state in found for number in trie.ids.get(state, ())]
        for state, number, concept_id, kind, text in trie.stored(list(found)):
            if not kind or number in trie.changed:
                asked.append(number)
            else:
                found[state].append(Entry(concept_id, memo.kinds.term(kind, number, text)))
        for entry in self._source.with_ids(dict.fromkeys(asked)) if asked else ():
            if entry.term.language == rules.code:
                now = trie.find(shape(entry.term.text, rules.code).words)
                if now in found:
                    found[now].append(entry)
        return found

    def similar_to_each(
        self, spellings: Sequence[str], code: str, cutoff: float, limit: int | None = 5
    ) -> list[list[tuple[Entry, float]]]:
        """The entries spelt like each of some normalised texts; see `TermIndex.similar`."""
        rules = language(code)
        memory, _ = self._memory(rules.code)
        likeness = memory.likeness or self._make_likeness(memory, self._source)
        answers = likeness.like(spellings, cutoff, limit)
        by_spelling = self._source.with_spellings(rules.code, [s for found in answers for s, _ in found])
        stored = [
            [(entry, score) for spelling, score in found for entry in by_spelling.get(spelling, ())]
            for found in answers
        ]
        if not self._tries:
            return stored
        laid_over = super().similar_to_each(spellings, code, cutoff, limit)
        return [
            sorted([*one, *other], key=lambda hit: -hit[1])[:limit]
            for one, other in zip(stored, laid_over, strict=True)
        ]

    def words_like(self, words: Sequence[str], code: str, cutoff: float, limit: int) -> list[list[str]]:
        """For each word, a spelling key, the words of stored terms that are like it; see `Vocabulary.like`."""
        memory, _ = self._memory(code)
        return memory.vocabulary(self._source).like(words, cutoff, limit)
