"""Aligned text: each candidate of a sentence with the stretch of the translation that renders it.

Mining a document yields rows and knows no other document; what all documents know (the aligner, the lexicons) is
learnt before, and counting comes after (`termbase.store`), so documents can be added and processes share the work.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors import glosses
from extractors.alignment import TRAINERS, Aligner
from extractors.candidates import Candidate, Tagger, read_sentences
from extractors.hmm import Array
from extractors.projection import Projector, Side, side
from extractors.termhood import shortest_around
from termbase.documents.sentences import sentence_pairs
from termbase.languages import Forms, Lexicon, forms

NAME = "aligned"
# Raised when the rows that are mined from the same documents change.
VERSION = 1
# A projection that fits less is no evidence: the candidate counts as untranslated there.
LEAST = 0.15
# A word of the target without a stronger link renders nothing, and so many of them in a row may be a term.
IDLE, LONGEST_ORPHAN = 0.2, 4


class MinedRow(NamedTuple):
    """One candidate in one place, and the stretch of the target that renders it (empty: untranslated there).

    Without a source key: a stretch of the target that renders nothing.

    ``position`` is that of the segment in its document; offsets count code points in the texts of the segment.
    ``inside`` is the key of the longer candidate that the candidate is part of, "" for none; ``capital`` tells that
    it is capitalised within a sentence; ``weight`` is how well the projection fits, 0..2 (glosses count twice).
    """

    position: int
    source_key: str
    source_form: str
    shape: str
    plural: bool
    maximal: bool
    capital: bool
    inside: str
    source_start: int
    source_end: int
    target_form: str
    target_start: int
    target_end: int
    weight: float


@dataclass(frozen=True, slots=True)
class SegmentText:
    """The texts of a segment that has both sides, with its position in its document."""

    position: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut into sentence pairs, packed so that thousands fit in memory and pass between processes.

    ``pairs`` holds (position, source start and end, target start and end); ``words`` the words of both sides;
    ``candidates`` is packed, and empty where the document serves training alone.
    """

    document_id: int
    segments: tuple[SegmentText, ...]
    pairs: tuple[tuple[int, int, int, int, int], ...]
    words: tuple[tuple[list[str], list[str]], ...]
    candidates: bytes


def prepare(
    document_id: int, segments: Sequence[SegmentText], codes: tuple[str, str], tagger: Tagger | None
) -> Prepared:
    """Cut the segments of a document into sentence pairs; with a tagger, find the candidates of its source too."""
    rules = forms(codes[0]), forms(codes[1])
    texts = {segment.position: segment for segment in segments}
    pairs = [
        (segment.position, *pair.source, *pair.target)
        for segment in segments
        for pair in sentence_pairs(segment.source, segment.target)
    ]
    sources = [texts[p].source[a:b] for p, a, b, _, _ in pairs]
    targets = [texts[p].target[a:b] for p, _, _, a, b in pairs]
    words = [(side(s, rules[0]).words, side(t, rules[1]).words) for s, t in zip(sources, targets, strict=True)]
    packed = b""
    if tagger:
        found = [
            [(c.first, c.last, c.key, c.shape, c.plural, c.maximal) for c in sentence.candidates]
            for sentence in read_sentences(sources, tagger)
        ]
        packed = zlib.compress(json.dumps(found, ensure_ascii=False).encode(), 1)
    return Prepared(document_id, tuple(segments), tuple(pairs), tuple(words), packed)


