"""What termbase asks of a language; the default answers hold for any language with spaces between words.

Text is kept as written and compared on keys. Three comparisons, from strict to loose:

    normalise(text)   the same spelling but for case, width, vowel marks and other optional signs
    analyses(word)    the readings of one word without clitics, article and number; two words are forms of
                      one word when they share a reading
    stem(word)        one coarse string that all forms of a word share: what the full-text index stores
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from termbase.languages.readability import lix
from termbase.languages.scripts import script_of_language
from termbase.languages.stemming import snowball

# Marks that Python's \w leaves out but that belong to the word they stand in: combining signs, vowel marks of Hebrew
# and Arabic, tatweel, the Indic blocks, zero-width (non-)joiners, soft hyphens.
MARKS = (
    "\u00ad\u2060\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0900-\u0dff\u200c\u200d\u3099\u309a"
)
# Han, kana and Thai are written without spaces: each character is a token of its own.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A formula between dollars is one token, so that no word is found inside it. As in Pandoc's Markdown the opening dollar
# stands before and the closing one behind a sign, so two prices in a sentence are no formula.
FORMULA = r"\$\$[^$]+\$\$|\$(?=\S)[^$\n]{0,300}?(?<=[^\s\\])\$(?!\d)"
WORD = rf"[^\W_](?:[^\W_]++|[{MARKS}]++|[’'](?=[^\W\d_]))*+(?:\+\+|\#(?!\w))?"
TOKEN = re.compile(rf"{FORMULA}|{WORD}")
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
BRACKETED = re.compile(r"\([^()]*\)")
# Letters of which no rule of Unicode makes others: a term of them is told at once to be plain.
PLAIN = re.compile("[0-9A-Za-z \u0621-\u063a\u0641-\u064a\u0430-\u044f]+")
# Words whose keys a language remembers while it stores terms.
MOST_WORDS = 50_000
# Rules that take an ending off.
ENDINGS = frozenset({"case", "dual", "pronoun"})
# Words derived from one another begin with so many equal letters at least.
SHARED = 4
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_make = tuple.__new__


@cache
def mixed_token() -> re.Pattern[str]:
    """`TOKEN` for texts in an unspaced script too: slower, since every letter is asked for its script."""
    spaced = rf"(?![{UNSPACED}])[^\W_]"
    return re.compile(rf"{FORMULA}|[{UNSPACED}]|{spaced}(?:{spaced}|[{MARKS}]|[’'](?=[^\W\d_]))*(?:\+\+|\#(?!\w))?")


class Token(NamedTuple):
    """A word of a text: ``text[start:end]``, offsets in code points of the text as given."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a word: its base, and the names of the rules that led there (none: the word itself)."""

    base: str
    rules: tuple[str, ...] = ()


class Reading(NamedTuple):
    """An analysis, with whether its rules change the gender, and whether they take an ending off."""

    base: str
    rules: tuple[str, ...]
    gender: bool
    ending: bool


LONGEST_KEPT = 2_000
"""Code points of a text whose tokens are remembered: they take thirty times its room, and thousands are."""


