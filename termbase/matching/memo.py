"""What is remembered of words while the terms stay as they are: a text of known words costs a look at each.

A word of a text is remembered with the words of terms that it is a form of, each worked out once with all inflection;
a state of the trie, with the terms that end there. The rest, whichever rows of words a text has, is steps of the trie.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from termbase.languages import Language, Token
from termbase.matching.characters import classes
from termbase.matching.forms import Entry, Form, Row, form
from termbase.matching.trie import BEGINNING, INSIDE, STATE_SHIFT, TERM, Known, Trie
from termbase.matching.words import cased_alike, form_rules, shape
from termbase.model import Occurrence, Term

try:
    from termbase.matching import _exact

    compiled = _exact.recognise
except (ImportError, AttributeError):  # a wheel without a compiler, or an engine of another version
    compiled = None  # type: ignore[assignment]

MOST = 60_000
"""Words and states remembered; beyond that the older half is forgotten."""
LONGEST = 64
"""Words of more characters are not remembered."""
ATTEMPTS = 3
"""A text is asked for again when its tokens, then its words, then its terms have been brought."""

Rules = tuple[str, ...]
Load = Callable[[Collection[int]], Mapping[int, Sequence[Entry]]]
"""Leads from some states to the entries whose terms end there."""
Key = TypeVar("Key", str, int)


class Word(NamedTuple):
    """A word of a text: what it is a form of. Numbers are uint32 in the machine's byte order."""

    heads: bytes
    """The numbers of words that terms of several words begin with."""
    head_rules: tuple[Rules, ...]
    rest: bytes
    """The numbers of further words of terms."""
    rest_rules: tuple[Rules, ...]
    alone: bytes
    """The numbers of words that are terms by themselves."""
    alone_rules: tuple[Rules, ...]


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
        self._words: dict[str, Word] = {}
        self._terms: dict[int, tuple[Held, ...]] = {}

    def recalled(self, text: str, load: Load) -> list[Occurrence] | None:
        """What `recogniser` finds in a text, compiled; None where it cannot be said so, or that was not built."""
        tokens: tuple[Token, ...] | None = None
        trie, base = self.trie, self.trie.base
        for _ in range(1 + ATTEMPTS):
            found: Any = None if compiled is None else compiled(
                text, tokens, classes(), self._words, self._terms,
                trie.steps, base.slots, base.filled, base.capacity, Occurrence,
            )  # fmt: skip
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

    def _learn(self, words: Iterable[str]) -> dict[str, Word]:
        """Work out what some words are forms of."""
        new = {word: self._word(word) for word in words}
        keep(self._words, {word: one for word, one in new.items() if len(word) <= LONGEST})
        return new

    def _word(self, word: str) -> Word:
        rules, known = self.rules, dict[int, Known]()
        for stem in rules.text_stems(word):
            known.update((one.number, one) for one in self.trie.having(stem))
        heads, rest, alone = dict[int, Rules](), dict[int, Rules](), dict[int, Rules]()
        for text, number, flags in known.values():
            if flags & INSIDE and (applied := form_rules(word, text, rules)) is not None:
                rest[number] = applied
            if flags & ~INSIDE and (applied := form_rules(word, text, rules, True)) is not None:
                if flags & BEGINNING:
                    heads[number] = applied
                if flags & TERM and cased_alike(word, text, True):
                    alone[number] = applied
        leads = [part for led in (heads, rest, alone) for part in (packed(led), tuple(led.values()))]
        return Word(*leads)  # type: ignore[arg-type]

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
        _, lead, trail, breaks = shape(term.text, self.rules.code)
        return Held(term, entry.concept_id, term.id, lead, trail, bool(breaks))


def keep(known: dict[Key, Any], new: Mapping[Key, Any]) -> None:
    """Remember something more."""
    if len(known) > MOST:
        for key in list(islice(known, len(known) // 2)):
            known.pop(key, None)
    known.update(new)


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers as uint32 in the machine's byte order."""
    return array("I", numbers).tobytes()


def walk(words: Sequence[Word], trie: Trie) -> list[Stand]:
    """Every row of words that leads to a state in which terms end; those of one place behind each other."""
    found: list[Stand] = []
    ahead: list[tuple[int, Rules]]
    for first, word in enumerate(words):
        found += [Stand(first, first + 1, *one) for one in zip(unpacked(word.alone), word.alone_rules, strict=True)]
        front, end = list(zip(unpacked(word.heads), word.head_rules, strict=True)), first + 1
        while front and end < len(words):
            ahead = []
            rest = list(zip(unpacked(words[end].rest), words[end].rest_rules, strict=True))
            end += 1
            for state, applied in front:
                for number, more in rest:
                    value = trie.step(state, number)
                    if value & TERM:
                        found.append(Stand(first, end, value >> STATE_SHIFT, tuple(dict.fromkeys(applied + more))))
                    if value & BEGINNING:
                        ahead.append((value >> STATE_SHIFT, applied + more))
            front = ahead
    return found


def unpacked(numbers: bytes) -> memoryview:
    """The numbers that `packed` packed."""
    return memoryview(numbers).cast("I")