@dataclass
class Knowledge:
    """What all documents know together: the lexicons of both sides, the keys of words for links, the aligner."""

    rules: tuple[Forms, Forms]
    lexicons: tuple[Lexicon, Lexicon]
    keys: tuple[dict[str, str], dict[str, str]]
    aligner: Aligner

    def link_words(self, words: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
        """The keys that the aligner compares, one a word."""
        source, target = self.keys
        return [source[w] for w in words[0]], [target[w] for w in words[1]]


def lexicon(code: str, sentences: Iterable[Sequence[str]]) -> Lexicon:
    """What the sentences of one side, as words, show of the forms of their language."""
    rules, kept = forms(code), list(sentences)
    surface = Counter(word for words in kept for word in words)
    counts: Counter[str] = Counter()
    for word, number in surface.items():
        counts[rules.fold(word)] += number
    return Lexicon(rules.code, counts, rules.fold, rules.observe(kept))


def learn(
    documents: Sequence[Prepared], codes: tuple[str, str], known: Iterable[tuple[str, str]] = (), aligner: str = "hmm"
) -> Knowledge:
    """Learn lexicons and links from all documents; ``known`` pairs of terms are further training text."""
    rules = forms(codes[0]), forms(codes[1])
    terms = [(side(s, rules[0]).words, side(t, rules[1]).words) for s, t in known]
    lexicons = (
        lexicon(codes[0], (pair[0] for document in documents for pair in document.words)),
        lexicon(codes[1], (pair[1] for document in documents for pair in document.words)),
    )
    texts = [pair for document in documents for pair in document.words] + terms
    keys = (
        _keys((w for pair in texts for w in pair[0]), rules[0], lexicons[0]),
        _keys((w for pair in texts for w in pair[1]), rules[1], lexicons[1]),
    )
    knowledge = Knowledge(rules, lexicons, keys, _Untrained())
    knowledge.aligner = TRAINERS[aligner]([knowledge.link_words(pair) for pair in texts], {})
    return knowledge


class _Untrained:
    """Stands in until the aligner is trained."""

    def links(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Iterator[tuple[int, Array]]:
        """No links."""
        return iter(())


def _keys(words: Iterable[str], rules: Forms, known: Lexicon) -> dict[str, str]:
    return {word: "".join(rules.link_key(word, known).split()) for word in dict.fromkeys(words)}


def mine(documents: Sequence[Prepared], knowledge: Knowledge) -> Iterator[tuple[int, list[MinedRow]]]:
    """The rows of each document, by its id; the documents share batches of links."""
    texts = [pair for document in documents for pair in document.words]
    links = dict(knowledge.aligner.links([knowledge.link_words(pair) for pair in texts]))
    start = 0
    for document in documents:
        numbers = range(start, start + len(document.pairs))
        yield document.document_id, list(_mine(document, [links.get(k) for k in numbers], knowledge))
        start = numbers.stop


def _mine(document: Prepared, links: Sequence[Array | None], knowledge: Knowledge) -> Iterator[MinedRow]:
    texts: Mapping[int, SegmentText] = {segment.position: segment for segment in document.segments}
    packed = json.loads(zlib.decompress(document.candidates))
    for (position, a, b, c, d), matrix, found in zip(document.pairs, links, packed, strict=True):
        if matrix is None:
            continue
        segment = texts[position]
        source = side(segment.source[a:b], knowledge.rules[0])
        target = side(segment.target[c:d], knowledge.rules[1])
        yield from _sentence(position, (a, c), source, target, [Candidate(*values) for values in found], matrix)
        yield from _orphans(position, c, target, matrix)


def _sentence(
    position: int, starts: tuple[int, int], source: Side, target: Side, found: list[Candidate], links: Array
) -> Iterator[MinedRow]:
    projector = Projector(links, source, target)
    word_of = {unit: word for word, unit in enumerate(source.places)}
    for candidate in found:
        first, last = word_of.get(candidate.first), word_of.get(candidate.last - 1)
        if first is None or last is None:
            continue
        start, end = source.units[candidate.first].start, source.units[candidate.last - 1].end
        form = " ".join(source.text[start:end].split())
        capital = candidate.first > 0 and form[:1].isupper()
        about = (
            position, candidate.key, form, candidate.shape, candidate.plural, candidate.maximal, capital,
            shortest_around(candidate, found), starts[0] + start, starts[0] + end,
        )  # fmt: skip
        span = projector.project(first, last + 1)
        if span is None or span[2] < LEAST:
            yield MinedRow(*about, "", 0, 0, 0.0)
            continue
        left, right, weight = span
        if target.glosses.get(target.places[right - 1]) in (candidate.key, form.replace("-", " ").casefold()):
            weight *= glosses.WEIGHT
        begin, stop = target.units[target.places[left]].start, target.units[target.places[right - 1]].end
        text = " ".join(target.text[begin:stop].split())
        yield MinedRow(*about, text, starts[1] + begin, starts[1] + stop, round(weight, 3))


def _orphans(position: int, start: int, target: Side, links: Array) -> Iterator[MinedRow]:
    """Runs of content words of the target that nothing in the source is linked to, as rows without a source."""
    idle = (links.max(0) < IDLE) & ~target.functional
    run: list[int] = []
    for k in range(len(target.words) + 1):
        if k < len(target.words) and idle[k] and not (run and target.breaks[k]):
            run.append(k)
            continue
        if 0 < len(run) <= LONGEST_ORPHAN:
            begin, stop = target.units[target.places[run[0]]].start, target.units[target.places[run[-1]]].end
            text = " ".join(target.text[begin:stop].split())
            if any(c.isalpha() for c in text):
                yield MinedRow(
                    position, "", "", "", False, True, False, "", 0, 0, text, start + begin, start + stop, 0.0
                )
        run = [k] if k < len(target.words) and idle[k] else []