class Language:
    """The rules of one language, by its BCP 47 primary subtag. Subclasses override what differs."""

    right_to_left = False
    articles: frozenset[str] = frozenset()
    # Words that hold others together, by their spelling keys, and those of them that say *not*.
    function_words: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()  # what makes another verb of one before it: *set up*

    def __init__(self, code: str) -> None:
        self.code = code
        self.script = script_of_language(code)
        self.kept_tokens = lru_cache(1 << 12)(self._tokens)
        self.analyses = lru_cache(1 << 17)(self._analyses)
        self.spelling = lru_cache(1 << 17)(self.normalise_word)
        self.readings = lru_cache(1 << 17)(self._readings)
        self.stem = lru_cache(1 << 15)(self._stem)
        self._word_keys: dict[str, tuple[str, str]] = {}
        self.text_stems = lru_cache(1 << 17)(self._text_stems)
        self.kin = lru_cache(1 << 16)(self._kin)
        self.close_kin = lru_cache(1 << 16)(self._close_kin)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of ``text`` in order; punctuation and hyphens separate; ``C++``, ``C#`` and formulas stay whole."""
        return self.kept_tokens(text) if len(text) <= LONGEST_KEPT else self._tokens(text)

    def _tokens(self, text: str) -> tuple[Token, ...]:
        pattern = mixed_token() if UNSPACED_LETTER.search(text) else TOKEN
        # A named tuple's own way of being made is a Python function, which takes longer than all the rest.
        return tuple([_make(Token, (m.start(), m.end(), m[0])) for m in pattern.finditer(text)])

    def spelt(self, text: str) -> list[str]:
        """The words of ``text`` as `tokens` has them, without their places and without keeping anything."""
        return (mixed_token() if UNSPACED_LETTER.search(text) else TOKEN).findall(text)

    def readability(self, prose: str) -> tuple[str, float]:
        """How a text reads: the index that was taken, and its value from 0 (hard) to 1."""
        return "1 - LIX / 100", min(1.0, max(0.0, 1 - lix(prose) / 100))

    def stems(self, text: str) -> str:
        """The stems of the words of a text, a space between them: what the full-text index holds.

        Unlike `tokens` it keeps nothing of the text, so millions of long texts may pass through.
        """
        return " ".join(map(self.stem, self.spelt(text)))

    def words(self, term: str) -> list[str]:
        """The words that make a term: without a leading article, and without what stands in brackets behind it."""
        if PLAIN.fullmatch(term):
            # Here a word is what stands between spaces.
            words = term.split()
            return words[1:] if len(words) > 1 and self.articles and self.spelling(words[0]) in self.articles else words
        if term.isalnum() and not UNSPACED_LETTER.search(term):
            return [term]
        bare = BRACKETED.sub(" ", term) if "(" in term else term
        tokens = self.tokens(bare) or self.tokens(term)
        words = [token.text for token in tokens]
        if len(words) > 1 and self.articles and self.normalise_word(words[0]) in self.articles:
            # Not the letter of `a-machine`, `A* search` or `A/B testing`.
            return words[1:] if bare[tokens[0].end : tokens[0].end + 1].isspace() else words
        return words

    def normalise_word(self, word: str) -> str:
        """The spelling key of one word: NFKC, case folded, without invisible characters and spaces (of a formula)."""
        if word.isascii():
            return word.casefold().replace(" ", "")
        return unicodedata.normalize("NFKC", INVISIBLE.sub("", word)).casefold().replace(" ", "").replace("’", "'")

    def normalise(self, text: str) -> str:
        """The spelling key of a term: the spelling keys of its words, one space between them."""
        text = unicodedata.normalize("NFKC", text)
        words = [self.normalise_word(token.text) for token in self.tokens(text)]
        return " ".join(words) or self.normalise_word(" ".join(text.split()))

    def _analyses(self, word: str) -> tuple[Analysis, ...]:
        key = self.normalise_word(word)
        stemmer = snowball(self.code)
        if stemmer is None or len(key) < 4:
            return (Analysis(key),)
        stem = stemmer(key)
        return (Analysis(key),) if stem == key else (Analysis(key), Analysis(stem, ("stem",)))

    def _readings(self, word: str) -> tuple[Reading, ...]:
        return tuple(
            [
                Reading(a.base, a.rules, "gender" in a.rules, not ENDINGS.isdisjoint(a.rules))
                for a in self.analyses(word)
            ]
        )

    def _stem(self, word: str) -> str:
        return self._stem_of(word, self.normalise_word(word))

    def _stem_of(self, word: str, key: str) -> str:
        """The stem of a word whose spelling key is known."""
        return self._analyses(word)[-1].base

    def _text_stems(self, word: str) -> tuple[str, ...]:
        """The stems of the terms that a word of a text may be a form of; mostly one."""
        return tuple(dict.fromkeys([self.stem(word), *(self.stem(reading.base) for reading in self.analyses(word))]))

    def search_forms(self, word: str) -> tuple[str, ...]:
        """The stems under which a text may hold the word: more than one where clitics are not always split."""
        return (self.stem(word),)

    def _kin(self, word: str) -> frozenset[str]:
        """Keys that a word shares with what is derived from it (*validate*, *validation*): looser than `analyses`.

        Enough to grant that a text renders a term, never to claim that it uses a word.
        """
        bases = {a.base for a in self.analyses(word)}
        return frozenset(bases | {base[: max(5, len(base) * 3 // 5)] for base in bases if len(base) >= 6})

    def _close_kin(self, word: str) -> frozenset[str]:
        """Keys that a word shares with its own inflections alone, those too that `analyses` does not resolve."""
        return frozenset(a.base for a in self.analyses(word))

    def akin(self, one: str, other: str) -> bool:
        """Whether one word may be derived from the other or both from a third: *algorithm*, *algorithmic*.

        They begin with the same letters, `SHARED` at least and most of the shorter one, which is longer than that.
        """
        first, second = self.spelling(one), self.spelling(other)
        if first == second or min(len(first), len(second)) <= SHARED:
            return False
        shared = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
        shared = min(len(first), len(second)) if shared is None else shared
        return shared >= max(SHARED, 0.7 * min(len(first), len(second)))

    def is_dual(self, found: str, word: str) -> bool:
        """Whether a word says *two* of another before a genitive, which may be written as an adjective is."""
        return False

    def may_be_dual(self, word: str) -> bool:
        """Whether a word may say *two* of something by its form alone."""
        return any("dual" in a.rules for a in self.analyses(word))

    def is_verb(self, before: str, word: str, after: str) -> bool:
        """Whether a word that may be a noun is plainly a verb between these stretches of text: *we function as …*."""
        return False

    def is_idiom(self, before: str, word: str, after: str) -> bool:
        """Whether a word is part of a saying between these stretches of text, where it names nothing: *in order to*."""
        return False

    def may_be_another(self, found: str, word: str, rules: tuple[str, ...]) -> bool:
        """Whether ``found``, a form of ``word`` by ``rules``, may as well be another word, and no misuse of a term."""
        return False

    def inflected_like(self, surface: str, term: str, other: str) -> str:
        """``other`` in the form in which ``surface`` stands for ``term``, as far as that is known."""
        other = self._inflected(surface, term, other)
        if len(surface) > 1 and surface.isupper() and not term.isupper():
            return other.upper()
        if surface[:1].isupper() and not term[:1].isupper():
            return other[:1].upper() + other[1:]
        return other

    def _inflected(self, surface: str, term: str, other: str) -> str:
        return other

    def key(self, text: str) -> str:
        """The loose key of a term: the stems of its words. Equal keys are a hint of a variant, not a proof."""
        return " ".join(self.stem(word) for word in self.words(text)) or self.normalise(text)

    def keys(self, text: str) -> tuple[str, str]:
        """`normalise` and `key` of a term at once; quick for terms of letters, digits and spaces alone."""
        if not PLAIN.fullmatch(text) and (
            not text.replace(" ", "").isalnum()
            or not unicodedata.is_normalized("NFKC", text)
            or UNSPACED_LETTER.search(text)
        ):
            return self.normalise(text), self.key(text)
        # Here a word is what stands between spaces.
        known, spellings, bases = self._word_keys, [], []
        for word in text.split():
            pair = known.get(word)
            if pair is None:
                if len(known) > MOST_WORDS:
                    known.clear()
                key = self.normalise_word(word)
                pair = known[word] = key, self._stem_of(word, key)
            spellings.append(pair[0])
            bases.append(pair[1])
        if len(bases) > 1 and spellings[0] in self.articles:
            del bases[0]
        spelling, stems = " ".join(spellings), " ".join(bases)
        return (spelling, stems) if spelling and stems else (self.normalise(text), self.key(text))

    def form_rules(self, found: str, word: str, head: bool = False) -> tuple[str, ...] | None:
        """The rules by which ``found`` is a form of ``word``; None where the two share no reading.

        One of the two stands without an ending of its own, but for the mark of a feminine adjective: two words that
        both have to lose one (تحسنا, التحسين) are rarely forms of one word. ``head``: the first word of a term, whose
        gender does not change.
        """
        known = {one.base: one for one in self.readings(word) if not (head and one.gender)}
        fits = [
            one.rules or known[one.base].rules
            for one in self.readings(found)
            if one.base in known and not (head and one.gender) and not (one.ending and known[one.base].ending)
        ]
        return min(fits, key=len, default=None)

    def same_word(self, one: str, other: str, head: bool = False) -> bool:
        """Whether two words are forms of one word."""
        return self.form_rules(one, other, head) is not None

    def same_term(self, one: str, other: str) -> bool:
        """Whether two terms differ at most in article, number, clitics or spelling, word for word."""
        first, second = self.words(one), self.words(other)
        if not first or len(first) != len(second):
            return self.normalise(one).replace(" ", "") == self.normalise(other).replace(" ", "")
        return all(self.same_word(a, b, head=i == 0) for i, (a, b) in enumerate(zip(first, second, strict=True)))
