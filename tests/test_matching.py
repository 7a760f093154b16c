"""Pairs against the termbase: known, variant, conflict, new; which terms are like a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbase.languages import language
from termbase.matching import TermIndex, match_pair, match_target
from termbase.model import AdministrativeStatus, MatchStatus, Term

Status = AdministrativeStatus


def index(*concepts: tuple[str, ...] | list[Term]) -> TermIndex:
    """Concepts numbered from 1; a tuple is an English term and its Arabic renderings, the first preferred."""
    made = TermIndex()
    for number, concept in enumerate(concepts, 1):
        terms = concept
        if isinstance(concept, tuple):
            source, *targets = concept
            terms = [
                Term(source, "en"),
                *(Term(t, "ar", Status.ADMITTED if i else Status.PREFERRED) for i, t in enumerate(targets)),
            ]
        for term in terms:
            made.add(number, term)
    return made


TERMBASE = index(
    ("database", "قاعدة بيانات"),
    ("accuracy", "دقة"),
    ("packet", "حزمة", "رزمة"),
    ("bank", "مصرف"),
    ("bank", "ضفة"),
    [Term("backup", "en"), Term("نسخة احتياطية", "ar"), Term("باك أب", "ar", Status.FORBIDDEN)],
    [Term("SQLite", "en", do_not_translate=True)],
    [Term("hash", "en")],
    ("neural network", "شبكة عصبية"),
    [Term("IT", "en"), Term("تقنية المعلومات", "ar")],
)


@pytest.mark.parametrize(
    ("source", "target", "status", "concept"),
    [
        ("database", "قاعدة بيانات", "known", 1),
        ("Databases", "قاعدة بيانات", "known", 1),
        ("data-base", "قاعدة بيانات", "known", 1),
        ("database", "قاعِدةُ بيانات", "known", 1),
        ("database", "قاعدة البيانات", "variant", 1),
        ("database", "وبقاعدة البيانات", "variant", 1),
        ("database", "قاعدة معطيات", "conflict", 1),
        ("accuracy", "دقيقة", "conflict", 2),
        ("packet", "رزمة", "known", 3),
        ("packets", "الرزمة", "variant", 3),
        ("bank", "ضفة", "known", 5),
        ("bank", "المصرف", "variant", 4),
        ("backup", "باك أب", "conflict", 6),
        ("backup", "نسخة احتياطية", "known", 6),
        ("hash", "تجزئة", "new", 8),
        ("queue", "رتل", "new", None),
        ("data", "بيانات", "new", None),
        ("neural net", "شبكة عصبية", "new", None),
        ("SQLite", "إس كيو لايت", "conflict", 7),
    ],
)
def test_standing(source: str, target: str, status: str, concept: int | None) -> None:
    found = match_pair(source, target, "en", "ar", False, TERMBASE)
    assert (found.status.value, found.concept_id) == (status, concept)
    assert 0 <= found.similarity <= 100
    assert (found.similarity == 100) == (status == "known" or target == "باك أب")


def test_a_name_that_is_kept() -> None:
    assert match_pair("SQLite", "SQLite", "en", "ar", True, TERMBASE).status is MatchStatus.KNOWN
    assert match_pair("database", "database", "en", "ar", True, TERMBASE).status is MatchStatus.CONFLICT
    assert match_pair("Redis", "Redis", "en", "ar", True, TERMBASE).status is MatchStatus.NEW


def test_of_several_concepts_the_best_fit_counts() -> None:
    found = match_pair("bank", "بنك", "en", "ar", False, TERMBASE)
    assert (found.status, found.concept_id in (4, 5)) == (MatchStatus.CONFLICT, True)


def test_similarity_tells_how_near_a_conflict_is() -> None:
    near = match_pair("database", "قاعدة بيان آخر", "en", "ar", False, TERMBASE).similarity
    far = match_pair("database", "سجل", "en", "ar", False, TERMBASE).similarity
    assert near > far


@given(st.text("بتسشقمنا ة", min_size=1, max_size=12), st.text("بتسشقمنا ة", min_size=1, max_size=12))
def test_two_renderings_stand_to_each_other_alike_from_both_sides(one: str, other: str) -> None:
    assert match_target(one, other, "ar") == match_target(other, one, "ar")
    assert match_target(one, one, "ar") == (MatchStatus.KNOWN, 100.0)


class TestIndex:
    def test_named_puts_the_same_spelling_first(self) -> None:
        made = index(("models", "نماذج"), ("model", "نموذج"))
        assert [e.concept_id for e in made.named("model", "en")] == [2, 1]
        assert [e.concept_id for e in made.named("models", "en")] == [1, 2]

    def test_languages_are_apart(self) -> None:
        made = TermIndex([(1, Term("form", "de")), (2, Term("form", "en"))])
        assert [e.concept_id for e in made.named("form", "en")] == [2]
        assert made.named("form", "fr") == []

    def test_regions_are_one_language(self) -> None:
        assert [e.concept_id for e in TERMBASE.named("database", "en-GB")] == [1]

    @given(
        st.lists(st.text("abcd ", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=12),
        st.text("abcd ", min_size=1, max_size=8),
        st.integers(50, 100),
    )
    def test_similar_is_what_trying_every_term_finds(self, terms: list[str], query: str, cutoff: int) -> None:
        from rapidfuzz import fuzz

        rules = language("en")
        made = TermIndex([(n, Term(text, "en")) for n, text in enumerate(terms)])
        wanted = sorted(
            (n, fuzz.ratio(rules.normalise(query), rules.normalise(text)))
            for n, text in enumerate(terms)
            if fuzz.ratio(rules.normalise(query), rules.normalise(text)) >= cutoff
        )
        found = made.similar(query, "en", cutoff, limit=100)
        assert sorted((entry.concept_id, score) for entry, score in found) == wanted
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)

    @given(st.lists(st.text("abs ", min_size=1, max_size=6), max_size=10), st.text("abs ", min_size=1, max_size=6))
    def test_named_is_what_trying_every_term_finds(self, terms: list[str], query: str) -> None:
        rules = language("en")
        made = TermIndex([(n, Term(text, "en")) for n, text in enumerate(terms)])
        wanted = {n for n, text in enumerate(terms) if rules.same_term(query, text)}
        assert {entry.concept_id for entry in made.named(query, "en")} == wanted
