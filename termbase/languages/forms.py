"""What mining aligned text asks of a language beyond `Language`: keys for links, and the forms that glossaries print.

`Language` compares words that stand before it. `Forms` adds what needs knowledge of which words exist (`Lexicon`):
which letters are clitics, what the singular is, which form a glossary would print. A language without rules of its own
gets stems by Snowball or by prefixes, the most frequent words as function words, and the most frequent form as it is.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache, cached_property
from itertools import chain
from typing import Any

from termbase.languages.base import Language
from termbase.languages.scripts import script_of
from termbase.languages.stemming import SNOWBALL

# A small corpus says more than it knows: its counts are damped when they join those of general language.
CORPUS = 0.1
# How many of the most frequent words of a language without rules count as function words.
FUNCTION_WORDS = 50
# The share of capitals of a word that only begins sentences: languages that write nouns so.
CAPITALS = {"de": 1.0, "lb": 1.0}
# Distance (CLDR, 0..1000) up to which the words of another language code are those of this one: nb for no, ar for arz.
SAME_LANGUAGE = 10


class PartOfSpeech(IntEnum):
    """What a term is in its source, as far as its citation form depends on it.

    Participles and adverbs count as adjectives. ``STATED`` is a term that a note states: a noun, mostly, that is
    cited already.
    """

    ADJECTIVE, NOUN, VERB, STATED = 0, 1, 2, 3


class Lexicon:
    """The forms known to exist: those of the corpus, counted, and those of general language (wordfreq).

    ``observed`` is what `Forms.observe` has seen. Frequencies are relative, 0..1, and keys are folded.
    """

    def __init__(
        self, language: str, counts: Mapping[str, int] | None = None, fold: Callable[[str], str] = str.casefold,
        observed: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        self.counts, self.fold = dict(counts or {}), fold
        self.observed = dict(observed or {})
        self.total = max(1, sum(self.counts.values()))
        self.general = frequencies(language)
        self._frequencies: dict[str, float] = {}
        # What a language works out of a word with this lexicon, worked out once; see `ArabicForms.parts`.
        self.parts: dict[str, Any] = {}

    def frequency(self, word: str) -> float:
        """How frequent a form is, corpus and general language together."""
        found = self._frequencies.get(word)
        if found is None:
            folded = self.fold(word)
            found = CORPUS * self.counts.get(folded, 0) / self.total + self.general.get(folded, 0.0)
            self._frequencies[word] = found
        return found

    def exists(self, word: str) -> bool:
        """Whether the form was met at all."""
        return self.frequency(word) > 0


@cache
def frequencies(language: str) -> dict[str, float]:
    """Relative frequencies of the words of general language (wordfreq); empty for a language that it lacks."""
    return _listed(language, "best")


@cache
def common_words(rules: Language) -> frozenset[str]:
    """The spelling keys of the words of a language that occur once a million words or oftener; empty where unknown."""
    return frozenset(map(rules.normalise_word, _listed(rules.code, "small")))


@cache
def commonest_words() -> dict[str, frozenset[str]]:
    """The most frequent words of each language that is known, which are function words for the most part."""
    import wordfreq

    codes = sorted(wordfreq.available_languages("small"))
    return {code: frozenset(wordfreq.top_n_list(code, FUNCTION_WORDS, wordlist="small")) for code in codes}


def _listed(language: str, wordlist: str) -> dict[str, float]:
    """The words of a list of wordfreq; of its own accord it would give English ones for Georgian, say, as "nearest"."""
    import langcodes
    import wordfreq

    listed = list(wordfreq.available_languages(wordlist))
    try:
        nearest, distance = langcodes.closest_match(language, listed, max_distance=SAME_LANGUAGE)
    except ValueError:  # no tag of BCP 47
        return {}
    return wordfreq.get_frequency_dict(nearest, wordlist) if distance <= SAME_LANGUAGE else {}


class Forms:
    """The forms of one language's words; the defaults know no rules."""

    # Expressions without a meaning of their own by their first two words, the longest first; words that a number makes
    # a place in a document (*Table 2*); gerunds that govern what follows (*using a model*); verbs with an adjective
    # behind them (*is worth noting*); words that begin what a verb governs. Folded.
    expressions: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]] = {}
    labels: frozenset[str] = frozenset()
    governing: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    # Words that join a noun to the noun before it (*of*), and articles that may stand behind them; in lower case.
    linking: frozenset[str] = frozenset()
    linked_articles: frozenset[str] = frozenset()
    # Whether a noun stands before what belongs to it.
    head_first = False

    def __init__(self, rules: Language) -> None:
        self.rules, self.code = rules, rules.code

    def fold(self, word: str) -> str:
        """The form itself, but for case, width and optional signs; letters stay, so it may be printed."""
        return unicodedata.normalize("NFKC", word).casefold()

    def stem(self, word: str) -> str:
        """What the inflected forms of a word share, for links: coarser than `Language.stem` where that helps."""
        if self.code in SNOWBALL:
            # With its marks, which `Language.stem` may leave out.
            return self.rules.analyses(word)[-1].base
        folded = self.fold(word)
        return folded[: max(4, len(folded) - 3)]

    def link_key(self, word: str, lexicon: Lexicon) -> str:
        """What word alignment compares: the stem, without clitics as far as the lexicon can tell."""
        return self.stem(word)

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Words that neither begin nor end a term, folded."""
        general = frequencies(self.code)
        return frozenset(sorted(general, key=lambda w: (-general[w], w))[:FUNCTION_WORDS])

    def is_function(self, word: str) -> bool:
        """Whether a word neither begins nor ends a term."""
        return self.fold(word) in self.function_words

    def is_verb(self, word: str) -> bool:
        """Whether a word can hardly be anything but a verb, for texts without tags; no language has to know."""
        return False

    def is_general(self, words: Sequence[str]) -> bool:
        """Whether a phrase, given as folded words, is one that texts on any subject have; no language has to know."""
        return False

    def key(self, words: Iterable[str]) -> str:
        """What variants of one term have in common: the stems of its words, function words left out."""
        words = list(words)
        return " ".join(self.stem(w) for w in words if not self.is_function(w)) or " ".join(map(self.stem, words))

    def observe(self, sentences: Iterable[Sequence[str]]) -> dict[str, float]:
        """What the corpus shows of words beyond their counts, for `citation`: here the share of capitals.

        Words that begin a sentence tell nothing, nor do those of a title, where all have a capital.
        """
        seen: dict[str, list[int]] = {}
        for word, times in Counter(chain.from_iterable(map(self._within, sentences))).items():
            if word[:1].isalpha() and not word[1:].isupper():
                seen.setdefault(self.fold(word), [0, 0])[word[0].isupper()] += times
        return {word: many / (one + many) for word, (one, many) in seen.items()}

    def _within(self, words: Sequence[str]) -> Sequence[str]:
        """The words of a sentence that show whether they have a capital of their own."""
        # Signs and placeholders may stand before the first word.
        rest = words[next((k for k, word in enumerate(words) if word[:1].isalpha()), 0) + 1 :]
        small = any(word[:1].islower() and len(word) > 1 and not self.is_function(word) for word in rest)
        return rest if small or not any(word[:1].isupper() for word in rest) else ()

    def uncapitalised(self, text: str, lexicon: Lexicon, unseen: float | None = None) -> str:
        """A form without the capital that it owes to the beginning of a sentence.

        ``unseen`` is the share of capitals that is assumed of a word that no sentence has shown otherwise.
        """
        first = text.partition(" ")[0]
        if not first[:1].isupper() or not first[1:].islower() or script_of(first[0]) != self.rules.script:
            return text
        word = self.fold(first)
        # A word that nobody has seen but in front of a sentence may be a name.
        usual = CAPITALS.get(self.code, 0.0)
        unseen = (usual if lexicon.general.get(word) else 1.0) if unseen is None else max(usual, unseen)
        return text[0].lower() + text[1:] if lexicon.observed.get(word, unseen) < 0.5 else text

    # Whether singulars are made with the endings of those that aligned text shows, for want of rules.
    learns_singulars = False

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a plural noun; None where the word does not look like one."""
        return None

    def related(self, plural: str, singular: str) -> bool:
        """Whether two words may be plural and singular of each other."""
        return plural != singular and self.stem(plural) == self.stem(singular)

    def definite(self, words: Sequence[str], lexicon: Lexicon) -> list[str] | None:
        """The form with its article and without other clitics, where the article is part of the word; else None."""
        return None

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """The form that a glossary prints, of words as they stand in a text.

        ``part`` is that of the source, ``plural`` tells that it is plural; ``singulars`` are those that aligned text
        shows.
        """
        bare = self.bare(words, lexicon)
        if plural and len(bare) == 1:
            bare = [singulars.get(self.fold(bare[0]), bare[0])]
        return bare

    def bare(self, words: Sequence[str], lexicon: Lexicon) -> list[str]:
        """The words without what attaches to them in running text (articles, clitics)."""
        return list(words)

    def preference(self, form: str) -> float:
        """How many times likelier than other forms of the same term, seen as often, glossaries print this one."""
        return 1.0

    def join(self, words: Sequence[str]) -> str:
        """The words as one text."""
        return " ".join(words)
