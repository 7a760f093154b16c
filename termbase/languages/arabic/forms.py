"""Arabic: the article, plural and gender, the form that a glossary prints.

`termbase.languages.arabic.rules` gives a word several readings and compares; here one is chosen. Whether a letter is
a clitic is decided by which forms exist (`Lexicon`): ``بتعلم`` loses its ب because ``تعلم`` is common, ``بيانات`` keeps
it; ``التهاب`` keeps its ال because ``الالتهاب`` exists, and no word takes the article twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from termbase.languages.arabic.inflection import (
    broken_singular,
    is_feminine,
    is_infinitive,
    is_sound_plural,
    masculine,
    sound_singular,
    strength,
    third_person,
    without_accusative,
    without_verbs,
)
from termbase.languages.arabic.rules import CONJUNCTIONS, PREPOSITIONS, PROCLITICS
from termbase.languages.arabic.words import FUNCTION, Parts, fold, split, tail, without_possessive
from termbase.languages.forms import Forms, Lexicon, PartOfSpeech

# Does not end what agrees with its noun: الشبكات غير المتجانسة.
TRANSPARENT = frozenset({"غير", "شبه"})
# A second noun stands for its kind and has the article (فترة الحضانة) in nine terms of ten of the terminologies of
# TICO-19; half that preference is trusted, since some teams leave it out.
GENERIC = 1.5
# A single noun is known without its article where general language has it so at least this often as with it.
BARE = 0.5
# How many times likelier a word is cited with the ending that it has without its article, where that differs (معدٍ).
INDEFINITE = 20.0
_KASRATAN = "\u064d"
# The vowels of cases, one and two; the ً of the accusative has an ا or is dealt with beside it.
_CASES = ("\u064c", _KASRATAN, "\u064e", "\u064f", "\u0650")
# A word that so rarely follows another one with the article is a noun of its own.
GOVERNED = 0.1
_WEAK = re.compile("[اويىأإآءؤئة]")
_DOUBLED = re.compile(r"(.)\1$")
_PARTICIPLE = re.compile("م(?!.ا..ة$)")
_RELATIVE = re.compile("(?<!ا)ي(?:ة|ه)?$")


class ArabicForms(Forms):
    """Modern standard Arabic."""

    def fold(self, word: str) -> str:
        """The form itself without vowel marks and tatweel."""
        return fold(word)

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Words that neither begin nor end a term, in every spelling."""
        return FUNCTION | frozenset(map(self.rules.normalise_word, FUNCTION))

    def is_function(self, word: str) -> bool:
        """Whether a word, or what follows its conjunction, neither begins nor ends a term.

        Clitics that stand alone, as before Latin words, are function words: و, بـ, لـ.
        """
        folded = self.fold(word)
        return (
            folded in self.function_words
            or (len(folded) > 2 and folded[0] in CONJUNCTIONS and folded[1:] in self.function_words)
            or (folded in PROCLITICS and (word == "و" or word.endswith("ـ")))
        )

    def stem(self, word: str) -> str:
        """The stem that comparisons use."""
        return self.rules.stem(word)

    def link_key(self, word: str, lexicon: Lexicon) -> str:
        """Function words as they are; of others the stem without clitics and possessives."""
        if self.is_function(word):
            return self.rules.normalise_word(word)
        return self.stem(self._without_endings(self.parts(word, lexicon).rest, lexicon))

    def parts(self, word: str, lexicon: Lexicon) -> Parts:
        """The word taken apart."""
        found: Parts | None = lexicon.parts.get(word)
        if found is None:
            found = lexicon.parts[word] = split(self.fold(word), lexicon)
        return found

    def bare(self, words: Sequence[str], lexicon: Lexicon) -> list[str]:
        """Without what attaches to the first word; without the article where it only marks the whole as definite.

        ``الشبكة العصبية`` loses both articles; in ``خوارزمية التعلم`` the article belongs to the second noun and stays.
        """
        return self._bare(words, True, lexicon)[0]

    def _bare(self, words: Sequence[str], nominal: bool, lexicon: Lexicon) -> tuple[list[str], int]:
        """The bare words, and how many of them have lost the article that agrees with that of the first.

        What shares the article of an adjective is mostly a noun that it governs: الدقيق التفاصيل.
        """
        result, agreeing = [self._head(words[0], lexicon)], 0
        accusative = words[0].endswith("ً") or self.parts(words[0], lexicon).rest == self.fold(result[0]) + "ا"
        stripping = self.parts(words[0], lexicon).definite
        for position, word in enumerate(words[1:], 1):
            parts = self.parts(word, lexicon)
            folded = self.fold(word)
            if nominal:
                governed = agreeing > 0 and lexicon.observed.get(parts.rest, 0.5) < GOVERNED
            else:
                governed = not self._is_adjective(parts.rest, lexicon)
            if folded in TRANSPARENT and position + 1 < len(words):
                result.append(word)
            elif stripping and parts.definite and not set(parts.proclitic) & set(PREPOSITIONS) and not governed:
                result.append(parts.proclitic + tail(word, parts))
                agreeing = position
            else:
                stripping = False
                accusative &= folded.endswith("ا")
                result.append(without_accusative(word, lexicon) if accusative else word)
        return result, agreeing

    def _head(self, word: str, lexicon: Lexicon) -> str:
        """The first word without clitics, case ending and possessive."""
        parts = self.parts(word, lexicon)
        word = tail(word, parts)
        return word if parts.definite else self._without_endings(word, lexicon)

    def observe(self, sentences: Iterable[Sequence[str]]) -> dict[str, float]:
        """How often a word with the article follows another such word: adjectives do, second nouns do not."""
        after: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for words in sentences:
            before = False
            for word in map(self.fold, words):
                definite = len(word) > 4 and word.startswith("ال")
                if definite:
                    seen[word[2:]] += 1
                    after[word[2:]] += before
                if word not in TRANSPARENT:
                    attached = len(word) > 5 and word[1:3] == "ال" and word[0] in "وفبك"
                    before = definite or attached or word.startswith("لل")
        return {w: (after[w] + (1.5 if _RELATIVE.search(w) else 0.4)) / (n + 2) for w, n in seen.items()}

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """The form that a glossary prints: bare, the head in the singular, its adjectives agreeing."""
        if part == PartOfSpeech.NOUN:
            words = without_verbs(words, self.is_function, lexicon)
        words = [self._without_vowel(word, lexicon) for word in words]
        words, agreeing = self._bare(words, part == PartOfSpeech.NOUN, lexicon)
        if part == PartOfSpeech.VERB:
            return [self._verb(words[0], lexicon), *words[1:]]
        if part != PartOfSpeech.NOUN:
            return self._adjective(words, lexicon, agreeing)
        head = self.fold(words[0])
        singular = (
            (singulars.get(head) or sound_singular(head, lexicon) or broken_singular(head, lexicon)) if plural else None
        )
        if singular is None or singular == head:
            return words
        return [singular, *self._agreeing(words[1:], agreeing, is_feminine(singular, lexicon), lexicon)]

    def _agreeing(self, words: Sequence[str], sure: int, feminine: bool, lexicon: Lexicon) -> list[str]:
        """What follows a plural head, as it follows the singular: adjectives agree, the first ``sure`` words surely.

        The adjectives of a plural are feminine (نماذج الانتشار الاحتمالية) or plural themselves (مرضى متعافين). Behind
        a second noun they are the head's only if they could not be that noun's, so not behind a feminine or a plural.
        """
        result = []
        for k, word in enumerate(words):
            folded = self.fold(word)
            bare = folded.removeprefix("ال")
            adjective = k < sure or self._is_adjective(bare, lexicon)
            if folded in TRANSPARENT:
                result.append(word)
            elif folded == "ذات":
                result.append(word if feminine else "ذو")
            elif adjective and is_feminine(bare, lexicon):
                result.append(word if feminine else self._masculine(word, lexicon, k < sure))
            elif is_sound_plural(folded) and folded.endswith(("ون", "ين")) and lexicon.exists(folded[:-2]):
                result.append(folded[:-2] + "ة" * feminine)
            elif is_feminine(bare, lexicon) or is_sound_plural(folded) or broken_singular(bare, lexicon):
                return [*result, *words[k:]]
            else:
                result.append(word)
        return result

    def _is_adjective(self, bare: str, lexicon: Lexicon) -> bool:
        """Whether a word without article is an adjective rather than a noun: by its uses, else by its pattern."""
        seen = lexicon.observed.get(bare)
        if seen is not None:
            return seen > 0.5
        return bool(_RELATIVE.search(bare)) or (bare.startswith("م") and masculine(bare, lexicon) is not None)

    def _adjective(self, words: list[str], lexicon: Lexicon, agreeing: int = 0) -> list[str]:
        """An adjective in the masculine singular, with what belongs to it: قابلة للتوسع -> قابل للتوسع.

        Further adjectives of the same noun follow it, the words up to number ``agreeing`` surely: انحدارية ذاتية.
        """
        place = 1 if len(words) > 1 and self.fold(words[0]) in (*TRANSPARENT, "لا") else 0
        word = words[place]
        if place:
            parts = self.parts(word, lexicon)
            word = tail(word, parts) if parts.definite else word
        folded = self.fold(word)
        if folded.endswith(("ون", "ين")) and 3 * strength(folded[:-2], lexicon) > strength(folded, lexicon):
            word = folded[:-2]
        elif lexicon.observed.get(folded, 1.0) >= GOVERNED and not is_infinitive(folded, lexicon):
            word = self._masculine(word, lexicon)
        result = [*words[:place], word, *words[place + 1 :]]
        if word == words[place]:
            return result
        for k in range(place + 1, len(words)):
            bare, parts = self.fold(words[k]), self.parts(words[k], lexicon)
            alike = not parts.definite and parts.rest == bare and is_feminine(bare, lexicon)
            if k > agreeing and not (alike and self._is_adjective(bare, lexicon)):
                break
            result[k] = self._masculine(words[k], lexicon)
        return result

    def _verb(self, word: str, lexicon: Lexicon) -> str:
        """What renders a verb: in the third person, a participle in the masculine, an infinitive as it is.

        كتابة and معالجة are infinitives, مغلقة is a participle: by its uses, else by its pattern.
        """
        folded = self.fold(word)
        person = third_person(folded, lexicon)
        if person != folded:
            return person[0] + word[1:] if person[1:] == folded[1:] else person
        seen = lexicon.observed.get(folded)
        adjective = seen > 0.5 if seen is not None else _PARTICIPLE.match(folded)
        return self._adjective([word], lexicon)[0] if adjective else word

    def _masculine(self, word: str, lexicon: Lexicon, certain: bool = False) -> str:
        """The masculine of an adjective, with its article and vowel marks as far as they can stay; else the word."""
        folded = self.fold(word)
        article = "ال" if folded.startswith("ال") and not lexicon.exists("ال" + folded) else ""
        found = masculine(folded.removeprefix(article), lexicon, certain)
        if found is None:
            return word
        return word[: word.rindex("ة")] if folded == article + found + "ة" else article + found

    def _without_vowel(self, word: str, lexicon: Lexicon) -> str:
        """A word without the vowel of its case: إيداعٍ -> إيداع; but the ٍ of كافٍ stands for the ي of كافي."""
        if not word.endswith(_CASES):
            return word
        folded = self.fold(word)
        strong = strength(folded, lexicon) > 20 * strength(folded + "ي", lexicon)
        return word if word.endswith(_KASRATAN) and not strong else word[:-1]

    def _without_endings(self, word: str, lexicon: Lexicon) -> str:
        """Without the accusative ending and without a possessive: a word that has one takes no article."""
        folded = self.fold(word)
        if word.endswith("ً") or word.endswith(("اً", "ًا")):
            return without_accusative(word, lexicon)
        if lexicon.frequency("ال" + folded) > lexicon.frequency(folded) / 50:
            return word
        bare = without_accusative(folded, lexicon)
        return bare if bare != folded else without_possessive(folded, lexicon) or word

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a sound plural or dual, where a word of that form exists."""
        return None if lexicon is None else sound_singular(self.fold(word), lexicon)

    def related(self, plural: str, singular: str) -> bool:
        """Whether two nouns may be plural and singular of each other: the same consonants."""
        one, two = self.skeleton(plural), self.skeleton(singular)
        return one == two and len(one) >= 2 and not is_sound_plural(singular)

    def definite(self, words: Sequence[str], lexicon: Lexicon) -> list[str] | None:
        """The form with its article and without other clitics; None for one without article.

        None too for a single noun that general language has without it: dictionaries enter it bare (معايرة, تنسيق).
        """
        words = without_verbs(words, self.is_function, lexicon)
        parts = self.parts(words[0], lexicon)
        if not parts.definite:
            return None
        with_article = lexicon.general.get("ال" + parts.rest, 0.0)
        if len(words) == 1 and lexicon.general.get(parts.rest, 0.0) > BARE * with_article:
            return None
        return ["ال" + tail(words[0], parts), *words[1:]]

    def preference(self, form: str) -> float:
        """A second noun with the article is preferred to one without, معدٍ to the معدي that المعدي leaves."""
        first, *rest = form.split(" ")
        if _KASRATAN in form:
            return INDEFINITE
        return GENERIC if rest and rest[-1].startswith("ال") and not first.startswith("ال") else 1.0

    def skeleton(self, word: str) -> str:
        """The consonants that a noun and its broken plural share: نماذج, نموذج -> نمذج; أعشاش, عش -> عش."""
        word = self.fold(word)
        if is_sound_plural(word):
            word = word[:-2]
        return _DOUBLED.sub(r"\1", _WEAK.sub("", word)) or word
