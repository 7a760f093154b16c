"""Arabic: the article, plural and gender, the form that a glossary prints.

`termbase.languages.arabic` gives a word several readings and compares; here one reading is chosen. Whether a letter is
a clitic is decided by which forms exist (`Lexicon`): ``بتعلم`` loses its ب because ``تعلم`` is common, ``بيانات`` keeps
it; ``التهاب`` keeps its ال because ``الالتهاب`` exists, and no word takes the article twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from termbase.languages.arabic import CONJUNCTIONS, PREPOSITIONS
from termbase.languages.arabic_plurals import listed_singulars
from termbase.languages.arabic_words import BROKEN, FUNCTION, Parts, fold, split, tail
from termbase.languages.forms import Forms, Lexicon

# Does not end what agrees with its noun: الشبكات غير المتجانسة.
TRANSPARENT = frozenset({"غير"})
POSSESSIVES = ("هما", "كم", "ها", "هم", "نا", "ك", "ه")
_WEAK = re.compile("[اويىأإآءؤئة]")
_RELATIVE = re.compile("ي(?:ة|ه)?$")


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
        """Whether a word, or what follows its conjunction, neither begins nor ends a term."""
        folded = self.fold(word)
        return folded in self.function_words or (
            len(folded) > 2 and folded[0] in CONJUNCTIONS and folded[1:] in self.function_words
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
        result, stripping = [], True
        for position, word in enumerate(words):
            parts = self.parts(word, lexicon)
            if position == 0:
                stripping = parts.definite
                result.append(tail(word, parts))
            elif self.fold(word) in TRANSPARENT:
                result.append(word)
            elif stripping and parts.definite and not set(parts.proclitic) & set(PREPOSITIONS):
                result.append(parts.proclitic + tail(word, parts))
            else:
                stripping = False
                result.append(word)
        return result

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
                before = (
                    definite or (len(word) > 5 and word[1:3] == "ال" and word[0] in "وفبك") or word.startswith("لل")
                )
        return {w: (after[w] + (1.5 if _RELATIVE.search(w) else 0.4)) / (n + 2) for w, n in seen.items()}

    def citation(
        self, words: Sequence[str], nominal: bool, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """The form that a glossary prints: bare, the head in the singular, its adjectives agreeing."""
        words = self.bare(words, lexicon)
        words = [self._without_endings(words[0], lexicon), *(re.sub("ي(?:اً|ًا)$", "ي", w) for w in words[1:])]
        if not nominal:
            return self._adjective(words, lexicon)
        head = self.fold(words[0])
        singular = (
            (singulars.get(head) or self.singular(head, lexicon) or self._broken(head, lexicon)) if plural else None
        )
        if singular is None or singular == head:
            return words
        return [singular, *self._agreeing(words[1:], self._feminine(singular), lexicon)]

    def _agreeing(self, words: Sequence[str], feminine: bool, lexicon: Lexicon) -> list[str]:
        """What follows a plural head, as it follows the singular: its adjectives agree.

        The adjectives of a plural are feminine (نماذج الانتشار الاحتمالية) or plural themselves (مرضى متعافين). Behind
        a second noun they are the head's only if they could not be that noun's, so not behind a feminine or a plural.
        """
        result = []
        for k, word in enumerate(words):
            folded = self.fold(word)
            adjective = lexicon.observed.get(folded.removeprefix("ال"), 0.6 if _RELATIVE.search(folded) else 0.3) > 0.5
            if adjective and self._feminine(word):
                result.append(word if feminine else self.masculine(word, lexicon) or word)
            elif self._sound_plural(folded) and folded.endswith(("ون", "ين")) and lexicon.exists(folded[:-2]):
                result.append(folded[:-2] + "ة" * feminine)
            elif self._feminine(word) or self._sound_plural(folded):
                return [*result, *words[k:]]
            else:
                result.append(word)
        return result

    def _adjective(self, words: list[str], lexicon: Lexicon) -> list[str]:
        """An adjective in the masculine, with what belongs to it: قابلة للتوسع -> قابل للتوسع."""
        place = 1 if len(words) > 1 and self.fold(words[0]) in TRANSPARENT else 0
        word = words[place]
        if place:
            parts = self.parts(word, lexicon)
            word = tail(word, parts) if parts.definite else word
        return [*words[:place], self.masculine(word, lexicon) or word, *words[place + 1 :]]

    def _broken(self, word: str, lexicon: Lexicon) -> str | None:
        """The singular of a broken plural: as listed, or by its pattern, where a common word has the singular's."""
        if listed := listed_singulars().get(word):
            return max(listed, key=lexicon.frequency)
        for pattern, options in BROKEN:
            match = pattern.fullmatch(word)
            if match:
                found = [
                    o
                    for o in (match.expand(option) for option in options)
                    if lexicon.frequency(o) * 3 > lexicon.frequency(word)
                ]
                if found:
                    return max(found, key=lexicon.frequency)
        return None

    def _feminine(self, word: str) -> bool:
        return self.fold(word).endswith(("ة", "ى", "اء"))

    def _without_endings(self, word: str, lexicon: Lexicon) -> str:
        """Without the accusative ending and without a possessive: a word that has one takes no article."""
        if word.endswith(("اً", "ًا")) and len(word) > 4:
            return word[:-2]
        folded = self.fold(word)
        here = lexicon.frequency(folded)
        if lexicon.frequency("ال" + folded) > here / 50:
            return word
        if folded.endswith("ا") and len(folded) > 3 and lexicon.frequency(folded[:-1]) > 2 * here:
            return folded[:-1]
        for suffix in POSSESSIVES:
            rest = folded[: -len(suffix)]
            if folded.endswith(suffix) and len(rest) >= 3:
                rest = rest[:-1] + "ة" if rest.endswith("ت") and lexicon.exists(rest[:-1] + "ة") else rest
                if lexicon.frequency(rest) > here / 2 and lexicon.exists("ال" + rest):
                    return rest
        return word

    def related(self, plural: str, singular: str) -> bool:
        """Whether two nouns may be plural and singular of each other: the same consonants."""
        one, two = self.skeleton(plural), self.skeleton(singular)
        return one == two and len(one) >= 2 and not self._sound_plural(singular)

    def _sound_plural(self, word: str) -> bool:
        return len(word) > 4 and word.endswith(("ات", "ون", "ين"))

    def definite(self, words: Sequence[str], lexicon: Lexicon) -> list[str] | None:
        """The form with its article and without other clitics; None for one without article."""
        parts = self.parts(words[0], lexicon)
        return ["ال" + tail(words[0], parts), *words[1:]] if parts.definite else None

    def skeleton(self, word: str) -> str:
        """The consonants that a noun and its broken plural share: نماذج, نموذج -> نمذج."""
        word = self.fold(word)
        if self._sound_plural(word):
            word = word[:-2]
        return _WEAK.sub("", word) or word

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a sound plural or dual, where a word of that form exists."""
        folded = self.fold(word)
        if len(folded) < 5 or lexicon is None:
            return None
        options = []
        if folded.endswith("ات"):
            options = [folded[:-2] + "ة", folded[:-2], folded[:-2] + "ى"]
        elif folded.endswith(("ون", "ين")):
            options = [folded[:-2]]
        elif folded.endswith("تان") or folded.endswith("تين"):
            options = [folded[:-3] + "ة"]
        best = max((o for o in options if lexicon.exists(o)), key=lexicon.frequency, default=None)
        return best if best and lexicon.frequency(best) * 20 >= lexicon.frequency(folded) else None

    def masculine(self, word: str, lexicon: Lexicon) -> str | None:
        """The masculine of an adjective in ة, where it exists."""
        folded = self.fold(word)
        if folded.endswith("ة") and len(folded) > 3:
            option = folded[:-1]
            if folded.endswith("ية") or lexicon.frequency(option) * 20 > lexicon.frequency(folded):
                return option
        return None
