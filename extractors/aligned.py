"""Aligned text: each candidate of a sentence with the stretch of the translation that renders it.

Mining a document yields rows and knows no other document; what all documents know (the aligner, the lexicons) is
learnt before, and counting comes after (`termbase.store`), so documents can be added and processes share the work.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors import glosses
from extractors.candidates import Sentence, Tagger, read_sentences
from extractors.hmm import Array
from extractors.knowledge import Knowledge
from extractors.projection import Projector, Side, functional, side
from extractors.short_forms import find_short_forms, without_short_forms
from extractors.termhood import beside, shortest_around
from termbase.documents.sentences import sentence_pairs
from termbase.languages import Forms
from termbase.languages.units import surfaces, units

NAME = "aligned"
# Raised when the rows that are mined from the same documents change.
VERSION = 11
# A projection that fits less is no evidence: the candidate counts as untranslated there.
LEAST = 0.15
# Sentences of so many words that are the same on both sides were not translated.
COPIED = 4
# A word of the target without a stronger link renders nothing, and so many of them in a row may be a term.
IDLE, LONGEST_ORPHAN = 0.2, 4


class MinedRow(NamedTuple):
    """One candidate in one place, and the stretch of the target that renders it (empty: untranslated there).

    Without a source key: a stretch of the target that renders nothing.

    ``position`` is that of the segment in its document; offsets count code points in the texts of the segment.
    ``inside`` is the key of the longer candidate that the candidate is part of, "" for none; ``capital`` tells that it
    has a capital of its own (see `Candidate`); ``weight`` is how well the projection fits, 0..2 (glosses count
    twice); ``name`` and ``author`` are those of `Candidate`, ``before`` and ``behind`` the folded words beside it,
    "" where the sentence begins or ends.
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
    name: bool
    author: bool
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class SegmentText:
    """The texts of a segment that has both sides, with its position in its document."""

    position: int
    source: str
    target: str


