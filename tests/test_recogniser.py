"""Terms in a text: overlaps, offsets, case, inflection, homonyms, near misses; and a naive reference."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from conftest import cpu_bound
from hypothesis import given
from hypothesis import strategies as st

from termbase.languages import language
from termbase.matching import TermIndex, UsedText, recognise
from termbase.model import Term


def index(*terms: str, code: str = "en") -> TermIndex:
    return TermIndex([(n, Term(text, code, id=n)) for n, text in enumerate(terms, 1)])


def found(text: str, *terms: str, code: str = "en", similarity: float = 100) -> list[tuple[str, str, str]]:
    occurrences = recognise(text, code, index(*terms, code=code), similarity)
    assert all(text[o.start : o.end] == o.surface for o in occurrences)
    assert [o.start for o in occurrences] == sorted(o.start for o in occurrences)
    return [(o.surface, o.term.text, o.kind) for o in occurrences]


@pytest.mark.parametrize(
    ("text", "terms", "wanted"),
    [
        ("a neural network here", ["network", "neural network"], [("neural network", "neural network", "exact")]),
        ("deep neural network layers", ["neural network", "network layer", "deep"], [("deep", "deep", "exact"), ("neural network", "neural network", "exact")]),
        ("log log log", ["log"], [("log", "log", "exact")] * 3),
        ("Databases", ["database"], [("Databases", "database", "inflected")]),
        ("the start of art", ["art"], [("art", "art", "exact")]),
        ("information", ["form", "format"], []),
        ("state-of-the-art", ["state of the art"], [("state-of-the-art", "state of the art", "exact")]),
        ("IT staff; it works", ["IT"], [("IT", "IT", "exact")]),
        ("It works", ["IT"], []),
        ("ALL IT IS", ["IT"], [("IT", "IT", "exact")]),
        ("iT works", ["it"], [("iT", "it", "exact")]),
        ("C++ and C", ["C"], [("C", "C", "exact")]),
        ("C++ and C", ["C++"], [("C++", "C++", "exact")]),
        ("normalised by normalisation", ["normalization"], [("normalisation", "normalization", "exact")]),
        ("", ["a"], []),
        ("...", ["a"], []),
        ("🙂🙂 cache 🙂", ["cache"], [("cache", "cache", "exact")]),
        ("e\u0301cole cache", ["cache"], [("cache", "cache", "exact")]),
    ],
)  # fmt: skip
def test_english(text: str, terms: list[str], wanted: list[tuple[str, str, str]]) -> None:
    assert found(text, *terms) == wanted


@pytest.mark.parametrize(
    ("text", "terms", "wanted"),
    [
        ("وبالتدريبِ", ["تدريب"], [("وبالتدريبِ", "تدريب", "inflected")]),
        ("التدريب تَدريب", ["تدريب"], [("التدريب", "تدريب", "inflected"), ("تَدريب", "تدريب", "exact")]),
        ("قاعدة البيانات", ["قاعدة بيانات", "بيانات"], [("قاعدة البيانات", "قاعدة بيانات", "inflected")]),
        ("دقيقة", ["دقة"], []),
        ("في المكتبة", ["مكتب"], []),
        ("المكتب", ["مكتبة"], []),
        ("إلى هنا", ["آلي"], []),
        ("شـــبكة", ["شبكة"], [("شـــبكة", "شبكة", "exact")]),
        ("🙂 الشبكات", ["شبكة"], [("الشبكات", "شبكة", "inflected")]),
    ],
)
def test_arabic(text: str, terms: list[str], wanted: list[tuple[str, str, str]]) -> None:
    assert found(text, *terms, code="ar") == wanted


def test_offsets_count_code_points() -> None:
    text = "🙂é e\u0301 𝔘 cache"
    (occurrence,) = recognise(text, "en", index("cache"))
    assert (occurrence.start, occurrence.end) == (8, 13)
    assert len(text.encode("utf-16-le")) // 2 > len(text)


def test_homonyms_are_all_kept() -> None:
    made = TermIndex([(1, Term("bank", "en", id=1)), (2, Term("bank", "en", id=2)), (2, Term("banks", "en", id=3))])
    assert sorted(o.concept_id for o in recognise("a bank", "en", made)) == [1, 2]


def test_rules_say_how_a_form_was_recognised() -> None:
    (occurrence,) = recognise("وبالشبكات", "ar", index("شبكة", code="ar"))
    assert {"conjunction", "preposition", "article"} <= set(occurrence.rules)


class TestMisspelt:
    def test_near_enough(self) -> None:
        assert found("a databse here", "database", similarity=80) == [("databse", "database", "fuzzy")]
        assert found("a databse here", "database", similarity=99) == []

    def test_exact_goes_before_near(self) -> None:
        assert found("database databse", "database", "databases list", similarity=70)[0] == (
            "database",
            "database",
            "exact",
        )

    def test_short_words_are_not_guessed(self) -> None:
        assert found("bit", "bot", similarity=50) == []

    def test_similarity_lies_between(self) -> None:
        (occurrence,) = recognise("databse", "en", index("database"), 60)
        assert 60 <= occurrence.similarity < 100

    @pytest.mark.parametrize(
        ("text", "term", "is_found"),
        [
            ("we train a model", "strain", False),
            ("we train a model", "modal", False),
            ("all information here", "misinformation", False),
            ("the trian was late", "train", True),
            ("a databse", "database", True),
            ("a data base", "database", True),
            ("key-valeu stores", "key-value store", True),
            ("deep neurall network", "deep neural network", True),
            ("a deep neural networth", "deep neural network", True),
            ("gradient decent", "gradient descent", False),
            ("section 12345", "section 12346", False),
        ],
    )
    def test_a_common_word_is_spelt_as_it_was_meant(self, text: str, term: str, is_found: bool) -> None:
        assert [name for _, name, _ in found(text, term, similarity=75)] == [term] * is_found

    def test_a_term_asked_for_by_itself_is_found_by_all_that_is_like_it(self) -> None:
        assert [entry.term.text for entry, _ in index("strain", "modal").similar("train", "en", 80)] == ["strain"]

    def test_arabic_with_what_is_attached_to_it_is_common_too(self) -> None:
        assert found("وبالنموذج الجديد", "نموذجي", code="ar", similarity=70) == []
        assert [name for _, name, _ in found("شبككة عصبية", "شبكة عصبية", code="ar", similarity=80)] == ["شبكة عصبية"]

    def test_a_language_without_a_list_has_no_common_words(self) -> None:
        assert [name for _, name, _ in found("train", "strain", code="xx", similarity=80)] == ["strain"]

    def test_a_long_text_stays_bounded(self) -> None:
        made = index(*(f"term{i} word{i % 7}" for i in range(2000)))
        with cpu_bound(4):
            recognise("some wrods here " * 2000, "en", made, 80)


def test_many_terms_that_begin_alike_do_not_cost_their_number_for_each_word() -> None:
    made = index(*(f"data item{i}" for i in range(3000)))
    before = time.process_time()
    recognise("other words " * 500, "en", made)
    assert time.process_time() - before < 1


# --- against trying every term at every token -----------------------------------------------------------------------

ENGLISH = st.lists(
    st.sampled_from(
        ["a", "data", "datas", "base", "bases", "cache", "caches", "IT", "it", "GPU", "gpu", "the", "data-base"]
    ),
    max_size=7,
).map(" ".join)
ARABIC = st.lists(st.sampled_from(["شبكة", "الشبكات", "بشبكة", "عصبية", "العصبية", "دقة", "دقيقة", "وبالدقة", "مكتب", "مكتبة", "في", "بحث", "حث", "كتاب", "وكتابه"]), max_size=7).map(" ".join)  # fmt: skip
# A term does not begin with an attached particle: `starting_with` takes those off the text, never off a term.
ARABIC_TERM = st.lists(st.sampled_from(["شبكة", "الشبكات", "عصبية", "دقة", "دقيقة", "مكتب", "مكتبة", "بحث", "حث", "كتاب"]), min_size=1, max_size=4).map(" ".join)  # fmt: skip


def naive(text: str, code: str, terms: list[str]) -> set[tuple[int, int, int]]:
    """(start, end, number) of every term that stands at any token, before overlaps are settled."""
    rules = language(code)
    tokens = rules.tokens(text)
    spans = set()
    for number, term in enumerate(terms, 1):
        words = rules.words(term)
        for place in range(len(tokens) - len(words) + 1):
            window = tokens[place : place + len(words)]
            if words and all(
                rules.same_word(token.text, word, head=k == 0)
                and not (word.isupper() and not token.text.isupper() and token.text.casefold() == word.casefold())
                for k, (token, word) in enumerate(zip(window, words, strict=True))
            ):
                spans.add((window[0].start, window[-1].end, number))
    return spans


@given(
    st.one_of(
        st.tuples(st.just("en"), ENGLISH, st.lists(ENGLISH.filter(bool), max_size=5)),
        st.tuples(st.just("ar"), ARABIC, st.lists(ARABIC_TERM, max_size=5)),
    )
)
def test_recognise_is_what_trying_every_term_finds(case: tuple[str, str, list[str]]) -> None:
    code, text, terms = case
    spans = naive(text, code, terms)
    got = {(o.start, o.end, o.concept_id) for o in recognise(text, code, index(*terms, code=code))}
    assert got <= spans
    for start, end, number in spans - got:
        over = [(s, e, n) for s, e, n in got if s < end and start < e]
        assert over, (text[start:end], terms[number - 1])
        assert max(e - s for s, e, _ in over) >= end - start, "the longest stays"
    ends = sorted({(s, e) for s, e, _ in got})
    assert all(one[1] <= other[0] for one, other in pairwise(ends)), "no overlaps"


@given(
    st.one_of(st.tuples(st.just("en"), ENGLISH, ENGLISH.filter(bool)), st.tuples(st.just("ar"), ARABIC, ARABIC_TERM))
)
def test_used_text_agrees(case: tuple[str, str, str]) -> None:
    code, text, term = case
    rules = language(code)
    words, tokens = rules.words(term), [t.text for t in rules.tokens(text)]
    wanted = bool(words) and any(
        len(tokens) - place >= len(words)
        and all(rules.same_word(tokens[place + k], word, head=k == 0) for k, word in enumerate(words))
        for place in range(len(tokens))
    )
    assert UsedText([text], rules).uses(term) == wanted
