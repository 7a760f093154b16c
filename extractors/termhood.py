"""How much a candidate is a term: unithood of phrases, termhood of words (Kageura and Umino 1996).

A phrase is a unit where it stands on its own. C-value (Frantzi, Ananiadou and Mima 2000) counts the occurrences that
are not only part of a longer candidate; accessor variety (Feng, Chen, Deng and Zheng 2004) how many different words
stand beside it, since half a phrase is nearly always followed by its other half. A word belongs to a subject where it
is rare in general language (wordfreq) and more frequent here (Ahmad, Gillam and Tostevin 1999). Nothing was fitted:
see `termhoods`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.candidates import Candidate, Sentence
from extractors.citation import is_plural_name, source_texts
from termbase.languages import Forms, Lexicon, foreign_script
from termbase.languages.units import surfaces

# A term from here on.
CUT = 0.5
# A word that wordfreq does not know is as rare as this.
FLOOR = 1e-8
# One noun phrase in five of a technical text is a term.
PRIOR = 0.2
# A word once a million words or oftener is common. So many words of which fewer than this share are common and hardly
# any a function word are a formula, a row of a table or another language.
COMMON, LEAST, KNOWN, FUNCTIONAL = 1e-6, 4, 1 / 3, 0.1


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How often a candidate occurs: in all, as no part of another, inside others, in how many others, as a name.

    ``beside`` is how many different words stand right before it, or right behind it, whichever are fewer; ``shape`` has
    a letter a word, see `Candidate`.
    """

    key: str
    occurrences: int
    maximal: int
    nested: int
    longer: int
    names: int
    beside: int
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

    Words and phrases are compared with their like. Five statistics of each count alike, in standard deviations from
    their means: the C-value, the rarity of the words in general language, the variety of the words beside it, and the
    share of its places where it is a name; of a word the contrast with general language, of a phrase the share of its
    places where no longer candidate holds it. A candidate that is average in all is a term with the probability
    `PRIOR`; what terms seldom have costs a deviation or two, and so does each word more than one.
    """
    scores = [0.0] * len(counts)
    for words in (True, False):
        places = [k for k, count in enumerate(counts) if (" " not in count.key) is words]
        columns = list(zip(*(_statistics(counts[k], lexicon, rules) for k in places), strict=True))
        for k, apart in zip(places, map(sum, zip(*map(_standard, columns), strict=True)), strict=True):
            scores[k] = apart
    base = math.log(PRIOR / (1 - PRIOR))
    return [
        1 / (1 + math.exp(-(base + apart - _unlikely(count, rules))))
        for apart, count in zip(scores, counts, strict=True)
    ]


def _standard(column: Sequence[float]) -> list[float]:
    """The values in standard deviations from their mean."""
    mean = sum(column) / len(column)
    spread = math.sqrt(sum((x - mean) ** 2 for x in column) / len(column)) or 1.0
    return [(x - mean) / spread for x in column]


def _statistics(counts: SourceCounts, lexicon: Lexicon, rules: Forms) -> tuple[float, ...]:
    parts = _content(counts.key, rules)
    general = [max(lexicon.general.get(w, 0.0), FLOOR) for w in parts]
    rarity = -sum(map(math.log10, general)) / len(parts)
    if " " in counts.key:
        own = counts.maximal / counts.occurrences
    else:
        own = math.log10(max(lexicon.counts.get(parts[0], 0), 1) / lexicon.total / general[0])
    name = counts.names / counts.occurrences
    return math.log2(1 + max(0.0, c_value(counts))), rarity, math.log2(max(1, counts.beside)), name, own


def _content(key: str, rules: Forms) -> list[str]:
    return [word for word in key.split(" ") if not rules.is_function(word)] or [key]


def _unlikely(counts: SourceCounts, rules: Forms) -> float:
    """What terms seldom have costs: length, *of*, *'s*, no noun, signs that are no word, words of any subject."""
    words = counts.key.split(" ")
    return (
        len(words)
        - 1.0
        + (1.0 if "o" in counts.shape else 0.0)
        + (2.0 if "s" in counts.shape else 0.0)
        + (2.0 if len(words) == 1 and counts.shape != "N" else 0.0)
        + (2.0 if any(len(w) < 2 or not w.isalpha() for w in _content(counts.key, rules)) else 0.0)
        + (2.0 if rules.is_general(words) else 0.0)
    )


def is_prose(words: Sequence[str], lexicon: Lexicon, rules: Forms) -> bool:
    """Whether folded words are a text in their language rather than a formula, a row of a table or another language."""
    if len(words) < LEAST or not lexicon.general:
        return True
    common = sum(lexicon.general.get(word, 0.0) >= COMMON for word in words)
    return common >= KNOWN * len(words) or sum(map(rules.is_function, words)) >= FUNCTIONAL * len(words)


