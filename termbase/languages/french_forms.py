"""French: function words, the singular of nouns and adjectives, forms without article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from termbase.languages.forms import Forms, Lexicon, PartOfSpeech
from termbase.languages.romance_forms import singular_phrase

_ARTICLES = "le la les l' un une des du de d' au aux ce cet cette ces son sa ses leur leurs votre vos"
ARTICLES = frozenset(_ARTICLES.split())
_WORDS = """
mon ma mes ton ta tes notre nos et ou mais donc or ni car si que qu' qui quoi dont où lorsque lorsqu' puisque comme
quand je j' tu il elle on nous vous ils elles me m' te t' se s' lui y en ne n' pas plus c' ça cela ceci
à dans par pour sur sous avec sans entre vers chez contre depuis pendant avant après lors dès jusque jusqu'
est sont était étaient être été a ont avait avoir fait sera soit peut peuvent doit doivent
aucun aucune tout toute tous toutes chaque plusieurs même mêmes autre autres très aussi ainsi alors
"""
# Endings of feminine adjectives, the longest first, with those of the masculine, and how many times rarer it may be:
# few words end so without being feminine but for those that only lose their e.
_FEMININE = (
    ("euse", ("eux", "eur"), 20), ("trice", ("teur",), 20), ("elle", ("el",), 20), ("enne", ("en",), 20),
    ("onne", ("on",), 20), ("ette", ("et",), 20), ("èche", ("ec",), 20), ("ère", ("er",), 20), ("ète", ("et",), 20),
    ("ive", ("if",), 20), ("ée", ("é",), 20), ("che", ("c",), 2), ("gue", ("g",), 2), ("que", ("c",), 2),
    ("e", ("",), 2),
)  # fmt: skip
FUNCTION = ARTICLES | frozenset(_WORDS.split())


class FrenchForms(Forms):
    """French nouns, adjectives and elided words."""

    def fold(self, word: str) -> str:
        """The form itself, but for case, width and the kind of apostrophe."""
        return super().fold(word).replace("’", "'")

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Words that neither begin nor end a term."""
        return FUNCTION

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a noun or adjective in -s or -x, where that form exists and is not much rarer."""
        lower, options = word.casefold(), []
        if lower == "yeux":
            return "œil"
        if lower.endswith("eaux"):
            options = [word[:-1]]
        elif lower.endswith("aux"):
            options = [word[:-3] + "al", word[:-1], word[:-3] + "ail"]
        elif lower.endswith(("s", "eux", "oux")) and len(word) > 3 and not lower.endswith("ss"):
            options = [word[:-1]]
        if lexicon is None:
            return options[0] if options else None
        best = max((o for o in options if lexicon.exists(o)), key=lexicon.frequency, default=None)
        return best if best and lexicon.frequency(best) * 20 > lexicon.frequency(word) else None

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """Without article; of a plural the singular, of an adjective the masculine.

        What renders a verb is in the masculine only where it is a participle: affichée, but affiche.
        """
        bare = self.bare(words, lexicon)
        if part == PartOfSpeech.NOUN and not plural:
            return bare

        def singular(word: str) -> str | None:
            return singulars.get(self.fold(word)) or self.singular(word, lexicon)

        result = singular_phrase(bare, singular, self.is_function)
        if part == PartOfSpeech.ADJECTIVE or (part == PartOfSpeech.VERB and result[0].endswith("ée")):
            result[0] = self._masculine(result[0], lexicon)
        return result

    def related(self, plural: str, singular: str) -> bool:
        """Whether two words are plural and singular of one another and of one gender."""
        return plural in (singular + "s", singular + "x", singular[:-1] + "ux", singular[:-2] + "ux")

    def _masculine(self, word: str, lexicon: Lexicon) -> str:
        """An adjective in the masculine, where that is frequent enough: virale, active -> viral, actif."""
        for ending, options, rarer in _FEMININE:
            if word.endswith(ending) and len(word) > 3:
                best = max((word[: -len(ending)] + option for option in options), key=lexicon.frequency)
                return best if rarer * lexicon.frequency(best) > lexicon.frequency(word) else word
        return word

    def bare(self, words: Sequence[str], lexicon: Lexicon) -> list[str]:
        """Without articles and determiners in front."""
        result = list(words)
        while len(result) > 1 and self.fold(result[0]) in ARTICLES:
            result = result[1:]
        return result

    def join(self, words: Sequence[str]) -> str:
        """The words as one text; an elided word joins the next."""
        return " ".join(words).replace("' ", "'").replace("’ ", "’")
