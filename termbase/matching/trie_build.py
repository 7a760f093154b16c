"""Makes the arrays of a trie (`trie.Base`) of many terms, level by level."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from termbase.languages import Language
from termbase.matching import trie
from termbase.matching.trie import BEGINNING, INSIDE, STATE_SHIFT, TERM, Base, stem_hash

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

ROOM = 1.5
"""Slots for each step: with half as many again as there are, a look that finds nothing tries two."""


def build(terms: Iterable[tuple[int, str, str]], rules: Language) -> Base:
    """The trie of some terms: ids, keys of stems, texts. A million terms take about three seconds of CPU."""
    import numpy as np

    numbers, counts, ids = array("I"), array("I"), array("q")
    known, stems = dict[str, int](), list[str]()
    for term_id, key, text in terms:
        words = rules.words(text)
        if not words:
            continue
        row = list(map(known.get, words))
        if None in row:
            found = key.split(" ")
            for word, stem in zip(words, found if len(found) == len(words) else map(rules.stem, words), strict=True):
                if known.setdefault(word, len(known)) == len(stems):
                    stems.append(stem)
            row = list(map(known.get, words))
        numbers.extend(row)  # type: ignore[arg-type]
        counts.append(len(row))
        ids.append(term_id)
    if not ids:
        return trie.NOTHING
    hashes = np.fromiter(map(stem_hash, stems), np.uint32, len(stems))
    order = np.argsort(hashes, kind="stable")
    renumbered = np.empty(len(known), np.uint32)
    renumbered[order] = np.arange(len(known), dtype=np.uint32)
    spelt = list(known)
    texts = [spelt[number].encode() for number in order]
    places = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum([len(text) for text in texts], out=places[1:])
    return _base(
        renumbered[np.frombuffer(numbers, np.uint32)], np.frombuffer(counts, np.uint32), np.frombuffer(ids, np.int64),
        (_view(hashes[order]), _view(places), memoryview(b"".join(texts))),
    )  # fmt: skip


def _view(numbers: Numbers) -> memoryview:
    whole = memoryview(numbers.tobytes())
    return whole.cast("I") if numbers.itemsize == 4 else whole.cast("q") if numbers.itemsize == 8 else whole


def _base(words: Numbers, counts: Numbers, ids: Numbers, spelling: tuple[memoryview, ...]) -> Base:
    """``words`` are those of all terms, one behind the other; ``counts``, how many each term has."""
    import numpy as np

    word_count = len(spelling[0])
    ends = np.cumsum(counts, dtype=np.int64)
    flags = np.zeros(word_count, np.uint8)
    first = words[ends - counts]
    flags[first[counts == 1]] |= TERM
    flags[first[counts > 1]] |= BEGINNING
    inside = np.ones(len(words), bool)
    inside[ends - counts] = False
    flags[words[inside]] |= INSIDE
    states = first.astype(np.uint64)
    steps: list[tuple[Numbers, Numbers]] = []
    count, level = word_count, 1
    active = np.flatnonzero(counts > 1)
    while len(active):
        keys = states[active] << np.uint64(32) | words[(ends - counts)[active] + level]
        distinct, place = np.unique(keys, return_inverse=True)
        level += 1
        values = (np.arange(len(distinct), dtype=np.uint32) + np.uint32(count)) << np.uint32(STATE_SHIFT)
        whole = counts[active] == level
        values[place[whole]] |= TERM
        values[place[~whole]] |= BEGINNING
        states[active] = place.astype(np.uint64) + np.uint64(count)
        count += len(distinct)
        steps.append((distinct, values))
        active = active[~whole]
    starts = np.zeros(count + 1, np.uint32)
    np.cumsum(np.bincount(states.astype(np.int64), minlength=count), out=starts[1:])
    ordered = ids[np.argsort(states, kind="stable")]
    slots, filled, capacity = _slots(steps)
    arrays = (_view(array) for array in (flags, slots, filled, starts, ordered))
    return Base(*spelling, *arrays, capacity=capacity)  # type: ignore[arg-type, misc]


def _slots(steps: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers, int]:
    """The slots that hold some steps, each at its own or as near behind it as there is room; the bits; the capacity."""
    import numpy as np

    if not steps:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint8), 0
    keys, values = (np.concatenate(parts) for parts in zip(*steps, strict=True))
    capacity = int(len(keys) * ROOM) + 1
    states, words = keys >> np.uint64(32), keys & np.uint64(0xFFFF_FFFF)
    mixed = (states * np.uint64(trie.FACTORS[0]) ^ words) * np.uint64(trie.FACTORS[1])
    wanted = (mixed >> np.uint64(32)) * np.uint64(capacity) >> np.uint64(32)
    order = np.argsort(wanted, kind="stable")
    ranks = np.arange(len(order))
    # Each comes to its own slot, or right behind the one before it: the highest of what those before have pushed on.
    at = np.maximum.accumulate(wanted[order].astype(np.int64) - ranks) + ranks
    slots = np.full((max(capacity, int(at[-1]) + 1) + 1, 3), trie.FREE, np.uint32)
    slots[at, 0], slots[at, 1], slots[at, 2] = states[order], words[order], values[order]
    bits = np.zeros(1 << (8 * len(keys)).bit_length(), bool)
    bits[mixed >> np.uint64(20) & np.uint64(len(bits) - 1)] = True
    return slots.reshape(-1), np.packbits(bits, bitorder="little"), capacity
