"""Word alignment in numpy: two hidden Markov models (Vogel, Ney and Tillmann 1996), one a direction, trained together.

IBM model 1 starts both directions; then each model's state is the word that the last one came from, and jumps are
learnt. Both learn from the mean of their posteriors (after Liang, Taskar and Klein 2006, who take the product: that
loses one-to-many links and most rare words). The result is a soft matrix a sentence, not hard links: spans of a term
weigh what they hold. Rare words are held back twice, since they take whatever is left over of a sentence: what they
seem to know is discounted (after Moore 2004), and the jumps learnt are trusted in part; few iterations with jumps do
the same. Deterministic; no library but numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Pair = tuple[Array, Array]
Lookup = Callable[[Array, Array], Array]
_JUMPS = 12  # jumps beyond this many words count as this many
_NULL = 0.06  # prior of a word that comes from nothing
_DISCOUNT = 2.0  # places taken from what rare words seem to know
_TRUST = 0.7  # exponent of the jump weights: 1 trusts them as learnt, 0 takes all jumps for equal
_BATCH = 1 << 18  # cells worked on at a time
_GROUP = 8  # batches counted together
_BUFFER = 1 << 22  # word pairs sorted at a time


@dataclass
class Batch:
    """Sentence pairs of similar lengths, padded: ``cells[b, i, j]`` is the number of a word pair."""

    index: Array
    cells: Array
    source: Array  # lengths
    target: Array
    target_ids: Array  # [b, j]
    source_ids: Array  # [b, i]


@dataclass
class Tables:
    """One direction: t(target | source) over the word pairs that meet, null t, jump weights."""

    lexical: Array
    null: Array
    jumps: Array = field(default_factory=lambda: np.ones(2 * _JUMPS + 1, np.float32))


def make_batches(pairs: Sequence[Pair], lookup: Lookup) -> Iterator[Batch]:
    """The pairs in batches of similar lengths, of a bounded number of cells each."""
    order = sorted(range(len(pairs)), key=lambda k: (len(pairs[k][1]) // 3, len(pairs[k][0])))
    start = 0
    while start < len(order):
        rows = columns = 0
        stop = start
        while stop < len(order):
            source, target = pairs[order[stop]]
            rows, columns = max(rows, len(source)), max(columns, len(target))
            if stop > start and (stop - start + 1) * rows * columns > _BATCH:
                break
            stop += 1
        yield _pad([pairs[k] for k in order[start:stop]], order[start:stop], lookup)
        start = stop


def _pad(chunk: list[Pair], index: list[int], lookup: Lookup) -> Batch:
    source = np.array([len(s) for s, _ in chunk])
    target = np.array([len(t) for _, t in chunk])
    source_ids = np.full((len(chunk), source.max()), -1, np.int64)
    target_ids = np.full((len(chunk), target.max()), -1, np.int64)
    for row, (s, t) in enumerate(chunk):
        source_ids[row, : len(s)], target_ids[row, : len(t)] = s, t
    cells = lookup(source_ids[:, :, None], target_ids[:, None, :])
    return Batch(np.array(index), cells, source, target, target_ids, source_ids)


class PairIndex:
    """Numbers the (source word, target word) pairs that meet in some sentence; unknown pairs are the last number."""

    def __init__(self, keys: Array, width: int):
        self.keys, self.width = keys, width

    @classmethod
    def of(cls, pairs: Sequence[Pair], width: int, extra: Array) -> PairIndex:
        """All pairs that meet in ``pairs``, with the ``extra`` ones; ``width`` is the size of the target vocabulary."""
        parts, buffer, size = [_distinct(extra)], [], 0
        for source, target in pairs:
            buffer.append((source[:, None] * width + target[None, :]).ravel())
            size += buffer[-1].size
            if size > _BUFFER:
                parts.append(_distinct(np.concatenate(buffer)))
                buffer, size = [], 0
        if buffer:
            parts.append(_distinct(np.concatenate(buffer)))
        return cls(_distinct(np.concatenate(parts)), width)

    def __len__(self) -> int:
        return len(self.keys)

    def lookup(self, source: Array, target: Array) -> Array:
        """The numbers of pairs of words; words below 0 are padding."""
        wanted = source * self.width + target
        asked = wanted.ravel()
        # Asked in their order, the keys are met in their order: an eighth of the time.
        order = np.argsort(asked)
        place: Array = np.empty(len(asked), np.int32)
        place[order] = np.minimum(np.searchsorted(self.keys, asked[order]), len(self.keys) - 1)
        place = place.reshape(wanted.shape)
        known = (self.keys[place] == wanted) & (source >= 0) & (target >= 0)
        return np.where(known, place, np.int32(len(self.keys)))


def _distinct(keys: Array) -> Array:
    """The distinct values, sorted. (`numpy.unique` hashes, which takes several times as long.)"""
    keys = np.sort(keys)
    found: Array = keys[np.concatenate([np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]])]
    return found


def posteriors(emission: Array, null: Array, lengths: Array, tables: Tables, count: bool) -> tuple[Array, Array | None]:
    """Forward and backward: P(state i made word j). emission [b, j, i], null [b, j]; both zero beyond the lengths."""
    batch, words, states = emission.shape
    weights = _jump_matrix(tables.jumps, states)
    scale = (1 - _NULL) / _cumulative(weights)[:, lengths - 1].T  # [b, i']: over the valid states
    valid = (null > 0).astype(np.float32)  # [b, j]
    forward = np.empty((words, batch, states), np.float32)
    forward_null = np.empty_like(forward)
    norm = np.ones((words, batch, 1), np.float32)
    start = (np.arange(states)[None, :] < lengths[:, None]) / lengths[:, None]
    here, here_null = emission[:, 0] * start * (1 - _NULL), null[:, :1] * start * _NULL
    for j in range(words):
        if j:
            total = forward[j - 1] + forward_null[j - 1]
            here, here_null = emission[:, j] * ((total * scale) @ weights), null[:, j : j + 1] * total * _NULL
            pad = 1 - valid[:, j : j + 1]
            here_null = here_null + pad * total
        norm[j] = np.maximum((here + here_null).sum(1, keepdims=True), 1e-30)
        forward[j], forward_null[j] = here / norm[j], here_null / norm[j]
    gamma = np.empty((words, batch, states), np.float32)
    back = np.ones((batch, states), np.float32)
    moves = np.zeros((states, states), np.float32)
    for j in range(words - 1, -1, -1):
        gamma[j] = forward[j] * back * valid[:, j : j + 1]
        if j:
            inner = emission[:, j] * back / norm[j]
            if count:
                total = (forward[j - 1] + forward_null[j - 1]) * scale
                moves += total.T @ inner
            back = (inner @ weights.T) * scale + (null[:, j : j + 1] * _NULL + (1 - valid[:, j : j + 1])) * back / norm[
                j
            ]
    return gamma.transpose(1, 0, 2), _fold_moves(moves * weights) if count else None


def _jump_matrix(jumps: Array, states: int) -> Array:
    step = np.arange(states)[None, :] - np.arange(states)[:, None]
    weights: Array = jumps[np.clip(step, -_JUMPS, _JUMPS) + _JUMPS].astype(np.float32)
    return weights


def _cumulative(weights: Array) -> Array:
    sums: Array = np.maximum(np.cumsum(weights, axis=1), 1e-12)
    return sums


def _fold_moves(moves: Array) -> Array:
    states = len(moves)
    step = np.clip(np.arange(states)[None, :] - np.arange(states)[:, None], -_JUMPS, _JUMPS) + _JUMPS
    return np.bincount(step.ravel(), weights=moves.ravel(), minlength=2 * _JUMPS + 1)


@dataclass
class Model:
    """A trained aligner: give it sentences as arrays of word numbers, get soft matrices."""

    index: PairIndex
    forward: Tables  # target words from source states
    backward: Tables

    def matrices(self, pairs: Sequence[Pair]) -> Iterator[tuple[int, Array]]:
        """The number of each pair and its links [source word, target word], 0..1; in any order."""
        for batch in make_batches(pairs, self.index.lookup):
            joint = agree(batch, self.forward, self.backward, True)[0]
            for row, number in enumerate(batch.index):
                yield int(number), joint[row, : batch.source[row], : batch.target[row]]


def agree(
    batch: Batch, forward: Tables, backward: Tables, hmm: bool, count: bool = False
) -> tuple[Array, Array | None, Array | None]:
    """The mean of both directions' posteriors [b, i, j], and the expected jumps of each direction."""
    ahead = forward.lexical.take(batch.cells).transpose(0, 2, 1)
    back = backward.lexical.take(batch.cells)
    null_target = np.where(batch.target_ids >= 0, forward.null[batch.target_ids], 0).astype(np.float32)
    null_source = np.where(batch.source_ids >= 0, backward.null[batch.source_ids], 0).astype(np.float32)
    if hmm:
        one, jumps = posteriors(ahead, null_target, batch.source, forward, count)
        two, jumps_back = posteriors(back, null_source, batch.target, backward, count)
        return (one.transpose(0, 2, 1) + two) / 2, jumps, jumps_back
    one = ahead / np.maximum(
        ahead.sum(2, keepdims=True) + null_target[:, :, None] * batch.source[:, None, None] * _NULL, 1e-30
    )
    two = back / np.maximum(
        back.sum(2, keepdims=True) + null_source[:, :, None] * batch.target[:, None, None] * _NULL, 1e-30
    )
    return (one.transpose(0, 2, 1) + two) / 2, None, None


