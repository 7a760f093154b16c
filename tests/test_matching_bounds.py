"""What is asked of recognition in earnest or in malice is answered in bounded time, or refused in one line."""

from __future__ import annotations

import sqlite3

import pytest
from conftest import cpu_bound
from hypothesis import given
from hypothesis import strategies as st
from stored_terms import store

from termbase.errors import FuzzyQueryError, UsageError
from termbase.matching import TermIndex, recognise
from termbase.model import Term
from termbase.pipeline.recognition import lookup, term_index
from termbase.store import queries


class TestBounds:
    """What is asked in earnest or in malice is answered in bounded time, or refused in one line."""

    @pytest.mark.parametrize(
        "text",
        ["", " " * 1_000_000, "\0" * 1000, "\0steady term 3\0", "\ud800 steady term 3", "steady term 3 " * 4_000, "x" * 1_000_000, "a " * 30_000, "深" * 20_000, "\u0301" * 100_000, "$" * 100_000, "$$ " * 30_000, "((((" * 100_000, "steady " * 10_000],
        ids=lambda text: f"{len(text)} of {text[:9]!r}",
    )  # fmt: skip
    @pytest.mark.parametrize("code", ["en", "zh"])
    def test_any_text(self, many: sqlite3.Connection, text: str, code: str) -> None:
        with cpu_bound(8):
            found = recognise(text, code, term_index(many), 80)
        assert all(text[o.start : o.end] == o.surface for o in found)
        assert len(found) == (text.count("steady term 3") if code == "en" else 0)

    @pytest.mark.parametrize("cutoff", [-1, 101, float("nan")])
    def test_cutoffs_out_of_range(self, many: sqlite3.Connection, cutoff: float) -> None:
        with pytest.raises(FuzzyQueryError, match="between 0 and 100"):
            recognise("steady", "en", term_index(many), cutoff)
        with pytest.raises(FuzzyQueryError):
            term_index(many).similar("steady", "en", cutoff)
        with pytest.raises(UsageError, match="between 0 and 100"):
            lookup(many, "steady", "en", "ar", cutoff)

    def test_a_cutoff_of_nothing_is_that_of_the_lowest_similarity(self, many: sqlite3.Connection) -> None:
        text = "stdy trm three and nothing else"
        assert recognise(text, "en", term_index(many), 0) == recognise(text, "en", term_index(many), 60)

    def test_unknown_languages(self, many: sqlite3.Connection) -> None:
        assert recognise("steady term 3", "xx", term_index(many), 80) == []
        with pytest.raises(UsageError, match="language tag"):
            lookup(many, "steady", "no language!", "ar")

    def test_lone_surrogates_and_nul_in_names(self, many: sqlite3.Connection) -> None:
        index = term_index(many)
        for name in ("\ud800", "\0", "steady\ud800", ""):
            assert index.named(name, "en") == []
            assert index.similar(name, "en", 95) == []

    def test_terms_with_a_nul(self, many: sqlite3.Connection) -> None:
        store(many, Term("\0+", "en"), Term("a \0 term", "en"))
        plain = TermIndex(queries.terms(many))
        for name in ("\0+", "\0", "a \0 term"):
            assert term_index(many).similar(name, "en", 60) == plain.similar(name, "en", 60)
            assert [x.concept_id for x in term_index(many).named(name, "en")] == [
                x.concept_id for x in plain.named(name, "en")
            ]
        assert [entry.term.text for entry, _ in term_index(many).similar("\0+", "en", 100)] == ["\0+"]

    @given(st.text(max_size=40), st.integers(0, 100))
    def test_any_unicode(self, text: str, cutoff: int) -> None:
        made = TermIndex([(1, Term("steady term", "en", id=1)), (2, Term("شبكة", "en", id=2))])
        found = recognise(text, "en", made, cutoff)
        assert all(text[o.start : o.end] == o.surface for o in found)
