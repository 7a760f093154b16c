"""What is remembered of words while the terms stay as they are: a text of known words costs a look at each.

A word of a text is remembered with the words of terms that it is a form of, each worked out once with all inflection;
a state of the trie, with the terms that end there. The rest, whichever rows of words a text has, is steps of the trie.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from termbase.languages import Language, Token
from termbase.languages.base import PLAIN
from termbase.matching.exact_engine import recognise as compiled
from termbase.matching.forms import Entry, Form, Row, form
from termbase.matching.readings import BEGINNING, TERM, Rules, packed, read_word, unpacked
from termbase.matching.source import Make
from termbase.matching.trie import Trie
from termbase.matching.trie_base import hash_of, key_of
from termbase.matching.words import shape
from termbase.model import Occurrence, Term

MOST = 60_000
"""Words and states remembered; beyond that the older half is forgotten."""
LONGEST = 64
"""Words of more characters are not remembered."""
ATTEMPTS = 3
"""A text is asked for again when its tokens, then its words, then its terms have been brought."""

Load = Callable[[Collection[int]], Mapping[int, Sequence[Entry]]]
"""Leads from some states to the entries whose terms end there."""
Key = TypeVar("Key", str, int)


class Held(NamedTuple):
    """A term that ends in a state: its symbols, and whether sentences or clauses are parted between its words."""

    term: Term
    concept_id: int
    id: int
    lead: str
    trail: str
    parted: bool


class Stand(NamedTuple):
    """The words ``first`` to ``end``, exclusive, lead to a state in which terms end; by which rules."""

    first: int
    end: int
    state: int
    rules: Rules


class Memo:
    """The words of texts, and the terms they lead to. To be thrown away when a term changes."""

    def __init__(self, rules: Language, trie: Trie) -> None:
        self.trie, self.rules = trie, rules
        self.makers: dict[int, Make] = {}
        """What makes the terms of each kind of the trie's base, as far as they were made."""
        self._words: dict[str, bytes] = {}
        self._terms: dict[int, tuple[Held, ...]] = {}

    def recalled(self, text: str, load: Load) -> list[Occurrence] | None:
        """What `recogniser` finds in a text, compiled; None where it cannot be said so, or that was not built."""
        tokens: tuple[Token, ...] | None = None
        trie = self.trie
        late = trie.steps, trie.ids, trie.touched
        for _ in range(1 + ATTEMPTS):
            found: Any
            try:
                found = None if compiled is None else compiled(
                    text, tokens, trie.classes, self._words, self._terms, trie.rules, late, trie.arrays, trie.parts,
                    Occurrence,
                )  # fmt: skip
            except ValueError as error:
                raise trie.damaged(error) from error
            if found is None or type(found) is list:
                return found
            if found is NotImplemented:
                tokens = self.rules.tokens(text)
            else:
                words, states = found
                self._learn(words)
                self._fetch(states, load)
        return None

    def rows(self, words: Sequence[str], load: Load) -> list[Row]:
        """The rows of words of a text, one word or more, that are forms of terms."""
        known = self._words
        missing = {word for word in words if word not in known}
        new = self._learn(missing) if missing else {}
        stands = walk([new.get(word) or known[word] for word in words], self.trie)
        terms = self._fetch({stand.state for stand in stands}, load)
        found: dict[tuple[int, int], list[Form]] = {}
        for first, end, state, applied in stands:
            for held in terms[state]:
                found.setdefault((first, end), []).append(form(held.term, held.concept_id, applied))
        return [Row(*place, forms) for place, forms in found.items()]

    def _learn(self, words: Iterable[str]) -> dict[str, bytes]:
        """Work out what some words are forms of."""
        new = {word: self.trie.record(word) or self._read(word) for word in words}
        keep(self._words, {word: one for word, one in new.items() if len(word) <= LONGEST})
        return new

    def _read(self, word: str) -> bytes:
        known = {stem: self.trie.having(stem) for stem in map(hash_of, self.rules.text_stems(word))}
        return packed(read_word(word, known, self.rules, self.trie.rule_number)).tobytes()

    def _fetch(self, states: Iterable[int], load: Load) -> dict[int, tuple[Held, ...]]:
        """The terms that end in some states."""
        known = self._terms
        found = {state: known.get(state) for state in states}
        missing = [state for state, terms in found.items() if terms is None]
        if missing:
            entries = load(missing)
            new = {state: tuple(map(self._held, entries.get(state, ()))) for state in missing}
            found |= new
            keep(self._terms, new)
        return found  # type: ignore[return-value]

    def _held(self, entry: Entry) -> Held:
        term = entry.term
        if PLAIN.fullmatch(term.text):
            return Held(term, entry.concept_id, term.id, "", "", False)
        _, lead, trail, breaks = shape(term.text, self.rules.code)
        return Held(term, entry.concept_id, term.id, lead, trail, bool(breaks))


def keep(known: dict[Key, Any], new: Mapping[Key, Any]) -> None:
    """Remember something more."""
    if len(known) > MOST:
        for key in list(islice(known, len(known) // 2)):
            known.pop(key, None)
    known.update(new)


def walk(words: Sequence[bytes], trie: Trie) -> list[Stand]:
    """Every row of words that leads to a state in which terms end; those of one place behind each other."""
    found: list[Stand] = []
    read, rules = [unpacked(word) for word in words], trie.rules
    for first, groups in enumerate(read):
        front: list[tuple[int, dict[int, Rules]]] = []
        for group in groups:
            found += [Stand(first, first + 1, state, rules[applied]) for state, applied in group.alone]
            if group.heads:
                front.append((group.stem, {state: rules[applied] for state, applied in group.heads}))
        end = first + 1
        while front and end < len(read):
            ahead: list[tuple[int, dict[int, Rules]]] = []
            end += 1
            for key, states in front:
                for group in read[end - 1]:
                    further, rest, there = key_of(key, group.stem), dict(group.rest), dict[int, Rules]()
                    for before, word, state, flags in trie.steps_of(further) if rest else ():
                        if before not in states or word not in rest:
                            continue
                        every = states[before] + rules[rest[word]]
                        if flags & TERM:
                            found.append(Stand(first, end, state, tuple(dict.fromkeys(every))))
                        if flags & BEGINNING:
                            there[state] = every
                    if there:
                        ahead.append((further, there))
            front = ahead
    return found