def train(
    pairs: Sequence[Pair], sizes: tuple[int, int], priors: Mapping[tuple[int, int], float],
    report: Callable[[float], None] | None = None, threads: int = 1, iterations: tuple[int, int] = (8, 2),
) -> Model:  # fmt: skip
    """Train on pairs of word-number arrays; ``priors`` are pseudo-counts of word pairs known beforehand.

    ``report`` is told the share that is done; the outcome does not depend on the number of ``threads``.
    """
    extra = np.array([s * sizes[1] + t for s, t in priors], np.int64)
    index = PairIndex.of(pairs, sizes[1], extra)
    prior = np.zeros(len(index) + 1)
    if priors:
        one, two = np.array(list(priors), np.int64).T
        np.add.at(prior, index.lookup(one, two), list(priors.values()))
    given = index.keys // sizes[1], index.keys % sizes[1]
    batches = list(make_batches(pairs, index.lookup))
    null = _unigrams(pairs, sizes)
    forward = Tables(_start(prior), null[1])
    backward = Tables(_start(prior), null[0])
    with ThreadPoolExecutor(threads) as pool:
        for step in range(sum(iterations)):
            hmm = step >= iterations[0]
            counts, jumps = prior.copy(), [np.full(2 * _JUMPS + 1, 0.5), np.full(2 * _JUMPS + 1, 0.5)]
            expected = partial(_expected, forward=forward, backward=backward, hmm=hmm)
            for number, (cells, joint, moves) in enumerate(pool.map(expected, _grouped(batches)), 1):
                counts += np.bincount(cells, weights=joint, minlength=len(counts))
                for total, found in zip(jumps, moves, strict=True):
                    total += found
                if report:
                    report((step + number * _GROUP / max(number * _GROUP, len(batches))) / sum(iterations))
            for tables, side in ((forward, 0), (backward, 1)):
                tables.lexical = _maximise(counts, given[side], sizes[side])
                if hmm:
                    tables.jumps = _spread(jumps[side])
    return Model(index, forward, backward)


