"""From links to the stretch of the target that renders a candidate, one sentence at a time."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sentence pair: the words that take part in alignment, and where they stand.

    ``places`` gives the unit of a word, ``breaks`` whether punctuation stands before it, ``glosses`` what stands in
    the bracket behind a unit.
    """

    text: str
    units: list[Unit]
    words: list[str]
    places: list[int]
    breaks: list[bool]
    functional: Array
    glosses: dict[int, str]


def side(text: str, rules: Forms, found: list[Unit] | None = None) -> Side:
    """The words of one side; punctuation and glosses in brackets are left out."""
    found = units(text) if found is None else found
    glosses = find_glosses(text, found)
    glossed = {k for gloss in glosses for k in range(gloss.first, gloss.last)}
    words: list[str] = []
    places: list[int] = []
    breaks: list[bool] = []
    broken = False
    for k, (unit, surface) in enumerate(zip(found, surfaces(text, found), strict=True)):
        if unit.kind == "p" or k in glossed:
            broken |= not (surface in _JOINING and k > 0 and found[k - 1].end == unit.start)
            continue
        words.append(surface)
        places.append(k)
        breaks.append(broken)
        broken = False
    functional = np.array([rules.is_function(word) for word in words], bool)
    return Side(text, found, words, places, breaks, functional, {g.first - 2: g.key for g in glosses})


class Projector:
    """The links [source word, target word] of one sentence pair, ready to project many spans."""

    def __init__(self, links: Array, source: Side, target: Side) -> None:
        self.source, self.target, self.links = source, target, links
        content = links * np.where(source.functional, FUNCTION_WEIGHT, 1.0)[:, None]
        self.cumulative = np.concatenate([np.zeros((1, links.shape[1])), np.cumsum(content, 0)])
        self.total = self.cumulative[-1]
        self.idle = np.where(target.functional, UNLINKED_FUNCTION, UNLINKED) * np.maximum(0.0, 1 - self.total)

    def project(self, first: int, last: int) -> tuple[int, int, float] | None:
        """The best contiguous target words of the source words first..last (exclusive), and how well they fit (0..1).

        None where no target word is linked to them.
        """
        inside = self.cumulative[last] - self.cumulative[first]
        anchor = int(inside.argmax())
        if inside[anchor] < LEAST_ANCHOR:
            return None
        gain = (2 * inside - self.total - self.idle).tolist()
        left = self._extend(gain, anchor, -1)
        right = self._extend(gain, anchor, 1) + 1
        functional = self.target.functional
        while left < anchor and functional[left]:
            left += 1
        while right - 1 > anchor and functional[right - 1]:
            right -= 1
        return left, right, self._fit(first, last, left, right, inside)

    def _extend(self, gain: list[float], anchor: int, step: int) -> int:
        best, best_sum, total, here = anchor, 0.0, 0.0, anchor
        breaks = self.target.breaks
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

    def _fit(self, first: int, last: int, left: int, right: int, inside: Array) -> float:
        """The share of the source that the span covers, times the share of the span that comes from the source."""
        rows = self.links[first:last, left:right].sum(1)
        content = ~self.source.functional[first:last]
        if content.any():
            rows = rows[content]
        cover = float(np.minimum(rows, 1.0).mean())
        held = inside[left:right].sum()
        foreign = (self.total[left:right].sum() - held) + self.idle[left:right].sum()
        return cover * float(held / max(1e-6, held + foreign))
