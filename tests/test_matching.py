"""Pairs against the termbase, and glossaries into it: known, variant, conflict, new; plans for doubles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbase.languages import language
from termbase.matching import ChangeKind, Incoming, TermIndex, match_pair, match_target, plan_merge
from termbase.model import AdministrativeStatus, Concept, MatchStatus, Term

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


def row(
    source: str, target: str, line: int, confidence: float = 1.0, usage: int = 0, status: Status = Status.PREFERRED
) -> Incoming:
    return Incoming(Concept((Term(source, "en"), Term(target, "ar", status))), line, confidence, usage)


def plan(*rows: Incoming, into: TermIndex | None = None):
    return plan_merge(rows, into if into is not None else TermIndex())


def summary(made) -> list[tuple[str, str]]:
    """What happens to the renderings, and which sources are new."""
    changes = [change for change in made.changes if change.term.language == "ar" or change.kind is ChangeKind.NEW]
    return [(change.kind.value, change.term.text) for change in changes]


class TestMerge:
    def test_doubles_that_differ_in_article_number_or_spelling_are_variants(self) -> None:
        for one, other in (("مصنف", "المصنف"), ("إنترنت", "انترنت"), ("انتشار عكسي", "الانتشار العكسي")):
            found = summary(plan(row("x", one, 1), row("x", other, 2)))
            assert found in (
                [("new", "x"), ("added", one), ("variant", other)],
                [("new", "x"), ("added", one), ("same", other)],
            )

    def test_doubles_that_differ_are_conflicts(self) -> None:
        found = plan(row("gateway", "بوابة", 1), row("gateway", "معبر", 2))
        assert summary(found) == [("new", "gateway"), ("added", "بوابة"), ("conflict", "معبر")]
        assert found.changes[-1].against == "بوابة"

    @pytest.mark.parametrize(
        ("rows", "preferred"),
        [
            ([("بوابة", 0.8, 0), ("معبر", 0.9, 0)], "معبر"),
            ([("بوابة", 0.9, 1), ("معبر", 0.9, 7)], "معبر"),
            ([("بوابة", 0.9, 3), ("معبر", 0.9, 3)], "بوابة"),
            ([("بوابة", 0.9, 0), ("معبر", 0.8, 99)], "بوابة"),
        ],
    )
    def test_the_most_trusted_row_decides(self, rows, preferred: str) -> None:
        found = plan(
            *(row("gateway", target, n, confidence, usage) for n, (target, confidence, usage) in enumerate(rows, 1))
        )
        (added,) = [change for change in found.changes if change.kind is ChangeKind.ADDED]
        assert added.term.text == preferred

    def test_rows_about_one_source_are_one_concept(self) -> None:
        found = plan(row("classifier", "مصنف", 1), row("the classifiers", "المصنف", 2), row("Classifier", "مصنف", 3))
        assert {change.concept_id for change in found.changes} == {-1}
        assert found.count(ChangeKind.NEW) == 1

    def test_a_forbidden_term_comes_beside_the_preferred_one(self) -> None:
        found = plan(row("packet", "حزمة", 1), row("packet", "باكيت", 2, status=Status.FORBIDDEN))
        assert summary(found) == [("new", "packet"), ("added", "حزمة"), ("added", "باكيت")]
        assert found.changes[-1].term.administrative_status is Status.FORBIDDEN

    def test_a_rendering_of_a_concept_that_has_only_a_forbidden_one_is_no_conflict(self) -> None:
        found = plan(row("packet", "باكيت", 1, status=Status.FORBIDDEN), row("packet", "حزمة", 2))
        assert found.count(ChangeKind.CONFLICT) == 0
        assert found.count(ChangeKind.ADDED) == 2

    def test_an_admitted_term_is_a_synonym_and_no_conflict(self) -> None:
        found = plan(row("packet", "حزمة", 1), row("packet", "رزمة", 2, status=Status.ADMITTED))
        assert summary(found)[-1] == ("added", "رزمة")

    def test_a_conflict_that_is_a_form_of_a_synonym_of_the_same_file(self) -> None:
        rows = [row("a", "باب", 1, 0.5), row("a", "شباك", 2, 1.0), row("a", "الباب", 3, 0.5, status=Status.ADMITTED)]
        base = TermIndex()
        plan_merge(rows, base)
        kinds = {change.kind for change in plan_merge(rows, base).changes}
        assert kinds <= {ChangeKind.SAME, ChangeKind.CONFLICT}, "importing twice changes nothing"

    ROWS = st.lists(
        st.builds(row, st.sampled_from(["a", "the a", "as", "b", "bc", "data base", "database"]), st.sampled_from(["باب", "الباب", "شباك", "أبواب", "شبّاك"]),
                  st.integers(1, 50), st.sampled_from([0.5, 0.9, 1.0]), st.integers(0, 3), st.sampled_from(list(Status))),
        max_size=8,
    )  # fmt: skip

    @given(ROWS)
    def test_importing_twice_changes_nothing_the_second_time(self, rows: list[Incoming]) -> None:
        base = TermIndex()
        first = plan_merge(rows, base)
        again = plan_merge(rows, base)
        kinds = {change.kind for change in again.changes}
        assert kinds <= {ChangeKind.SAME, ChangeKind.CONFLICT}
        assert again.count(ChangeKind.CONFLICT) <= first.count(ChangeKind.CONFLICT)

    @given(ROWS)
    def test_every_row_is_accounted_for(self, rows: list[Incoming]) -> None:
        found = plan_merge(rows, TermIndex())
        assert sorted(change.line for change in found.changes if change.term.language == "ar") == sorted(
            r.line for r in rows
        )
        made = [change.concept_id for change in found.changes if change.kind is ChangeKind.NEW]
        assert made == [-n for n in range(1, len(made) + 1)]
        assert {change.concept_id for change in found.changes} == set(made)