@dataclass
class _Tally:
    count: int = 0
    maximal: int = 0
    nested: int = 0
    names: int = 0
    plurals: int = 0
    plural_names: int = 0
    own_capitals: int = 0
    documents: set[str] = field(default_factory=set)
    longer: set[str] = field(default_factory=set)
    beside: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    forms: Counter[tuple[str, bool]] = field(default_factory=Counter)
    capital: Counter[tuple[str, bool]] = field(default_factory=Counter)
    named: Counter[tuple[str, bool]] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)

    def counts(self, key: str) -> SourceCounts:
        """What `termhoods` asks for."""
        beside = min(map(len, self.beside))
        shape = self.shapes.most_common(1)[0][0]
        return SourceCounts(key, self.count, self.maximal, self.nested, len(self.longer), self.names, beside, shape)

    def texts(self, key: str) -> Iterable[tuple[str, str, int, int, int, int]]:
        """What `source_texts` asks for."""
        name = is_plural_name(self.count, self.plurals, self.plural_names, self.own_capitals)
        return (
            (key, form, plural and not name, count, self.capital[form, plural], self.named[form, plural])
            for (form, plural), count in sorted(self.forms.items())
        )


def judge(sentences: Iterable[tuple[str, Sentence]], rules: Forms) -> list[Termhood]:
    """Count the candidates of a corpus, given as (document, sentence), and score them, best first.

    What is not in the language, or not in its script, counts for nothing.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    words: Counter[str] = Counter()
    written: list[list[str]] = []
    general = Lexicon(rules.code)
    for document, sentence in sentences:
        surface = surfaces(sentence.text, sentence.units)
        folded = list(map(rules.fold, surface))
        here = [word for unit, word in zip(sentence.units, folded, strict=True) if unit.kind == "w"]
        if not is_prose(here, general, rules):
            continue
        words.update(here)
        written.append([word for unit, word in zip(sentence.units, surface, strict=True) if unit.kind == "w"])
        for candidate in sentence.candidates:
            if not any(foreign_script(word, rules.code) for word in candidate.key.split(" ")):
                _count(tallies[candidate.key], candidate, sentence, folded, document)
    counts = [tally.counts(key) for key, tally in tallies.items()]
    lexicon = Lexicon(rules.code, words, rules.fold, rules.observe(written))
    scores = termhoods(counts, lexicon, rules)
    names = source_texts((row for key, tally in tallies.items() for row in tally.texts(key)), rules, lexicon)
    result = []
    for count, score in zip(counts, scores, strict=True):
        tally = tallies[count.key]
        found = tuple(sorted({form for form, _ in tally.forms}))
        result.append(
            Termhood(
                count.key, names[count.key], found, tally.count, len(tally.documents), c_value(count), round(score, 4)
            )
        )
    return sorted(result, key=lambda t: (-t.score, t.key))


def _count(tally: _Tally, candidate: Candidate, sentence: Sentence, folded: Sequence[str], document: str) -> None:
    start, end = sentence.units[candidate.first].start, sentence.units[candidate.last - 1].end
    form = " ".join(sentence.text[start:end].split())
    tally.count += 1
    tally.maximal += candidate.maximal
    tally.names += candidate.name
    tally.documents.add(document)
    tally.forms[form, candidate.plural] += 1
    tally.capital[form, candidate.plural] += candidate.capital
    tally.named[form, candidate.plural] += candidate.name
    tally.plurals += candidate.plural
    tally.plural_names += candidate.plural and candidate.name
    tally.own_capitals += candidate.plural and candidate.name and candidate.capital
    tally.shapes[candidate.shape] += 1
    for seen, word in zip(tally.beside, beside(candidate, folded), strict=True):
        seen.add(word)
    longer = shortest_around(candidate, sentence.candidates)
    if longer:
        tally.nested += 1
        tally.longer.add(longer)


def beside(candidate: Candidate, folded: Sequence[str]) -> tuple[str, str]:
    """The words before and behind a candidate, of the folded words of its sentence; "" where it begins or ends."""
    before = folded[candidate.first - 1] if candidate.first else ""
    return before, folded[candidate.last] if candidate.last < len(folded) else ""


def shortest_around(candidate: Candidate, found: list[Candidate]) -> str:
    """The key of the shortest longer candidate that holds this one; "" for none."""
    size = candidate.last - candidate.first
    around = [
        c for c in found if c.first <= candidate.first and c.last >= candidate.last and c.last - c.first > size
    ]  # fmt: skip
    return min(around, key=lambda c: (c.last - c.first, c.first)).key if around else ""
