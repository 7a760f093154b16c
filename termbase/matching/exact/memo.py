"""What is remembered of words while the terms stay as they are: a text of known words costs a look at each.

A word of a text is remembered with the words of terms that it is a form of, each worked out once with all inflection;
a state of the trie, with the terms that end there. The rest, whichever rows of words a text has, is steps of the trie.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, NamedTuple

from termbase.languages import Language, Token
from termbase.languages.base import PLAIN
from termbase.matching.exact.engine import recognise as compiled
from termbase.matching.exact.readings import BEGINNING, TERM, Rules, packed, read_word, unpacked
from termbase.matching.exact.trie import Trie
from termbase.matching.exact.trie_arrays import hash_of, key_of
from termbase.matching.forms import Entry, Match, Row
from termbase.matching.source import Template
from termbase.matching.words import shape
from termbase.model import Occurrence, Term

MOST = 60_000
"""Words and states remembered before a text is asked for; beyond that the older half is forgotten."""
LONGEST = 64
"""Words of more characters are not remembered."""
ATTEMPTS = 3
"""A text is asked for again when its tokens have been brought, then its terms, then those that come in the place of
terms that turn out to be gone."""

SHARED = [field.name for field in fields(Term) if field.name not in ("text", "id")]
"""The fields of a term that many terms may share."""
SLOTS = tuple([Term.__dict__[name] for name in ("text", "id", *SHARED)])
"""Where a term keeps its fields, for the compiled engine, which makes terms without a call."""

Load = Callable[[Collection[int]], Mapping[int, Sequence[Entry]]]
"""Leads from some states to the entries whose terms end there."""


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


class Words(dict[str, bytes]):
    """The records of words that are no words of terms, or of which more is to be said than the trie's base says; worked
    out when they are first asked."""

    def __init__(self, trie: Trie, rules: Language) -> None:
        super().__init__()
        self._trie, self._rules = trie, rules

    def __missing__(self, word: str) -> bytes:
        trie = self._trie
        known = {stem: trie.having(stem) for stem in map(hash_of, self._rules.text_stems(word))}
        made = packed(read_word(word, known, self._rules, trie.rule_number)).tobytes()
        if len(word) <= LONGEST:
            self[word] = made
        return made


class Kinds(dict[int, tuple[object, ...]]):
    """What terms of each kind of a trie's base have in common: values of `SHARED`, taken when they are first asked."""

    def __init__(self, trie: Trie, rules: Language, template: Template | None) -> None:
        super().__init__()
        self._trie, self._rules, self._template = trie, rules, template

    def __missing__(self, kind: int) -> tuple[object, ...]:
        if self._template is None:
            raise KeyError(kind)
        like = self._template(self._rules.code, self._trie.details[kind - 1])
        values = self[kind] = tuple([getattr(like, name) for name in SHARED])
        return values

    def term(self, kind: int, number: int, text: str) -> Term:
        """A term of a kind."""
        return Term(text=text, id=number, **dict(zip(SHARED, self[kind], strict=True)))  # type: ignore[arg-type]


class Memo:
    """The words of texts, and the terms they lead to. To be thrown away when a term changes."""

    def __init__(self, rules: Language, trie: Trie, template: Template | None = None) -> None:
        """``template``: of the terms that the trie's base has; none where that is empty."""
        self.trie, self.rules, self.kinds = trie, rules, Kinds(trie, rules, template)
        self._words = Words(trie, rules)
        self._terms: dict[int, tuple[Held, ...]] = {}

    def recalled(self, text: str, load: Load) -> list[Occurrence] | None:
        """What `recogniser` finds in a text, compiled; None where it cannot be said so, or that was not built."""
        forget(self._words)
        forget(self._terms)
        tokens: tuple[Token, ...] | None = None
        trie = self.trie
        late = trie.steps, trie.ids, trie.touched, trie.changed
        for _ in range(1 + ATTEMPTS):
            found: Any
            try:
                found = None if compiled is None else compiled(
                    text, tokens, trie.classes, self._words, self._terms, trie.rules, late, trie.arrays, trie.parts,
                    self.kinds, SLOTS, Held, Occurrence,
                )  # fmt: skip
            except ValueError as error:
                raise trie.damaged(error) from error
            if found is None or type(found) is list:
                return found
            if found is NotImplemented:
                tokens = self.rules.tokens(text)
            else:
                self._fetch(found, load)
        return None

    def rows(self, words: Sequence[str], load: Load) -> list[Row]:
        """The rows of words of a text, one word or more, that are forms of terms."""
        forget(self._words)
        forget(self._terms)
        base = self.trie.record
        records = {word: base(word) or self._words[word] for word in dict.fromkeys(words)}
        stands = walk([records[word] for word in words], self.trie)
        terms = self._fetch({stand.state for stand in stands}, load)
        return [Row(stand.first, stand.end, *_matches(terms[stand.state], stand.rules)) for stand in stands]

    def _fetch(self, states: Iterable[int], load: Load) -> dict[int, tuple[Held, ...]]:
        """The terms that end in some states."""
        known = self._terms
        found = {state: known.get(state) for state in states}
        missing = [state for state, terms in found.items() if terms is None]
        if missing:
            entries = load(missing)
            new = {state: tuple(map(self._held, entries.get(state, ()))) for state in missing}
            found |= new
            known.update(new)
        return found  # type: ignore[return-value]

    def _held(self, entry: Entry) -> Held:
        term = entry.term
        if PLAIN.fullmatch(term.text):
            return Held(term, entry.concept_id, term.id, "", "", False)
        _, lead, trail, breaks = shape(term.text, self.rules.code)
        return Held(term, entry.concept_id, term.id, lead, trail, bool(breaks))


def _matches(terms: Sequence[Held], applied: Rules) -> tuple[bool, list[Match]]:
    """The terms of a state as a `Row` has them: whether some have symbols, and the terms."""
    symbols = any(held.lead or held.trail or held.parted for held in terms)
    return symbols, [Match(held.id, held.term.text, applied, Entry(held.concept_id, held.term)) for held in terms]


def forget(known: dict[Any, Any]) -> None:
    """Make room, where there is none for more."""
    if len(known) > MOST:
        for key in list(islice(known, len(known) // 2)):
            known.pop(key, None)


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
