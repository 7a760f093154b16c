"""From links to the stretch of the target that renders a candidate, one sentence at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractors.glosses import find_glosses
from extractors.hmm import Array
from termbase.languages import Forms
from termbase.languages.units import Unit, surfaces, units

# Words that a target span may have.
REACH = 8
# What a content word without links costs inside a span, and a function word.
UNLINKED, UNLINKED_FUNCTION = 0.25, 0.05
# How much a function word of the source weighs beside a content word.
FUNCTION_WEIGHT = 0.2
# Links below this are no anchor of a span.
LEAST_ANCHOR = 0.1
_JOINING = "-‐‑–/'’"
_HYPHENS = "-‐‑"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sentence pair: the words that take part in alignment, and where they stand.

    ``starts`` and ``ends`` are offsets in the sentence; ``breaks`` tells of each word whether punctuation stands before
    it (0, 1), ``joins`` whether a hyphen joins it to the next (0, 1); ``glosses`` gives, by the number of a word, what
    stands in the bracket behind it.
    """

    words: list[str]
    starts: array[int]
    ends: array[int]
    breaks: bytes
    joins: bytes
    glosses: dict[int, str]


def side(text: str, found: list[Unit] | None = None) -> Side:
    """The words of one side; punctuation and glosses in brackets are left out."""
    found = units(text) if found is None else found
    written = surfaces(text, found)
    brackets = find_glosses(text, found)
    glossed = {k for gloss in brackets for k in range(gloss.first, gloss.last)}
    words: list[str] = []
    starts, ends = array("I"), array("I")
    breaks, joins = bytearray(), bytearray()
    broken = False
    places: dict[int, int] = {}
    for k, (unit, surface) in enumerate(zip(found, written, strict=True)):
        if unit.kind == "p" or k in glossed:
            joined = surface in _JOINING and k > 0 and found[k - 1].end == unit.start
            if joined and surface in _HYPHENS and k - 1 in places and found[k + 1 : k + 2]:
                joins[-1] = found[k + 1].start == unit.end
            broken |= not joined
            continue
        places[k] = len(words)
        words.append(surface)
        starts.append(unit.start)
        ends.append(unit.end)
        breaks.append(broken)
        joins.append(0)
        broken = False
    glosses = {places[g.first - 2]: g.key for g in brackets if g.first - 2 in places}
    return Side(words, starts, ends, bytes(breaks), bytes(joins), glosses)


def functional(one: Side, rules: Forms, known: dict[str, bool]) -> Array:
    """Which words of a side are function words; ``known`` remembers what was asked.

    A word that a hyphen joins to the next is none: sous-module, en-tête.
    """
    for word in one.words:
        if word not in known:
            known[word] = rules.is_function(word)
    return np.array([known[word] and not joined for word, joined in zip(one.words, one.joins, strict=True)], bool)


class Projector:
    """The links [source word, target word] of one sentence pair, and where they lead spans of its source."""

    def __init__(self, links: Array, source_functional: Array, target_functional: Array, breaks: bytes) -> None:
        self.breaks = breaks
        self.functional = target_functional.tolist()
        self.content = (~source_functional).tolist()
        weighed = links * np.where(source_functional, FUNCTION_WEIGHT, 1.0)[:, None]
        self.cumulative = np.concatenate([np.zeros((1, links.shape[1])), np.cumsum(weighed, 0)])
        self.total = self.cumulative[-1]
        self.idle = np.where(target_functional, UNLINKED_FUNCTION, UNLINKED) * np.maximum(0.0, 1 - self.total)
        # Sums up to each word of the target, so that a span's sum is a difference.
        self.links_until: list[list[float]] = [[0.0, *row] for row in np.cumsum(links, 1).tolist()]
        self.all_until: list[float] = [0.0, *np.cumsum(self.total + self.idle).tolist()]

    def project(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, float] | None]:
        """For each span of source words (end exclusive) the best contiguous target words, and how well they fit (0..1).

        None where no target word is linked to a span.
        """
        if not spans:
            return
        first, last = np.array(spans).T
        held = self.cumulative[last] - self.cumulative[first]
        anchors = held.argmax(1).tolist()
        gains = (2 * held - self.total - self.idle).tolist()
        for (begin, end), anchor, gain, inside in zip(spans, anchors, gains, held.tolist(), strict=True):
            yield None if inside[anchor] < LEAST_ANCHOR else self._span(begin, end, anchor, gain, inside)

    def _span(
        self, first: int, last: int, anchor: int, gain: list[float], inside: list[float]
    ) -> tuple[int, int, float]:
        left = self._extend(gain, anchor, -1)
        right = self._extend(gain, anchor, 1) + 1
        while left < anchor and self.functional[left]:
            left += 1
        while right - 1 > anchor and self.functional[right - 1]:
            right -= 1
        return left, right, self._fit(first, last, left, right, sum(inside[left:right]))

    def _extend(self, gain: list[float], anchor: int, step: int) -> int:
        best, here = anchor, anchor
        best_sum = total = 0.0
        breaks = self.breaks
        for _ in range(REACH - 1):
            if breaks[here if step < 0 else min(here + 1, len(breaks) - 1)]:
                break
            here += step
            if not 0 <= here < len(gain):
                break
            total += gain[here]
            if total > best_sum:
                best, best_sum = here, total
        return best

    def _fit(self, first: int, last: int, left: int, right: int, held: float) -> float:
        """The share of the source that the span covers, times the share of the span that comes from the source."""
        rows = [k for k in range(first, last) if self.content[k]] or range(first, last)
        cover = sum(min(1.0, self.links_until[k][right] - self.links_until[k][left]) for k in rows) / len(rows)
        return cover * held / max(1e-6, self.all_until[right] - self.all_until[left])
