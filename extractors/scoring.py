"""How likely a pair is right, from what the counts say of it, calibrated on glossaries that others made."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from extractors.authors import is_author
from extractors.citation import Spelling, spelling
from extractors.termhood import CUT as TERM
from termbase.languages import Forms, Lexicon
from termbase.languages.forms import frequencies
from termbase.languages.scripts import scripts

FEATURES = ("bias", "share", "back", "fit", "often", "copy", "longer", "shorter", "first", "stated", "once")
# Fitted by logistic regression on half the sources of the development glossaries (what the scores are worth on all of
# them stands in docs/aligned.md, Calibration). Order as in `FEATURES`.
WEIGHTS = (-3.54, 1.87, 0.9, 0.75, 0.12, -4.39, -0.99, -2.15, 2.11, -0.4, -0.27)
# What a statement in a note weighs beside a projection.
STATED_WEIGHT = 3.0
# Below this a pair is more often wrong than of use; what `--min-score` is without being given.
CUT = 0.15
# What is left of the score of a fragment (`intermediate latent` of `intermediate latent space`), and what is one.
FRAGMENT, FRAGMENT_PLACES, FRAGMENT_SHARE = 0.85, 3, 0.7
# What is left where the source is a phrase of any subject (`way`, `new method`) or somebody who is cited: as good a
# pair, but hardly of terms.
GENERAL = 0.6
# What is left above the cut where the statistics say that the source is no term; nothing is taken from terms.
NO_TERM = 0.8
# Frequency in general language from which a word that two languages write alike is no name.
SHARED = 1e-7
# Frequency in the source's general language from which a capitalised word alone is no name (October, Song).
COMMON = 1e-5
# A word that both languages write alike is one of the target where that is at least this much of its frequency in the
# source: virus, transmission, format in French; but not commit, token.
OWN = 0.25
# Words with these endings come from Latin and Greek, and many languages write them alike: *magnitude*, *abdominal*.
# Of them less is asked, since the one may have another word beside it (*taille*).
LEARNED = (
    "al", "tion", "sion", "ment", "ance", "ence", "ant", "ent", "able", "ible", "cle", "ine", "ide", "ose", "ase", "us",
    "um", "ude", "ure", "ct", "sis", "ome", "ule", "on",
)  # fmt: skip
OWN_LEARNED, SHARED_LEARNED = 0.05, 1e-8
NUMERAL = re.compile("[IVXLC]+")


class Counts(NamedTuple):
    """What the counts say of a pair: the columns of the relational step."""

    source_key: str
    citation_key: str
    weight: float
    occurrences: int
    stated: int
    source_occurrences: int
    target_weight: float
    best_weight: float
    fragment: int
    authors: int = 0


class ScoredPair(NamedTuple):
    """A pair with its printed forms and the probability that it is right.

    ``share`` is that of the source's places that have this target, ``first`` what it weighs beside the heaviest target
    of the source (0..1), ``kept`` tells that the source stayed as it is, though it is no word of the target,
    ``author`` that it is the name of somebody who is cited.
    """

    source_key: str
    citation_key: str
    source: str
    target: str
    score: float
    occurrences: int
    share: float
    first: float
    kept: bool
    author: bool


def judge(
    counts: Iterable[Counts], options: dict[tuple[str, str], list[Spelling]], names: Mapping[str, str],
    termhood: Mapping[str, float], languages: tuple[Forms, Forms], lexicon: Lexicon, trust: float,
) -> Iterator[ScoredPair]:  # fmt: skip
    """Every pair with its score.

    ``options`` gives the spellings of the target of each pair, ``names`` how each source is printed, ``termhood`` how
    much each source is a term (0..1); ``languages`` are the rules of source and target, ``lexicon`` is that of the
    target; ``trust`` (0..1) is what the size of the corpus leaves of a score.
    """
    source_rules, rules = languages
    general = lru_cache(1 << 10)(lambda key: source_rules.is_general(key.split(" ")))
    is_function = lru_cache(1 << 16)(rules.is_function)
    content = lru_cache(1 << 10)(lambda key: content_of(key, source_rules.is_function))
    for count in counts:
        key = count.source_key
        target = spelling(options[key, count.citation_key], rules)
        source = names.get(key, key)
        if not count.stated and source.islower():
            # A capital that the source does not have, and that only stands where sentences begin.
            target = rules.uncapitalised(target, lexicon, 0.0)
        copied = is_copy(source, target, *languages) and not is_shared(source, *languages)
        values = features(count, (content(key), content_of(target, is_function)), copied)
        author = is_author(count.authors, count.source_occurrences)
        score = probability(values) * trust
        if not count.stated:
            score = _as_terms(score, is_fragment(count), author or general(key), termhood.get(key, 1.0))
        yield ScoredPair(
            key, count.citation_key, source, target, round(score, 4), count.occurrences,
            min(1.0, count.weight / max(1, count.source_occurrences)), values[FEATURES.index("first")], copied, author,
        )  # fmt: skip


def _as_terms(score: float, fragment: bool, general: bool, termhood: float) -> float:
    """What is left of the score where the source may be no term; a note that states it says that it is one.

    What is above the cut stays above it, so that the terms come first and nothing is lost.
    """
    score *= (FRAGMENT if fragment else 1.0) * (GENERAL if general else 1.0)
    left = NO_TERM + (1 - NO_TERM) * min(1.0, termhood / TERM)
    return CUT + (score - CUT) * left if score > CUT else score


def is_fragment(count: Counts) -> bool:
    """Whether the source nearly always stands in one and the same longer candidate."""
    most = count.fragment
    return most >= FRAGMENT_PLACES and most > FRAGMENT_SHARE * count.source_occurrences


def is_name(text: str, source: Forms, target: Forms) -> bool:
    """Whether a text that stands on both sides is a name that was kept, rather than words that both languages share.

    A name has two letters or more of one script (``Lα`` and ``Sₘ`` are formulas), a capital or digit, is no numeral,
    and has a word that is rare in the general language of both sides, or written as an acronym.
    """
    words = text.split(" ")
    if max(scripts("".join(c for c in text if unicodedata.category(c) != "Lm")).values(), default=0) < 2:
        return False
    if not any(c.isupper() or c.isdigit() for c in text) or all(NUMERAL.fullmatch(word) for word in words):
        return False
    return any(any(c.isupper() or c.isdigit() for c in word[1:]) or _is_rare(word, source, target) for word in words)


def whole_names(names: Sequence[ScoredPair]) -> Iterator[ScoredPair]:
    """The names that are not mostly part of one longer name: *Stack Overflow*, but not *Overflow*."""
    most: dict[str, int] = {}
    for name in names:
        words = name.source_key.split(" ")
        for first, last in combinations(range(len(words) + 1), 2):
            part = " ".join(words[first:last])
            if last - first < len(words):
                most[part] = max(most.get(part, 0), name.occurrences)
    return (name for name in names if most.get(name.source_key, 0) <= FRAGMENT_SHARE * name.occurrences)


def _is_rare(word: str, source: Forms, target: Forms) -> bool:
    general = frequencies(source.code), frequencies(target.code)
    return general[0].get(word.casefold(), 0.0) < COMMON and general[1].get(word.casefold(), 0.0) < SHARED


def is_copy(text: str, target: str, source: Forms, target_rules: Forms) -> bool:
    """Whether a target is its source, but for case, signs and width.

    In one script other signs are another spelling: *DNS-Server* is the German for *DNS server*.
    """
    one, other = (unicodedata.normalize("NFKC", side).casefold() for side in (text, target))
    if source.rules.script == target_rules.rules.script:
        return one == other
    # Mostly the first letter tells that it is none.
    return one[0] in other and "".join(filter(str.isalnum, one)) == "".join(filter(str.isalnum, other))


def is_shared(text: str, source: Forms, target: Forms) -> bool:
    """Whether a text that stands on both sides is made of words of both languages, rather than left untranslated."""
    if source.rules.script != target.rules.script or is_name(text, source, target):
        return False
    here, there = frequencies(source.code), frequencies(target.code)
    for word in text.split(" "):
        # What has a capital may be a name: Dickinson.
        learned = word.islower() and word.endswith(LEARNED)
        least, own = (SHARED_LEARNED, OWN_LEARNED) if learned else (SHARED, OWN)
        if there.get(word.casefold(), 0.0) < max(least, own * here.get(word.casefold(), 0.0)):
            return False
    return True


def content_of(text: str, is_function: Callable[[str], bool]) -> int:
    """How many words of a text are no function words."""
    return sum(not is_function(word) for word in text.split(" "))


def features(count: Counts, lengths: tuple[int, int], copied: bool) -> tuple[float, ...]:
    """What speaks for a pair, each about 0..1: see `FEATURES`; the first is the constant.

    ``lengths`` are those of source and target, in words that are no function words; ``copied`` tells that the source
    was left untranslated.
    """
    words, target_words = lengths
    weight = count.weight
    return (
        1.0, weight / (count.source_occurrences + 1.0), weight / (count.target_weight + 2.0),
        min(1.0, weight / max(1, count.occurrences)), math.log1p(count.occurrences) / 3, float(copied),
        max(0, target_words - words) / 2, max(0, words - target_words) / 2, weight / count.best_weight,
        min(1.0, count.stated), float(count.occurrences == 1),
    )  # fmt: skip


def probability(values: tuple[float, ...]) -> float:
    """The logistic function of the weighted features."""
    return 1 / (1 + math.exp(-sum(value * weight for value, weight in zip(values, WEIGHTS, strict=True))))


def loose(key: str, rules: Forms) -> str:
    """A key of sources that joins what notes and texts write differently: the stems of the words."""
    return " ".join(map(rules.stem, key.split(" ")))
