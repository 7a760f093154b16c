"""French: function words, the singular of nouns and adjectives, forms without article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from termbase.languages.forms import Forms, Lexicon, PartOfSpeech, frequencies
from termbase.languages.french.adjectives import masculine
from termbase.languages.french.verbs import infinitive, is_verb
from termbase.languages.french.words import COMMON, inflects, is_invariable, usual
from termbase.languages.romance_forms import DEGREE, singular_phrase

_ARTICLES = "le la les l' un une des du de d' au aux ce cet cette ces son sa ses leur leurs votre vos"
ARTICLES = frozenset(_ARTICLES.split())
_WORDS = """
mon ma mes ton ta tes notre nos et ou mais donc or ni car si que qu' qui quoi dont où lorsque lorsqu' puisque comme
quand je j' tu il elle on nous vous ils elles me m' te t' se s' lui y en ne n' pas plus c' ça cela ceci
à dans par pour sur sous avec sans entre vers chez contre depuis pendant avant après lors dès jusque jusqu'
est sont était étaient être été a ont avait avoir fait sera soit peut peuvent doit doivent
aucun aucune tout toute tous toutes chaque plusieurs même mêmes autre autres très aussi ainsi alors
"""
# What only plurals end in, where general language has not met the singular.
_PLURAL = ("aux", "es", "és", "ents", "ants", "eurs", "ions", "iels", "uels")
# What several things stand behind.
_NUMBERS = "deux trois quatre cinq six sept huit neuf dix divers diverses nombreux nombreuses"
_SEVERAL = frozenset(_NUMBERS.split())
# Adjectives in front of a noun that say nothing of its subject.
_BEFORE = """
nouveau nouvelle autre même dernier dernière premier première deuxième second seconde troisième prochain prochaine
différent différente certain certaine plusieurs tel telle propre seul seule unique principal principale vrai vraie
"""
_DESCRIBING = frozenset(_BEFORE.split())
# Elided words are words of their own: d'étoiles.
_ELIDED = re.compile("(?i)((?:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu)['’])(.+)")
# Words before an adjective that they belong to.
_BEFORE_ADJECTIVES = DEGREE | {"non", "bien", "mal", "peu", "pas"}
# How many times rarer than a plural its singular may be.
RARER = 20
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

    linking = frozenset({"de", "d'", "d’", "du", "des"})
    linked_articles = frozenset({"la", "l'", "l’"})
    head_first = True

    def is_verb(self, word: str) -> bool:
        """Whether a word can hardly be anything but a verb."""
        return is_verb(self.fold(word), frequencies(self.code))

    def is_general(self, words: Sequence[str]) -> bool:
        """Whether a phrase names nothing of a subject: it counts something, or begins with *nouveau* or *autre*."""
        return len(words) > 1 and words[0] in _SEVERAL | _DESCRIBING

    def stem(self, word: str) -> str:
        """Ligatures are two letters: *cœur*, *coeur*."""
        return super().stem(word.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a noun or adjective in -s or -x, where that form exists and is not much rarer.

        A plural that general language does not know is one by its ending: *fléchées*.
        """
        lower, options = word.casefold(), []
        if lower == "yeux":
            return "œil"
        if is_invariable(lower) or any(map(str.isupper, word[1:])) or (lexicon and self._is_name(word, lexicon)):
            return None
        if lower.endswith("eaux"):
            options = [word[:-1]]
        elif lower.endswith("aux"):
            options = [word[:-3] + "al", word[:-1], word[:-3] + "ail"]
        elif lower.endswith(("s", "eux", "oux")) and len(word) > 3 and not lower.endswith("ss"):
            options = [word[:-1]]
        if lexicon is None:
            return options[0] if options else None
        best = max((o for o in options if lexicon.exists(o)), key=lexicon.frequency, default=None)
        if not best:
            rare = inflects(lower) and lexicon.general.get(lower, 0.0) < COMMON
            return options[0] if options and rare and lower.endswith(_PLURAL) else None
        return best if usual(best, word, lexicon, RARER) else None

    def _is_name(self, word: str, lexicon: Lexicon) -> bool:
        """Whether a word has a capital of its own."""
        folded = self.fold(word)
        unseen = float(folded not in lexicon.general and not folded.endswith(_PLURAL))
        return word[:1].isupper() and lexicon.observed.get(folded, unseen) >= 0.5

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """Without article; of a plural the singular, of an adjective the masculine, of a verb the infinitive.

        What renders a verb is in the masculine only where it is a participle: affichée, but affiche is afficher.
        """
        bare = self.bare(words, lexicon)
        # One participle that renders a noun (*custom*) agrees with whatever stood before it.
        if part == PartOfSpeech.NOUN and not plural and not (len(bare) == 1 and bare[0].endswith("és")):
            return bare
        if part == PartOfSpeech.VERB and bare[0].islower():
            verb = infinitive(bare[0], lexicon.frequency)
            if verb != bare[0]:
                return [verb, *bare[1:]]

        def singular(word: str) -> str | None:
            return singulars.get(self.fold(word)) or self.singular(word, lexicon)

        result = singular_phrase(bare, singular, self.is_function)
        if part == PartOfSpeech.NOUN:
            # What agrees with a noun that has no singular stays as it is: tissus mous, if there were no tissu.
            first = bare[0].casefold()
            kept = result[0] == bare[0] and first.endswith(("s", "x")) and not first.endswith("eux")
            return bare if first in _SEVERAL or (kept and not is_invariable(first)) else result
        place = next((k for k, word in enumerate(result) if self.fold(word) not in _BEFORE_ADJECTIVES), 0)
        if place + 1 == len(result) or self._governs(result[place : place + 2]):
            result[place] = masculine(result[place], lexicon)
        return result

    def related(self, plural: str, singular: str) -> bool:
        """Whether two words are plural and singular of one another and of one gender."""
        return plural in (singular + "s", singular + "x", singular[:-1] + "ux", singular[:-2] + "ux")

    def _governs(self, words: Sequence[str]) -> bool:
        """Whether the first of two words is an adjective with what it governs: basée sur, but not seconde d'arc."""
        return self.is_function(words[1]) and (words[0].endswith("ée") or self.fold(words[1]) not in ARTICLES | {"de"})

    def bare(self, words: Sequence[str], lexicon: Lexicon) -> list[str]:
        """Without articles and determiners in front; elided words are words of their own."""
        result: list[str] = []
        for word in words:
            elided = _ELIDED.fullmatch(word)
            result += elided.groups() if elided else [word]
        while len(result) > 1 and self.fold(result[0]) in ARTICLES:
            result = result[1:]
        return result

    def join(self, words: Sequence[str]) -> str:
        """The words as one text; an elided word joins the next."""
        return " ".join(words).replace("' ", "'").replace("’ ", "’")
