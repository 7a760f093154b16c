"""Terms that stand in a text, straight from the store: as trying every term finds them, and asked for no more than that."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_terms import ARABIC, BETWEEN, CHINESE, ENGLISH, ENGLISH_TOO, seen, store

from termbase.languages import language
from termbase.matching import TermIndex, recognise
from termbase.matching.exact import from_store, memo
from termbase.matching.forms import Entry
from termbase.matching.stored_index import Memory, StoredIndex
from termbase.matching.words import place_of, row_rules, shape
from termbase.model import Occurrence, Term
from termbase.store import queries
from termbase.store.connection import connect_in_memory
from termbase.store.term_source import StoredTerms


class Asked(StoredTerms):
    """Notes the ids of the terms that are fetched, and says of some that they are gone."""

    gone: frozenset[int] = frozenset()
    fetched: tuple[int, ...] = ()

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        entries = [entry for entry in super().with_ids(ids) if entry.term.id not in self.gone]
        self.fetched += tuple(entry.term.id for entry in entries)
        return entries


def straight(source: StoredTerms, code: str) -> StoredIndex:
    """An index that remembers nothing from before, and is never warmed."""
    kept = Memory(code)
    return StoredIndex(source, lambda _: kept, lambda *_: pytest.fail("nothing is asked that is like a term"))


def by_trying_every_term(text: str, code: str, terms: Iterable[tuple[int, Term]]) -> list[Occurrence]:
    """Each term at each place; the longest stay, then those as written, then the first."""
    rules = language(code)
    tokens = rules.tokens(text)
    found: dict[tuple[int, int], list[tuple[bool, int, int, Term, tuple[str, ...]]]] = {}
    for concept_id, term in terms:
        form = shape(term.text, code)
        for first in range(len(tokens) - len(form.words) + 1):
            end = first + len(form.words)
            applied = row_rules([token.text for token in tokens[first:end]], form.words, rules)
            place = None if applied is None else place_of(text, tokens, first, end, form)
            if applied is not None and place is not None:
                found.setdefault(place, []).append((bool(applied), term.id, concept_id, term, applied))
    taken: set[int] = set()
    kept = []
    for (start, end), forms in sorted(found.items(), key=lambda one: (one[0][0] - one[0][1], min(one[1])[0], one[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            concepts: set[int] = set()
            for inflected, _, concept_id, term, applied in sorted(forms, key=lambda one: one[:2]):
                if inflected == min(forms)[0] and concept_id not in concepts:
                    concepts.add(concept_id)
                    kind = "inflected" if inflected else "exact"
                    kept.append(Occurrence(start, end, text[start:end], term, concept_id, kind, 100.0, applied))
    return sorted(kept, key=lambda one: one.start)


@given(st.sampled_from([("en", st.one_of(ENGLISH, ENGLISH_TOO)), ("ar", ARABIC), ("zh", CHINESE)]).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=12, unique=True), st.lists(st.tuples(pair[1], BETWEEN), min_size=1, max_size=4))))  # fmt: skip
def test_as_trying_every_term(case: tuple[str, list[str], list[tuple[str, str]]]) -> None:
    """Asked first, asked again, with room for few to remember, from terms in memory that no compiled engine reads."""
    code, terms, pieces = case
    text = "".join(piece for pair in pieces for piece in pair)
    connection = connect_in_memory(None)
    store(connection, *(Term(term, code) for term in terms))
    every = list(queries.terms(connection))
    wanted = seen(by_trying_every_term(text, code, every))
    source = Asked(connection)
    index = straight(source, code)
    assert seen(recognise(text, code, index)) == wanted
    assert sorted(source.fetched) == sorted({one[3].id for one in wanted}), "what is covered is not fetched"
    assert seen(recognise(text, code, index)) == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_store, "MOST", 0)
        assert seen(recognise(text, code, index)) == wanted
        patch.setattr(memo, "compiled", None)
        assert seen(recognise(text, code, TermIndex(every))) == wanted
    connection.close()


def test_a_term_that_is_gone_before_it_is_fetched_gives_way() -> None:
    connection = connect_in_memory(None)
    store(connection, *(Term(term, "en") for term in ("neural network", "neural", "Network")))
    source = Asked(connection)
    source.gone = frozenset({1})
    found = recognise("neural networks", "en", straight(source, "en"))
    assert [(one.surface, one.term.text, one.kind) for one in found] == [
        ("neural", "neural", "exact"),
        ("networks", "Network", "inflected"),
    ]
    connection.close()
