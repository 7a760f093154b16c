"""Whether the two sides of a document are in the languages that they are said to be in, and translate each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import islice
from statistics import correlation, pstdev

from termbase.languages import forms
from termbase.languages.forms import commonest_words
from termbase.languages.units import units

# Words looked at on each side, and the least that a judgement is made on.
SAMPLE, LEAST = 4000, 20
# Of running text a fifth or more are function words of its own language, and hardly any those of another.
CLEAR = 3.0
# What has fewer of its own than the first share may be in another language, and is where that has the second.
FEW, MANY = 0.1, 0.2
# A translation is about as long as its source (Gale and Church 1993): over segments of so many characters or more, at
# least so many of them, the lengths of aligned texts correlate by .9 or more, of texts out of step by less than .5.
SENTENCE, FEWEST, CORRESPONDING = 40, 20, 0.75
# Standard errors that the correlation may be below what it should be.
DOUBT = 2.33
# Standard deviation of the logarithms of lengths from which they tell something; running text has .5 or more.
SPREAD = 0.3


def sides_notice(pairs: Iterable[tuple[str, str]], source: str, target: str) -> str:
    """What is wrong with the sides of a document, "" for nothing.

    They may be swapped, in one language, without words, or out of step with each other.
    """
    texts = list(pairs)
    ours, theirs = _words(text for text, _ in texts), _words(text for _, text in texts)
    if texts and not (ours and theirs):
        empty = "source" if not ours else "target"
        return f"the {empty} side has no words"
    if min(len(ours), len(theirs)) < LEAST:
        return ""
    return _wrong_languages(ours, theirs, source, target) or _out_of_step(texts)


def _wrong_languages(ours: list[str], theirs: list[str], source: str, target: str) -> str:
    if not (forms(source).function_words and forms(target).function_words):
        return ""
    source_is_target = _share(ours, target) > max(FEW, CLEAR * _share(ours, source))
    target_is_source = _share(theirs, source) > max(FEW, CLEAR * _share(theirs, target))
    if source_is_target and target_is_source:
        return f"the sides seem to be swapped: the source is {target}, the target {source}; swap --source and --target"
    if source_is_target or target_is_source:
        return f"both sides seem to be in {target if source_is_target else source}"
    for name, words, code in (("source", ours, source), ("target", theirs, target)):
        other = _another_language(words, code)
        if other:
            return f"the {name} seems to be in {other}, not in {code}; give --{name} {other}"
    return ""


def _another_language(words: list[str], code: str) -> str:
    """The language that words are in rather than in the one that they are said to be in; "" where nothing tells."""
    if _share(words, code) >= FEW:
        return ""
    folded = [word.casefold() for word in words]
    shares = {other: sum(word in common for word in folded) for other, common in commonest_words().items()}
    best = max(shares, key=lambda other: (shares[other], other))
    clear = shares[best] > max(MANY * len(words), CLEAR * shares.get(code, 0))
    return best if clear and best != code else ""


def _out_of_step(texts: Sequence[tuple[str, str]]) -> str:
    """Whether the lengths of both sides have too little to do with each other, by Fisher's transformation."""
    long = [(math.log(len(one)), math.log(len(other))) for one, other in texts if len(one) >= SENTENCE and other]
    if len(long) < FEWEST or min(pstdev(lengths) for lengths in zip(*long, strict=True)) < SPREAD:
        return ""
    found = correlation(*zip(*long, strict=True))
    # The transformation of 1 and of -1 is infinite.
    inside = max(1e-9 - 1, min(found, 1 - 1e-9))
    highest = math.tanh(math.atanh(inside) + DOUBT / math.sqrt(len(long) - 3))
    if highest >= CORRESPONDING:
        return ""
    return (
        f"the sides seem to be out of step: the lengths of {len(long)} pairs correlate by {found:.2f}, those of "
        "translations by 0.9; look for lines that were shifted, sorted or left out"
    )


def _words(texts: Iterable[str]) -> list[str]:
    found = (text[u.start : u.end] for text in texts for u in units(text[:SAMPLE]) if u.kind == "w")
    return list(islice(found, SAMPLE))


def _share(words: list[str], code: str) -> float:
    rules = forms(code)
    return (sum(map(rules.is_function, words)) + 0.5) / len(words)
