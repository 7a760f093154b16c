"""What holds of the rules of every language, whatever the words: properties, tried on words of its letters."""

from __future__ import annotations

import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from termbase.languages import language

EN, AR = language("en"), language("ar")
LETTERS = {
    "en": "abcdeilmnorstuyz'",
    "ar": "ابتةثجدرزسشصعفقكلمنهويىأإءًّـ",
    "de": "aeinrstuäöüß",
    "fr": "aeilnrstéx",
    "tr": "aeıiğşn",
}
WORD = st.sampled_from(sorted(LETTERS)).flatmap(
    lambda code: st.tuples(st.just(code), st.text(LETTERS[code], min_size=1, max_size=9))
)
TERMS = st.sampled_from(sorted(LETTERS)).flatmap(
    lambda code: st.tuples(
        st.just(code),
        *[st.lists(st.text(LETTERS[code] + "AB(1-", min_size=1, max_size=7), min_size=1, max_size=3).map(" ".join)] * 2,
    )
)


class TestInvariants:
    @given(TERMS)
    def test_same_term_is_reflexive_and_symmetric(self, case: tuple[str, str, str]) -> None:
        code, one, other = case
        rules = language(code)
        assert rules.same_term(one, one)
        assert rules.same_term(one, other) == rules.same_term(other, one)

    @given(st.sampled_from(["en", "ar", "de", "ja"]), st.text(max_size=40))
    def test_normalise_is_idempotent(self, code: str, text: str) -> None:
        once = language(code).normalise(text)
        assert language(code).normalise(once) == once

    @given(WORD)
    def test_normalise_of_known_letters_is_idempotent(self, case: tuple[str, str]) -> None:
        code, word = case
        once = language(code).normalise(word)
        assert language(code).normalise(once) == once

    @given(WORD)
    def test_the_same_spelling_is_the_same_term(self, case: tuple[str, str]) -> None:
        code, word = case
        rules = language(code)
        assert rules.same_term(word, rules.normalise(word)) or not rules.words(word)
        assert rules.normalise(word) == rules.normalise(unicodedata.normalize("NFD", word))

    @given(WORD)
    def test_no_analysis_is_empty(self, case: tuple[str, str]) -> None:
        code, word = case
        rules = language(code)
        assume(rules.words(word))
        assert all(analysis.base for analysis in rules.analyses(word))
        assert rules.stem(word)
        assert rules.stem(word) in rules.search_forms(word)

    @given(st.text(LETTERS["en"], min_size=1, max_size=9), st.sampled_from(["", "s", "es", "'s", "s'"]))
    def test_forms_of_an_english_word_are_found_by_its_stem(self, word: str, ending: str) -> None:
        assume(EN.same_word(word, word + ending))
        assert EN.stem(word) in EN.text_stems(word + ending)

    @given(
        st.text("جدرزسشصعقبف", min_size=1, max_size=3), st.text("رزسشصعقجد", min_size=2, max_size=2), st.sampled_from(["", "ة"]),
        st.sampled_from(["", "ال", "و", "ف", "ب", "ل", "ك", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال", "وب", "فل"]),
        st.sampled_from(["", "ات", "ان", "ين", "ون", "ه", "ها", "هم", "نا", "هما"]),
    )  # fmt: skip
    def test_regular_forms_of_an_arabic_noun_are_found_by_search_forms(
        self, start, rest, feminine, prefix, suffix
    ) -> None:
        base = "م" + start + rest
        changed = (
            {"": "ة", "ات": "ات", "ان": "تان", "ين": "تين", "ون": "ات"}.get(suffix, "ت" + suffix)
            if feminine
            else suffix
        )
        noun, form = base + feminine, prefix + base + changed
        assert AR.same_word(noun, form), form
        assert AR.stem(form) in AR.search_forms(noun), form

    @given(st.text("جدرزسشصعق", min_size=3, max_size=5), st.text("جدرزسشصعق", min_size=3, max_size=5))
    def test_nouns_without_affix_letters_are_one_only_when_equal(self, one: str, other: str) -> None:
        assert AR.same_term(one, other) == (one == other)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(st.sampled_from("abes'sSّةاوال ـ٣3 éßﬁ日本-#+$()ия\u0301"), min_size=1, max_size=12),
    code=st.sampled_from(["en", "ar", "fr", "ja"]),
)
def test_both_keys_at_once_are_the_two_keys(text: str, code: str) -> None:
    rules = language(code)
    assert rules.keys(text) == (rules.normalise(text), rules.key(text))