def _grouped(batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
    return (batches[start : start + _GROUP] for start in range(0, len(batches), _GROUP))


def _expected(
    batches: Sequence[Batch], forward: Tables, backward: Tables, hmm: bool
) -> tuple[Array, Array, tuple[Array, Array]]:
    """The word pairs of some batches with their expected counts, and the expected jumps of both directions."""
    joints, moves = [], (np.zeros(2 * _JUMPS + 1), np.zeros(2 * _JUMPS + 1))
    for batch in batches:
        joint, *found = agree(batch, forward, backward, hmm, count=hmm)
        joints.append(joint.ravel())
        for total, one in zip(moves, found, strict=True):
            if one is not None:
                total += one
    return np.concatenate([batch.cells.ravel() for batch in batches]), np.concatenate(joints), moves


def _start(prior: Array) -> Array:
    table = (1e-3 + prior * 1e-2).astype(np.float32)
    table[-1] = 0
    return table


def _unigrams(pairs: Sequence[Pair], sizes: tuple[int, int]) -> tuple[Array, Array]:
    result = []
    for side in (0, 1):
        words = np.concatenate([p[side] for p in pairs]) if pairs else np.zeros(0, np.int64)
        counts = np.bincount(words, minlength=sizes[side]) + 1.0
        result.append((counts / counts.sum()).astype(np.float32))
    return result[0], result[1]


def _maximise(counts: Array, given: Array, size: int) -> Array:
    totals = np.bincount(given, weights=counts[:-1], minlength=size) + _DISCOUNT
    return np.append(counts[:-1] / totals[given] + 1e-9, 1e-12).astype(np.float32)


def _spread(jumps: Array) -> Array:
    """Jump weights; those at the ends stand for many distances, so each gets a share."""
    weights = jumps / jumps.sum()
    weights[0] /= _JUMPS
    weights[-1] /= _JUMPS
    weights **= _TRUST
    spread: Array = (0.98 * weights / weights.sum() + 0.02 / len(weights)).astype(np.float32)
    return spread
