"""How much a candidate is a term: C-value (Frantzi, Ananiadou and Mima 2000) and contrast to general language.

C-value says that a phrase stands on its own: it counts the occurrences that are not only part of a longer candidate.
The contrast (Ahmad, Gillam and Tostevin 1999) says how much more frequent its words are here than in general
language, by wordfreq. Nothing was fitted: see `termhoods`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.candidates import Candidate, Sentence
from termbase.languages import Forms, Lexicon
from termbase.languages.units import surfaces

# A term from here on.
CUT = 0.5
# A word that wordfreq does not know is as rare as this.
FLOOR = 1e-8
# One noun phrase in five of a technical text is a term.
PRIOR = 0.2


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How often a candidate occurs, in all, as no part of another, inside others, in how many others, how
    often capitalised within a sentence."""

    key: str
    occurrences: int
    maximal: int
    nested: int
    longer: int
    capital: int
    shape: str


@dataclass(frozen=True, slots=True)
class Termhood:
    """A candidate of a corpus: how it is printed, every form, how often it occurs, C-value, and the score (0..1)."""

    key: str
    text: str
    forms: tuple[str, ...]
    occurrences: int
    documents: int
    c_value: float
    score: float


def c_value(counts: SourceCounts) -> float:
    """Occurrences that are not only part of longer candidates, weighed by the logarithm of the length."""
    inside = counts.nested / counts.longer if counts.longer else 0.0
    return math.log2(len(counts.key.split(" ")) + 1) * (counts.occurrences - inside)


def termhoods(counts: Sequence[SourceCounts], lexicon: Lexicon, rules: Forms) -> list[float]:
    """The score of each candidate of a corpus, 0..1; ``lexicon`` counts the words of the corpus.

    Five statistics count alike, each in standard deviations from its mean over the candidates: the C-value, the rarity
    of the words in general language, the contrast, and the shares of places where no longer candidate holds this one
    and where it is capitalised within a sentence, as names are.
    A candidate that is average in all is a term with the probability `PRIOR`.
    """
    if not counts:
        return []
    columns = list(zip(*(_statistics(count, lexicon, rules) for count in counts), strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((x - mean) ** 2 for x in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    base = math.log(PRIOR / (1 - PRIOR))
    found = []
    for count, *values in zip(counts, *columns, strict=True):
        apart = sum((x - mean) / spread for x, mean, spread in zip(values, means, spreads, strict=True))
        found.append(1 / (1 + math.exp(-(base + apart - _unlikely(count, rules)))))
    return found


def _statistics(counts: SourceCounts, lexicon: Lexicon, rules: Forms) -> tuple[float, ...]:
    parts = _content(counts.key, rules)
    general = [max(lexicon.general.get(w, 0.0), FLOOR) for w in parts]
    here = [max(lexicon.counts.get(w, 0), 1) / lexicon.total for w in parts]
    rarity = -sum(map(math.log10, general)) / len(parts)
    contrast = min(math.log10(h / g) for h, g in zip(here, general, strict=True))
    shares = counts.maximal / counts.occurrences, counts.capital / counts.occurrences
    return math.log2(1 + max(0.0, c_value(counts))), rarity, contrast, *shares


def _content(key: str, rules: Forms) -> list[str]:
    return [word for word in key.split(" ") if not rules.is_function(word)] or [key]


def _unlikely(counts: SourceCounts, rules: Forms) -> float:
    """What a shape costs that terms seldom have: *of* inside, no noun, signs that are no word."""
    return (
        (1.0 if "o" in counts.shape else 0.0)
        + (1.0 if len(counts.shape) == 1 and counts.shape != "N" else 0.0)
        + (1.0 if any(len(w) < 2 or not w.isalpha() for w in _content(counts.key, rules)) else 0.0)
    )


@dataclass
class _Tally:
    count: int = 0
    maximal: int = 0
    nested: int = 0
    capital: int = 0
    documents: set[str] = field(default_factory=set)
    longer: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)


def judge(sentences: Iterable[tuple[str, Sentence]], rules: Forms) -> list[Termhood]:
    """Count the candidates of a corpus, given as (document, sentence), and score them, best first."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    words: Counter[str] = Counter()
    for document, sentence in sentences:
        found = zip(sentence.units, surfaces(sentence.text, sentence.units), strict=True)
        words.update(rules.fold(surface) for unit, surface in found if unit.kind == "w")
        for candidate in sentence.candidates:
            _count(tallies[candidate.key], candidate, sentence, document)
    counts = [
        SourceCounts(
            key,
            tally.count,
            tally.maximal,
            tally.nested,
            len(tally.longer),
            tally.capital,
            tally.shapes.most_common(1)[0][0],
        )
        for key, tally in tallies.items()
    ]
    scores = termhoods(counts, Lexicon(rules.code, words, rules.fold), rules)
    result = []
    for count, score in zip(counts, scores, strict=True):
        tally = tallies[count.key]
        text = max(tally.forms, key=lambda form: (tally.forms[form], form))
        forms = tuple(sorted(tally.forms))
        result.append(
            Termhood(count.key, text, forms, tally.count, len(tally.documents), c_value(count), round(score, 4))
        )
    return sorted(result, key=lambda t: (-t.score, t.key))


def _count(tally: _Tally, candidate: Candidate, sentence: Sentence, document: str) -> None:
    start, end = sentence.units[candidate.first].start, sentence.units[candidate.last - 1].end
    form = " ".join(sentence.text[start:end].split())
    tally.count += 1
    tally.maximal += candidate.maximal
    tally.capital += form[:1].isupper() and candidate.first > 0
    tally.documents.add(document)
    tally.forms[form] += 1
    tally.shapes[candidate.shape] += 1
    longer = shortest_around(candidate, sentence.candidates)
    if longer:
        tally.nested += 1
        tally.longer.add(longer)


def shortest_around(candidate: Candidate, found: list[Candidate]) -> str:
    """The key of the shortest longer candidate that holds this one; "" for none."""
    size = candidate.last - candidate.first
    around = [
        c for c in found if c.first <= candidate.first and c.last >= candidate.last and c.last - c.first > size
    ]  # fmt: skip
    return min(around, key=lambda c: (c.last - c.first, c.first)).key if around else ""
