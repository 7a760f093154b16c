"""The trie of terms, made at once or term by term; texts recognised by the compiled engine and without it: one answer."""

from __future__ import annotations

import sys
import unicodedata
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_terms import ARABIC, BETWEEN, CHINESE, ENGLISH_TOO

from termbase.languages import language
from termbase.matching import TermIndex, recognise
from termbase.matching.exact import memo
from termbase.matching.exact import trie as trie_module
from termbase.matching.exact.characters import COUNT, classes
from termbase.matching.exact.memo import SLOTS, Held, Memo
from termbase.matching.exact.readings import BEGINNING, INSIDE, TERM, Group, packed
from termbase.matching.exact.trie import Trie
from termbase.matching.exact.trie_arrays import NOTHING, hash_of, key_of
from termbase.matching.exact.trie_build import build
from termbase.matching.source import Row
from termbase.model import Occurrence, Term

compiled = pytest.mark.skipif(memo.compiled is None, reason="the compiled engine was not built")


def index_of(terms: list[str], code: str) -> TermIndex:
    return TermIndex((n // 2, Term(term, code, id=n)) for n, term in enumerate(terms, 1))


@given(st.sampled_from([("en", ENGLISH_TOO), ("ar", ARABIC), ("zh", CHINESE)]).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=12), st.lists(st.tuples(pair[1], BETWEEN), min_size=1, max_size=4))))  # fmt: skip
def test_compiled_or_not_the_answer_is_one(case: tuple[str, list[str], list[tuple[str, str]]]) -> None:
    """The text is asked three times: not met before, met before, and without the compiled engine."""
    code, terms, pieces = case
    text = "".join(piece for pair in pieces for piece in pair)
    index = index_of(terms, code)
    first = recognise(text, code, index)
    assert recognise(text, code, index) == first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "compiled", None)
        assert recognise(text, code, index) == first
        assert recognise(text, code, index_of(terms, code)) == first
    assert all(type(found) is Occurrence and found.surface == text[found.start : found.end] for found in first)


@given(st.lists(ENGLISH_TOO, min_size=1, max_size=12), st.lists(ENGLISH_TOO, min_size=1, max_size=4).map(" ".join))
def test_stems_of_one_hash_are_told_apart(terms: list[str], text: str) -> None:
    """Hashes say where to look; what is found there is compared."""
    wanted = recognise(text, "en", index_of(terms, "en"))
    with pytest.MonkeyPatch.context() as patch:
        for module in (memo, trie_module):
            patch.setattr(module, "hash_of", lambda _: 7)
        for engine in {memo.compiled, None}:
            patch.setattr(memo, "compiled", engine)
            assert recognise(text, "en", index_of(terms, "en")) == wanted


@compiled
@pytest.mark.parametrize(
    ("code", "text", "compiled"),
    [
        ("en", "A deep neural network, trained well.", True),
        ("en", "a neural  network", True),
        ("en", "nets; neural, network", True),
        ("en", "the .NET runtime", False),
        ("en", "net prices of $a$ neural network", True),
        ("en", "nets and, networks", True),
        ("en", "dogs, cats", False),
        ("ar", "الشبكات العصبية، أيضا", True),
        ("zh", "深度学习", True),
    ],
)
def test_what_is_left_to_python(code: str, text: str, compiled: bool) -> None:
    """Symbols that belong to a term and seem to stand there, and breaks that a term has of its own."""
    terms = ["neural network", ".NET", "شبكة عصبية", "学习", "dog, cat"]
    index = TermIndex((n, Term(term, code, id=n)) for n, term in enumerate(terms))
    found = recognise(text, code, index)
    assert index.recalled(text, code) == (found if compiled else None)


NONE_LATE: tuple[dict, dict, set, set] = ({}, {}, set(), set())


class Asked(dict):
    """Notes the words of which a record is asked."""

    def __missing__(self, word: str) -> bytes:
        self[word] = packed([]).tobytes()
        return self[word]


def tokenised(text: str) -> set[str]:
    """The words that the compiled engine finds in a text, none of which it knows."""
    words = Asked()
    asked = (classes(), words, {}, [()], NONE_LATE, NOTHING, None, {}, SLOTS, Held, Occurrence)
    if memo.compiled(text, None, *asked) is NotImplemented:
        memo.compiled(text, language("xx").tokens(text), *asked)
    return set(words)


@compiled
def test_words_are_those_of_the_tokeniser() -> None:
    tokens = language("xx")._tokens
    for point in [*range(COUNT + 256), *range(COUNT, sys.maxunicode + 1, 997)]:
        c = chr(point)
        text = f"a{c}b {c}# c'{c} d++{c} e#{c} {c}’{c}1 _{c}f"
        assert tokenised(text) == {token.text for token in tokens(text)}, hex(point)


