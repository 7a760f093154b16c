"""Recognising by heart, compiled and not: the same answers as working everything out; and the walk over hashed keys."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_stored_index import ARABIC, CHINESE, ENGLISH

from termbase.languages import language
from termbase.matching import TermIndex, memo, recognise
from termbase.matching.forms import Forms, Word
from termbase.matching.keys import BEGINNING, TERM, FewKeys, hashes, longer, slots, walk
from termbase.matching.memo import Memo
from termbase.model import Occurrence, Term

compiled = pytest.mark.skipif(memo._exact is None, reason="the compiled engine was not built")
HASHES = st.lists(st.sampled_from([0, 1, 2**63, 2**64 - 1, 12345]), max_size=3).map(tuple)
# Between words: what parts them, what belongs to a term, what goes on with the letter before.
BETWEEN = st.sampled_from([" ", "  ", ", ", "\n", "-", "/", ". ", "، ", "\u0301 ", "\u20dd ", "+", " .", "\u3099"])


@compiled
@given(st.lists(st.tuples(HASHES, HASHES), max_size=6), st.binary(min_size=64, max_size=64))
def test_the_compiled_walk_is_the_walk(words: list[tuple[tuple[int, ...], tuple[int, ...]]], flags: bytes) -> None:
    nothing = Forms("", (), (), True)
    row = [Word(stems, begins, (), nothing) for stems, begins in words]
    table = bytearray(byte & 3 for byte in flags)
    assert memo._exact.walk(table, row) == walk(row, table)


@given(st.sampled_from([("en", ENGLISH), ("ar", ARABIC), ("zh", CHINESE)]).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=12), st.lists(st.tuples(pair[1], BETWEEN), min_size=1, max_size=4))))  # fmt: skip
def test_by_heart_is_what_working_it_out_finds(case: tuple[str, list[str], list[tuple[str, str]]]) -> None:
    """The text is asked three times: not met before, met before, and without the compiled engine."""
    code, terms, pieces = case
    text = "".join(piece for pair in pieces for piece in pair)
    index = TermIndex((n // 2, Term(term, code, id=n)) for n, term in enumerate(terms, 1))
    first = recognise(text, code, index)
    assert recognise(text, code, index) == first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "_exact", None)
        assert recognise(text, code, index) == first
        assert recognise(text, code, TermIndex((n // 2, Term(t, code, id=n)) for n, t in enumerate(terms, 1))) == first
    assert all(type(found) is Occurrence and found.surface == text[found.start : found.end] for found in first)


@compiled
@pytest.mark.parametrize(
    ("code", "text", "by_heart"),
    [
        ("en", "A deep neural network, trained well.", True),
        ("en", "a neural  network", False),
        ("en", "the .NET runtime", False),
        ("ar", "الشبكات العصبية، أيضا", True),
        ("zh", "深度学习", False),
    ],
)
def test_what_is_plain_is_known_by_heart(code: str, text: str, by_heart: bool) -> None:
    index = TermIndex((1, Term(term, code, id=1)) for term in ["neural network", ".NET", "شبكة عصبية", "学习"])
    tokens = language(code).tokens(text)
    assert index.recalled(text, tokens, code) is None
    found = recognise(text, code, index)
    assert found
    assert index.recalled(text, tokens, code) == (found if by_heart else None)
    index.add(2, Term("well", code, id=2))
    assert index.recalled(text, tokens, code) is None, "another term: nothing is known any more"


@compiled
def test_no_letter_is_parted_from_its_mark() -> None:
    word = {"cache": Word((), (), (), Forms("cache", (), (), True))}
    tokens = language("en").tokens("cache")
    plain = [
        chr(point)
        for point in range(sys.maxunicode + 1)
        if memo._exact.known(f"cache{chr(point)}", tokens, word, {}, bytearray(1), Occurrence) is not None
    ]
    assert not [character for character in plain if character > "\u02ff" and unicodedata.category(character)[0] == "M"]
    assert {" ", ".", "،", "؟", "。", "中"} <= set(plain)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "MOST", 20)
    index = TermIndex([(1, Term("data base", "en", id=1))])
    for number in range(60):
        assert len(recognise(f"data base x{number} data bases {'y' * 80}{number}", "en", index)) == 2
    kept = index._memos["en"]
    assert len(kept._words) <= 24
    assert max(map(len, kept._words)) <= memo.LONGEST


class TestKeys:
    def test_a_hash_is_made_stem_by_stem(self) -> None:
        one, two = hashes("deep net")
        assert (one, longer(one, "net")) == (hashes("deep")[0], two)
        assert len({*hashes("a b"), *hashes("b a"), *hashes(""), *hashes(" ")}) == 6

    @given(st.lists(st.text("abc ", min_size=1, max_size=9), max_size=300))
    def test_few_keys_grow(self, keys: list[str]) -> None:
        few = FewKeys()
        for number, key in enumerate(keys):
            few.add(key, number)  # type: ignore[arg-type]
        assert len(few.flags) >= slots(len({name for key in keys for name in hashes(key)}) // 2)
        for key in keys:
            *beginnings, last = (few.flags[name % len(few.flags)] for name in hashes(key))
            assert last & TERM
            assert all(flag & BEGINNING for flag in beginnings)
            assert few.entries([])[hashes(key)[-1]] == [n for n, other in enumerate(keys) if other == key]


def test_a_damaged_call_is_refused() -> None:
    if memo._exact is None:
        pytest.skip("the compiled engine was not built")
    for arguments in [(bytearray(3), []), (bytearray(4), [1]), (bytearray(4), [((), 1)]), (bytearray(4), ())]:
        with pytest.raises((TypeError, ValueError, SystemError, IndexError)):
            memo._exact.walk(*arguments)
    with pytest.raises(TypeError):
        memo._exact.known("a", (), {}, {}, bytearray(4), dict)
    assert Memo().recalled("", (), bytearray(4)) == []
