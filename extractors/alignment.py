"""Word alignment behind one small interface; which aligner is a name in `TRAINERS`, another one is an entry there.

``hmm`` (the default) is ours, in numpy: soft links, priors, deterministic. ``systran`` (systran-align) is used where
somebody installed it; it gives hard links. Words are compared as stems, one a word; punctuation takes no part.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

import numpy as np

from extractors import hmm
from extractors.hmm import Array
from termbase.errors import UsageError

Words = Sequence[str]
Links = set[tuple[int, int]]
Priors = Mapping[tuple[str, str], float]
# Where packages declare aligners of their own: name = module:function, of the type `Trainer`.
GROUP = "termbase.aligners"
LONGEST = 150  # words a side; longer segments carry no evidence worth their cost
IDENTICAL = 1.0  # pseudo-count of a number, formula or Latin word that stands on both sides


class Aligner(Protocol):
    """Soft links of sentence pairs: yields (number of the pair, matrix [source word, target word] of 0..1)."""

    def links(self, pairs: Sequence[tuple[Words, Words]]) -> Iterator[tuple[int, Array]]:
        """The number of each usable pair and its links [source word, target word], 0..1."""


# Called with the share of the training that is done, 0..1.
Report = Callable[[float], None]
# Learns from sentence pairs and pseudo-counts of word pairs, with so many threads.
Trainer = Callable[[Sequence[tuple[Words, Words]], Priors, Report | None, int], Aligner]


class HmmAligner:
    """Our own aligner: a trained model and the numbers of its words."""

    def __init__(self, model: hmm.Model, vocabularies: tuple[dict[str, int], dict[str, int]]):
        self.model, self.vocabularies = model, vocabularies

    @classmethod
    def train(
        cls, pairs: Sequence[tuple[Words, Words]], priors: Priors, report: Report | None = None, threads: int = 1
    ) -> HmmAligner:
        """Learn from sentence pairs; ``priors`` are pseudo-counts of word pairs known beforehand."""
        vocabularies: tuple[dict[str, int], dict[str, int]] = ({"": 0}, {"": 0})
        numbers = [
            (_numbers(one, vocabularies[0], grow=True), _numbers(two, vocabularies[1], grow=True))
            for one, two in filter(usable, pairs)
        ]
        known: dict[tuple[int, int], float] = {}
        for (source, target), weight in priors.items():
            one, two = (v.setdefault(w, len(v)) for v, w in zip(vocabularies, (source, target), strict=True))
            known[one, two] = known.get((one, two), 0.0) + weight
        for word, number in vocabularies[0].items():
            if word in vocabularies[1]:
                known.setdefault((number, vocabularies[1][word]), IDENTICAL)
        sizes = (len(vocabularies[0]), len(vocabularies[1]))
        return cls(hmm.train(numbers, sizes, known, report, threads), vocabularies)

    def links(self, pairs: Sequence[tuple[Words, Words]]) -> Iterator[tuple[int, Array]]:
        """The number of each usable pair and its links, 0..1."""
        place = [k for k, pair in enumerate(pairs) if usable(pair)]
        numbers = [
            (_numbers(pairs[k][0], self.vocabularies[0], False), _numbers(pairs[k][1], self.vocabularies[1], False))
            for k in place
        ]
        for k, matrix in self.model.matrices(numbers):
            yield place[k], matrix


def usable(pair: tuple[Words, Words]) -> bool:
    """Whether a pair has words on both sides, and not too many."""
    return 0 < len(pair[0]) <= LONGEST and 0 < len(pair[1]) <= LONGEST


def _numbers(words: Words, vocabulary: dict[str, int], grow: bool) -> Array:
    if grow:
        return np.array([vocabulary.setdefault(w, len(vocabulary)) for w in words], np.int64)
    return np.array([vocabulary.get(w, 0) for w in words], np.int64)


class HardAligner:
    """An aligner that gives hard links of both directions: both agree 1, one alone .4."""

    def __init__(self, both: Callable[[Sequence[tuple[Words, Words]]], Iterable[tuple[Links, Links]]]):
        self.both = both

    def links(self, pairs: Sequence[tuple[Words, Words]]) -> Iterator[tuple[int, Array]]:
        """The number of each usable pair and its links, 0..1."""
        place = [k for k, pair in enumerate(pairs) if usable(pair)]
        chosen = [pairs[k] for k in place]
        for k, (source, target), (one, two) in zip(place, chosen, self.both(chosen), strict=False):
            matrix = np.zeros((len(source), len(target)), np.float32)
            for i, j in one | two:
                matrix[i, j] = 1.0 if (i, j) in one and (i, j) in two else 0.4
            yield k, matrix


def train_systran(
    pairs: Sequence[tuple[Words, Words]], priors: Priors, report: Report | None = None, threads: int = 1
) -> HardAligner:
    """systran-align: the priors join the training text as lines of their own. Raises `UsageError` where it is not."""
    try:
        systran = import_module("systran_align")
    except ImportError as error:
        raise UsageError("the aligner 'systran' needs the package systran-align; install it or take another") from error
    lines = [f"{' '.join(s)} ||| {' '.join(t)}\n" for s, t in filter(usable, pairs)]
    lines += [f"{s} ||| {t}\n" for (s, t), weight in priors.items() for _ in range(max(1, round(weight)))]
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("text", "forward", "backward")]
        Path(files[0]).write_text("".join(lines), encoding="utf-8")
        systran.generate_alignment_probabilities(
            *files, iterations=5, favor_diagonal=True, optimize_tension=True, variational_bayes=True
        )
        aligner = systran.Aligner(files[1], files[2])

    def both(chosen: Sequence[tuple[Words, Words]]) -> Iterator[tuple[Links, Links]]:
        for source, target in chosen:
            merged = {(i, j) for i, j in aligner.align(list(source), list(target))["alignments"]}
            yield merged, merged

    return HardAligner(both)


TRAINERS: dict[str, Trainer] = {"hmm": HmmAligner.train, "systran": train_systran}


def trainer(name: str) -> Trainer:
    """The trainer of an aligner: one of ours, or an entry point that another package declares in the group `GROUP`.

    Raises `UsageError` where there is none of this name, or it cannot be loaded.
    """
    if name in TRAINERS:
        return TRAINERS[name]
    for entry in entry_points(group=GROUP, name=name):
        try:
            loaded: Trainer = entry.load()
        except (ImportError, AttributeError) as error:
            raise UsageError(f"the aligner {name!r} cannot be loaded: {error}") from error
        return loaded
    there = ", ".join(sorted({*TRAINERS, *entry_points(group=GROUP).names}))
    raise UsageError(f"there is no aligner {name!r}; there are {there}")