@compiled
def test_no_letter_is_parted_from_its_mark() -> None:
    words = {"cache": packed([Group(7, [], [], [(0, 0)])]).tobytes()}
    terms = {0: (Held(Term("cache", "en"), 1, 1, "", "", False),)}
    tokens = language("en").tokens("cache")
    found = {
        chr(point): memo.compiled(
            f"cache{chr(point)}",
            tokens,
            classes(),
            words,
            terms,
            [()],
            NONE_LATE,
            NOTHING,
            None,
            {},
            SLOTS,
            Held,
            Occurrence,
        )
        for point in range(sys.maxunicode + 1)
    }
    for character, answer in found.items():
        mark = character > "\u02ff" and unicodedata.category(character)[0] == "M"
        assert answer is None or bool(answer) != mark, hex(ord(character))
    assert all(found[character] for character in (" ", ".", "،", "؟", "。", "中", "–"))


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "MOST", 20)
    index = TermIndex([(1, Term("data base", "en", id=1))])
    for number in range(60):
        assert len(recognise(f"data base x{number} data bases {'y' * 80}{number}", "en", index)) == 2
    kept = index._memos["en"]
    assert len(kept._words) <= 24
    assert max(map(len, kept._words)) <= memo.LONGEST


def row(number: int, text: str) -> Row:
    return number, number, language("en").key(text), text, "[]"


WORDS = st.lists(st.sampled_from(["a", "b", "c", "A", "bs", "نص"]), min_size=1, max_size=5)


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=9), WORDS)
def test_a_trie_leads_to_the_terms(early: list[list[str]], late: list[list[str]], asked: list[str]) -> None:
    """Those that were there when it was made, and those added, by all of their words."""
    rules = language("en")
    trie = Trie(build([row(n, " ".join(words)) for n, words in enumerate(early)], rules))
    every = [rules.words(" ".join(words)) for words in early + late]
    for number, words in enumerate(every[len(early) :], len(early)):
        trie.add(words, [rules.stem(word) for word in words], number)
    for words in [*every, asked]:
        state = trie.find(words)
        same = [number for number, other in enumerate(every) if other == words]
        assert (
            [] if state is None else sorted([*(term[1] for term in trie.stored([state])), *trie.ids.get(state, ())])
        ) == same
        numbers = [trie.find([word]) for word in words]
        if None not in numbers and len(words) > 1 and state is not None:
            key = reduce(key_of, [trie.stem_of(number) for number in numbers])
            step = trie.step(key, trie.find(words[:-1]), numbers[-1])
            assert step.state == state
            assert bool(step.flags & TERM) == bool(same)
            assert bool(step.flags & BEGINNING) == any(other[: len(words)] == words != other for other in every)
    stems = {rules.stem(word) for words in every for word in words}
    known = {one.text: one.flags for stem in stems for one in trie.having(hash_of(stem))}
    for word in {word for words in every for word in words}:
        assert bool(known[word] & TERM) == ([word] in every)
        assert bool(known[word] & BEGINNING) == any(other[0] == word and len(other) > 1 for other in every)
        assert bool(known[word] & INSIDE) == any(word in other[1:] for other in every)


@given(st.sampled_from(["en", "zh", "fr"]), st.lists(st.text("aCé学ก$+#’'1²_ -\u0301\u3099.,(", max_size=9), min_size=1))  # fmt: skip
def test_words_that_were_met_are_words_again(code: str, texts: list[str]) -> None:
    """Of whichever terms: so a trie is made without analysing terms of words that it has already."""
    rules = language(code)
    met = [word for text in texts for word in rules.words(text) if word.isalnum()]
    if met and rules.spelling(met[0]) not in rules.articles:
        assert rules.words(" ".join(met)) == met


@compiled
def test_a_damaged_call_is_refused() -> None:
    none = (classes(), {}, {}, [], NONE_LATE, NOTHING, None, {}, SLOTS, Held)
    alone = packed([Group(7, [], [], [(1, 0)])]).tobytes()
    for wrong in [
        ("a", None, *none, dict),
        ("a", [], *none, Occurrence),
        ("a", ((0, 9, "a"),), *none, Occurrence),
        ("a", ((1,),), *none, Occurrence),
        ("a", None, classes(), {"a": (1, 2)}, {}, [], NONE_LATE, NOTHING, None, {}, SLOTS, Held, Occurrence),
        ("a", None, classes(), {"a": alone[:-1]}, {}, [()], NONE_LATE, NOTHING, None, {}, SLOTS, Held, Occurrence),
        ("a", None, classes(), {"a": alone}, {}, [], NONE_LATE, NOTHING, None, {}, SLOTS, Held, Occurrence),
        ("a", None, classes(), {"a": alone}, {1: (7,)}, [()], NONE_LATE, NOTHING, None, {}, SLOTS, Held, Occurrence),
        ("a", None, *none[:-1], dict, Occurrence),
        ("a", None, classes(), {}, {}, [], ({}, {}), NOTHING, None, {}, SLOTS, Held, Occurrence),
        ("a", None, classes(), {}, {}, [], NONE_LATE, NOTHING[:-1], None, {}, SLOTS, Held, Occurrence),
        (
            "a",
            None,
            classes(),
            {},
            {},
            [],
            NONE_LATE,
            NOTHING._replace(filled=bytes(3)),
            None,
            {},
            SLOTS,
            Held,
            Occurrence,
        ),
    ]:
        with pytest.raises((TypeError, ValueError, SystemError, IndexError)):
            memo.compiled(*wrong)
    assert Memo(language("en"), Trie()).recalled("", lambda _: {}) == []