# A candidate of a sentence: words first to last (exclusive); key, shape, plural, maximal, capital and inside, then
# name, author, before and behind, all as in `MinedRow`; and the words whose translation renders it: its own, or those
# of the long form beside which a short form is introduced.
Found = tuple[
    int, int, tuple[str, str, bool, bool, bool, str], tuple[bool, bool, str, str], tuple[int, int]
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut into sentence pairs, packed so that thousands fit in memory and pass between processes.

    ``pairs`` holds (position, where the source starts in its segment, where the target does); ``sides`` the words of
    both; ``candidates`` is packed, and empty where the document serves training alone.
    """

    document_id: int
    segments: tuple[SegmentText, ...]
    pairs: tuple[tuple[int, int, int], ...]
    sides: tuple[tuple[Side, Side], ...]
    candidates: bytes

    def words(self) -> Iterator[tuple[list[str], list[str]]]:
        """The words of both sides, pair by pair."""
        return ((source.words, target.words) for source, target in self.sides)


def prepare(document_id: int, segments: Sequence[SegmentText], tagger: Tagger | None) -> Prepared:
    """Cut the segments of a document into sentence pairs; with a tagger, find the candidates of its source too."""
    pairs, sources, sides = [], [], []
    for segment in segments:
        for pair in sentence_pairs(segment.source, segment.target):
            (a, b), (c, d) = pair.source, pair.target
            text = segment.source[a:b]
            found = units(text)
            both = side(text, found), side(segment.target[c:d])
            if _is_copied(*both):
                continue
            sources.append((text, found))
            pairs.append((segment.position, a, c))
            sides.append(both)
    packed = b""
    if tagger:
        sentences = read_sentences(sources, tagger)
        rows = [
            _candidates(sentence, source, tagger.forms)
            for sentence, (source, _) in zip(sentences, sides, strict=True)
        ]  # fmt: skip
        packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)
    return Prepared(document_id, tuple(segments), tuple(pairs), tuple(sides), packed)


def _is_copied(source: Side, target: Side) -> bool:
    """Whether a sentence was left untranslated: it shows no translation of anything, nor that a name was kept."""
    return len(source.words) >= COPIED and [*map(str.casefold, source.words)] == [*map(str.casefold, target.words)]


def _candidates(sentence: Sentence, source: Side, rules: Forms) -> list[Found]:
    """The candidates whose ends are words that take part in alignment."""
    firsts = {start: word for word, start in enumerate(source.starts)}
    lasts = {end: word + 1 for word, end in enumerate(source.ends)}
    longs = {
        short.short_start: (firsts[short.long_start], lasts[short.long_end])
        for short in find_short_forms(sentence.text)
        if short.long_start in firsts and short.long_end in lasts
    }
    folded = [rules.fold(word) for word in surfaces(sentence.text, sentence.units)]
    result: list[Found] = []
    for candidate in sentence.candidates:
        start = sentence.units[candidate.first].start
        first, last = firsts.get(start), lasts.get(sentence.units[candidate.last - 1].end)
        if first is not None and last is not None:
            rendered = longs.get(start, (first, last)) if candidate.first + 1 == candidate.last else (first, last)
            inside = shortest_around(candidate, sentence.candidates)
            about = candidate.key, candidate.shape, candidate.plural, candidate.maximal, candidate.capital, inside
            around = candidate.name, candidate.author, *beside(candidate, folded)
            result.append((first, last, about, around, rendered))
    return result


def mine(documents: Sequence[Prepared], knowledge: Knowledge) -> Iterator[tuple[int, list[MinedRow]]]:
    """The rows of each document, by its id; the documents share batches of links."""
    texts = [knowledge.link_words(pair) for document in documents for pair in document.words()]
    links = dict(knowledge.aligner.links(texts))
    start = 0
    for document in documents:
        numbers = range(start, start + len(document.pairs))
        yield document.document_id, list(_mine(document, [links.get(k) for k in numbers], knowledge))
        start = numbers.stop


def _mine(document: Prepared, links: Sequence[Array | None], knowledge: Knowledge) -> Iterator[MinedRow]:
    texts: Mapping[int, SegmentText] = {segment.position: segment for segment in document.segments}
    packed: list[list[Found]] = json.loads(zlib.decompress(document.candidates))
    known: tuple[dict[str, bool], dict[str, bool]] = ({}, {})
    for (position, a, c), sides, matrix, found in zip(document.pairs, document.sides, links, packed, strict=True):
        if matrix is None:
            continue
        flags = [
            functional(one, rules, memory) for one, rules, memory in zip(sides, knowledge.rules, known, strict=True)
        ]
        short = {first for first, last, *_, rendered in found if (first, last) != tuple(rendered)}
        matrix = without_short_forms(matrix, sides, short)
        place = _Place(texts[position], (a, c), sides)
        projector = Projector(matrix, flags[0], flags[1], sides[1].breaks)
        yield from _sentence(place, projector, found)
        yield from _orphans(place, flags[1], matrix)


class _Place(NamedTuple):
    """A sentence pair in its segment: the segment, where both sides start in it, and their words."""

    segment: SegmentText
    starts: tuple[int, int]
    sides: tuple[Side, Side]

    def stretch(self, which: int, first: int, last: int) -> tuple[str, int, int]:
        """Words first to last (exclusive) of a side as they are written, and their offsets in the segment."""
        one, offset = self.sides[which], self.starts[which]
        text = self.segment.target if which else self.segment.source
        start, end = offset + one.starts[first], offset + one.ends[last - 1]
        return " ".join(text[start:end].split()), start, end


def _sentence(place: _Place, projector: Projector, found: list[Found]) -> Iterator[MinedRow]:
    position, brackets = place.segment.position, place.sides[1].glosses
    spans = projector.project([(first, last) for *_, (first, last) in found])
    for (first, last, traits, around, _), span in zip(found, spans, strict=True):
        key, shape, plural, maximal, capital, inside = traits
        form, start, end = place.stretch(0, first, last)
        about = (position, key, form, shape, plural, maximal, capital, inside, start, end)
        if span is None or span[2] < LEAST:
            yield MinedRow(*about, "", 0, 0, 0.0, *around)
            continue
        left, right, weight = span
        if brackets and brackets.get(right - 1) in (key, form.replace("-", " ").casefold()):
            weight *= glosses.WEIGHT
        target, begin, finish = place.stretch(1, left, right)
        yield MinedRow(*about, target, begin, finish, round(weight, 3), *around)


def _orphans(place: _Place, target_functional: Array, links: Array) -> Iterator[MinedRow]:
    """Runs of content words of the target that nothing in the source is linked to, as rows without a source."""
    idle = ((links.max(0) < IDLE) & ~target_functional).tolist()
    if True not in idle:
        return
    breaks, run = place.sides[1].breaks, list[int]()
    for k in range(len(idle) + 1):
        if k < len(idle) and idle[k] and not (run and breaks[k]):
            run.append(k)
            continue
        if 0 < len(run) <= LONGEST_ORPHAN:
            text, start, end = place.stretch(1, run[0], run[-1] + 1)
            if any(c.isalpha() for c in text):
                nothing = (place.segment.position, "", "", "", False, True, False, "", 0, 0)
                yield MinedRow(*nothing, text, start, end, 0.0, False, False, "", "")
        run = [k] if k < len(idle) and idle[k] else []
