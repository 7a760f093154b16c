"""Languages: what is one term and what is not, and what holds for any word."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termbase.errors import UsageError
from termbase.languages import abbreviates, has_script, language, primary_subtag, script_of
from termbase.languages.english.expressions import EXPRESSIONS, expressions_in
from termbase.languages.forms import frequencies

AR, EN, DE = language("ar"), language("en"), language("de")

SAME = {
    "en": [
        ("database", "databases"), ("the database", "database"), ("Database", "DATABASE"), ("data base", "database"),
        ("data-base", "database"), ("e-mail", "email"), ("matrix", "matrices"), ("index", "indices"), ("index", "indexes"),
        ("vertex", "vertices"), ("class", "classes"), ("cache", "caches"), ("process", "processes"), ("analysis", "analyses"),
        ("policy", "policies"), ("normalise", "normalize"), ("normalisation", "normalization"), ("optimiser", "optimizer"),
        ("analyse", "analyze"), ("a user's guide", "user's guide"), ("user’s guide", "user's guide"), ("GPU", "GPUs"),
        ("CPU", "CPUs"), ("ReLU", "ReLUs"), ("neural network", "neural networks"), ("GPU (graphics unit)", "GPU"), ("ﬁle", "file"),
        ("bus", "buses"), ("hypothesis", "hypotheses"), ("colo\u00adur", "colour"),
    ],
    "ar": [
        ("تدريب", "التدريب"), ("تدريب", "بالتدريب"), ("تدريب", "تدرِيب"), ("تدريب", "وللتدريب"), ("تدريب", "تدريبها"),
        ("انتشار عكسي", "الانتشار العكسي"), ("شبكة", "شبكات"), ("شبكة", "والشبكات"), ("قاعدة بيانات", "قاعدة البيانات"),
        ("مسؤول", "مسئول"), ("إنترنت", "انترنت"), ("اتساق", "الإتساق"), ("كشّاف", "الكشاف"), ("تعافٍ", "التعافي"),
        ("مناقلة", "المناقلات"), ("زمن الوصول", "زمن وصول"), ("ذاكرة مخبئية", "الذاكرات المخبئية"), ("معدل النقل", "معدّل النقل"),
        ("شبـــكة", "شبكة"), ("مصنف", "مصنفًا"), ("طبقة ١٢", "طبقة 12"), ("شجرة B", "شجرة b"), ("\u2067شبكة\u2069", "شبكة"), ("خطأ", "خطا"),
        ("نسخة احتياطية", "النسخة الاحتياطية"),
        ("إنتاجية", "إنتاجيته"), ("استعلام", "استعلامان"), ("معالج", "معالجين"),
    ],
    "de": [("Puffer", "Puffers"), ("Prüfsumme", "Prüfsummen"), ("Straße", "Strasse"), ("Sperre", "Sperren")],
    "fr": [("réseau neuronal", "réseaux neuronaux"), ("École", "E\u0301cole")],
    "ja": [("緩衝", "緩衝"), ("ﾊﾞｯﾌｧ", "バッファ")],
}  # fmt: skip

DIFFERENT = {
    "en": [
        ("form", "format"), ("art", "start"), ("form", "formal"), ("form", "inform"), ("map", "mapping"), ("recall", "call"),
        ("lens", "len"), ("gas", "ga"), ("bias", "bia"), ("news", "new"), ("series", "serie"), ("class", "clas"), ("C", "C++"), ("C", "C#"),
        ("promise", "promize"), ("neural network", "network"), ("neural net", "neural network"), ("memory cache", "cache memory"), ("is", "i"),
        ("log", "logic"), ("process", "proceed"), ("cat", "concatenate"), ("a", "the"), ("status", "statu"), ("as", "a"),
    ],
    "ar": [
        ("دقة", "دقيقة"), ("مكتب", "مكتبة"), ("مكتبة", "مكتب"), ("تقطير المعرفة", "التقطير المعرفي"), ("زيادة البيانات", "تعزيز البيانات"),
        ("علم", "عالم"), ("كتاب", "كاتب"), ("هوية", "هاوية"), ("سجل", "سجاد"), ("قيد", "قائد"), ("إلى", "آلي"), ("على", "علي"),
        ("ذاكرة مخبئية", "ذاكرة وسيطة"), ("شبكة", "شبك"), ("بوابة", "معبر"), ("فرط التخصيص", "الإفراط في الملاءمة"), ("معاملة", "عامل"),
        ("حزمة تخزين", "حزمة"), ("بحث", "حث"), ("كلمة", "لمة"), ("مدرسة", "مدرس"), ("ألم", "عالم"), ("فهم", "هم"),
    ],
    "de": [("Form", "Format"), ("Haus", "Maus"), ("Buch", "Suche")],
}  # fmt: skip


def cases(table: dict) -> list[tuple[str, str, str]]:
    return [(code, one, other) for code, rows in table.items() for one, other in rows]


@pytest.mark.parametrize(("code", "one", "other"), cases(SAME))
def test_one_term(code: str, one: str, other: str) -> None:
    rules = language(code)
    assert rules.same_term(one, other)
    assert rules.same_term(other, one)


@pytest.mark.parametrize(("code", "one", "other"), cases(DIFFERENT))
def test_two_terms(code: str, one: str, other: str) -> None:
    rules = language(code)
    assert not rules.same_term(one, other)
    assert not rules.same_term(other, one)


@pytest.mark.parametrize(("code", "one", "other"), cases(SAME))
def test_one_term_has_one_loose_key_so_that_the_index_finds_it(code: str, one: str, other: str) -> None:
    from termbase.matching import TermIndex
    from termbase.model import Term

    index = TermIndex([(1, Term(one, code))])
    assert [entry.concept_id for entry in index.named(other, code)] == [1]


@pytest.mark.parametrize(
    ("term", "form"), [("إنتاجية", "وإنتاجيته"), ("جدول", "وبجدول"), ("جدول", "كجدول"), ("شبكة", "فبشبكتنا")]
)
def test_a_particle_on_a_bare_noun_is_found_by_its_search_forms(term: str, form: str) -> None:
    """The stem cannot tell such a particle from a letter of the word, so a search asks for both."""
    assert AR.same_term(term, form)
    assert AR.stem(form) in AR.search_forms(term)


class TestTags:
    @pytest.mark.parametrize(("tag", "code"), [("ar", "ar"), ("ar-EG", "ar"), ("ar_AR", "ar"), ("ar-", "ar"), ("AR", "ar"), (" en ", "en"), ("zh-Hant-TW", "zh"), ("ckb", "ckb")])  # fmt: skip
    def test_known(self, tag: str, code: str) -> None:
        assert primary_subtag(tag) == code
        assert language(tag).code == code

    @pytest.mark.parametrize("tag", ["", "e", "!!", "english language", "e1", "12", "ar/EG", "abcdefghi", "ar\n-"])
    def test_no_tag(self, tag: str) -> None:
        with pytest.raises(UsageError):
            primary_subtag(tag)

    def test_direction(self) -> None:
        assert AR.right_to_left
        assert not EN.right_to_left


class TestTokens:
    @pytest.mark.parametrize(
        ("code", "text", "words"),
        [
            ("en", "C++ and C# run on x86_64.", ["C++", "and", "C#", "run", "on", "x86", "64"]),
            ("en", "state-of-the-art user’s", ["state", "of", "the", "art", "user’s"]),
            ("en", "naïve cafe\u0301 🙂 ok", ["naïve", "cafe\u0301", "ok"]),
            ("ar", "الدِّقّـــة، والمعاملات.", ["الدِّقّـــة", "والمعاملات"]),
            ("ar", "شجرة B ثم ١٢", ["شجرة", "B", "ثم", "١٢"]),
            ("ja", "緩衝域です", ["緩", "衝", "域", "で", "す"]),
            ("hi", "किताब नई", ["किताब", "नई"]),
        ],
    )
    def test_words(self, code: str, text: str, words: list[str]) -> None:
        assert [token.text for token in language(code).tokens(text)] == words

    @given(st.sampled_from(["en", "ar", "de", "ja", "hi"]), st.text(max_size=80))
    def test_offsets_reproduce_the_text(self, code: str, text: str) -> None:
        end = 0
        for token in language(code).tokens(text):
            assert text[token.start : token.end] == token.text
            assert token.start >= end
            assert token.text
            end = token.end


class TestAbbreviations:
    @pytest.mark.parametrize(("short", "long"), [("SGD", "stochastic gradient descent"), ("ReLUs", "Rectified Linear Units"), ("TCP", "Transmission Control Protocol"), ("RTT", "round-trip time"), ("a-machine", "automatic machine")])  # fmt: skip
    def test_of_the_full_form(self, short: str, long: str) -> None:
        assert abbreviates(short, long)
        assert not abbreviates(long, short)

    @pytest.mark.parametrize(
        ("short", "long"),
        [
            ("TCP", "User Datagram Protocol"),
            ("cat", "concatenation"),
            ("A", "Alpha"),
            ("TCP", "TCP"),
            ("", "x"),
            ("IT", "bit"),
        ],
    )
    def test_of_nothing(self, short: str, long: str) -> None:
        assert not abbreviates(short, long)

    @given(st.text(max_size=20), st.text(max_size=40))
    def test_any_text(self, short: str, long: str) -> None:
        assert abbreviates(short, long) in (True, False)


@given(st.characters())
def test_scripts(character: str) -> None:
    script = script_of(character)
    assert (script is None) or (character.isalpha() and has_script(character, script))


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("والمخازن", "مخزن"), ("للأشكال", "شكل"), ("أنشطة", "نشاط"), ("بنوافذها", "نافذة"), ("الوثائق", "وثيقة"), ("بدائل", "بديل"),
     ("المجاهيل", "مجهول"), ("تعاريف", "تعريف"), ("تكاليف", "تكلفة"), ("مقادير", "مقدار"), ("دقته", "دقة"), ("وسمته", "سمة"),
     ("جدران", "جدار"), ("وخيوطها", "خيط"), ("الأصول", "أصل"), ("بالنسب", "نسبة"), ("لعقود", "عقد")],
)  # fmt: skip
def test_broken_plurals_are_forms_of_their_singular(plural: str, singular: str) -> None:
    arabic = language("ar")
    assert arabic.same_word(plural, singular)
    assert arabic.stem(singular) in arabic.search_forms(plural) or arabic.stem(singular) in arabic.text_stems(plural)


@pytest.mark.parametrize(
    ("word", "other"),
    [("معادل", "معدل"), ("مقابل", "مقبل"), ("تعاون", "تعون"), ("أعلاه", "علة"), ("إرسال", "رسل"), ("أخيرة", "خيار"),
     ("تكاليف", "تكليف"), ("وصول", "وصل"), ("دخول", "دخل"), ("يحافظ", "يحفظ")],
)  # fmt: skip
def test_words_that_only_look_like_broken_plurals(word: str, other: str) -> None:
    assert not language("ar").same_word(word, other)


def test_a_verb_before_a_number_and_a_saying() -> None:
    english = language("en")
    assert english.is_verb("This approach ", "processes", " one row at a time")
    assert not english.is_verb("It runs two ", "processes", " on one core")
    assert not english.is_verb("of the ", "processes", " one ends early")
    assert english.is_verb("how the networks ", "function", " within a team")
    assert english.is_verb("we then ", "filter", " noise")
    assert english.is_verb("This work ", "surveys", " lattice models")
    assert not english.is_verb("This work ", "process", " is slow")
    assert not english.is_verb("of the ", "function", " within a team")
    assert not english.is_verb("we also study ", "performance", " of it")
    assert english.is_idiom("analysed in ", "relation", " to the time")
    assert not english.is_idiom("this ", "relation", " is symmetric")


@pytest.mark.parametrize(
    ("code", "there"), [("ka", False), ("tlh", False), ("x-none", False), ("no", True), ("ar-EG", True)]
)
def test_words_of_another_language_are_no_general_language(code: str, there: bool) -> None:
    assert bool(frequencies(code)) is there


def test_the_words_of_long_texts_are_not_remembered() -> None:
    """A server is asked for thousands of them, and what is kept of a text is thirty times its size."""
    rules = language("en")
    before = rules.kept_tokens.cache_info().currsize
    assert len(rules.tokens("long text " * 1_000)) == 2_000
    assert rules.kept_tokens.cache_info().currsize == before


def test_british_and_american_spelling_are_one_and_strangers_are_not() -> None:
    rules = language("en")
    for pair in ("colours color", "neighbouring neighbor", "behaviour behavior", "centred center", "kilometres kilometer",
                 "labelled label", "modelling model", "analogue analog", "licence license", "anaemia anemia", "naïve naive",
                 "Schrödinger Schrodinger", "artefacts artifact", "sulphur sulfur", "caesium cesium", "oedema edema"):  # fmt: skip
        one, other = pair.split()
        assert rules.normalise_word(one).startswith(rules.normalise_word(other).removesuffix("e")), pair
    for pair in ("contour contor", "four for", "selling seling", "prologue prolog", "résumé resume", "rosé rose", "science sciense",
                 "poem pem", "genre gener", "filled filed", "Michael Michel", "hour hor"):  # fmt: skip
        one, other = pair.split()
        assert rules.normalise_word(one) != rules.normalise_word(other), pair


def test_expressions_are_found_as_one_regular_expression_finds_them() -> None:
    ordered = sorted(EXPRESSIONS, key=lambda words: (-len(words), words))
    any_of_them = "|".join(r"\s+".join(words) for words in ordered)
    naive = re.compile(rf"\b(?:{any_of_them})\b", re.IGNORECASE)
    some = random.Random(7)
    for _ in range(2000):
        words = [word for _ in range(4) for word in (*some.choice(ordered), some.choice(["network", "In", "OF", "as"]))]
        text = "".join(word + some.choice([" "] * 9 + ["  ", "\n", "-", ", ", "_"]) for word in words)
        assert list(expressions_in(text)) == [match.span() for match in naive.finditer(text)], text
