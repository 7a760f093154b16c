"""Makes the arrays of a trie (`trie_base.Base`) of many terms: words by stem, steps level by level, terms by state."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from termbase.languages import Language
from termbase.matching import trie_base
from termbase.matching.characters import classes
from termbase.matching.index import stems_of
from termbase.matching.readings import BEGINNING, INSIDE, TERM, Known, Rules, packed, read_word
from termbase.matching.source import Row
from termbase.matching.trie_base import STATE_SHIFT, Base, hash_of
from termbase.matching.words import SYMBOLS, shape

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

ROOM = 1.5
"""Slots for each step: with half as many again as there are, a look that finds nothing tries two."""
MOST_DETAILS = trie_base.ODD - 1
"""Different details of a `Row` that are told apart: of more, those that are met first."""
SHARED = 16
"""Details that fewer terms share are left to the store: there may be as many of them as terms."""


class Steps(NamedTuple):
    """The states of terms: the flags of words, (keys, values) of steps by level, the state in which each term ends."""

    flags: Numbers
    levels: list[tuple[Numbers, Numbers]]
    ends: Numbers
    states: int


def build(terms: Iterable[Row], rules: Language) -> Base:
    """The trie of some terms. A million of 60,000 words take some ten seconds of CPU."""
    import numpy as np

    numbers, counts, ids, concepts, kinds = array("I"), array("I"), array("q"), array("q"), array("H")
    known, stems, details = dict[str, int](), list[str](), dict[tuple[object, ...], int]()
    texts, symbols = dict[int, str](), list[int]()
    for one in terms:
        (term_id, concept_id, key, text), said = one[:4], one[4:]
        words = rules.words(text)
        if not words:
            continue
        row = list(map(known.get, words))
        if None in row:
            for word, stem in zip(words, stems_of(words, key, rules), strict=True):
                if known.setdefault(word, len(known)) == len(stems):
                    stems.append(stem)
            row = list(map(known.get, words))
        numbers.extend(row)  # type: ignore[arg-type]
        counts.append(len(row))
        ids.append(term_id)
        concepts.append(concept_id)
        kind = details.get(said, 0)
        if not kind and len(details) < MOST_DETAILS:
            kind = details[said] = len(details) + 1
        if " ".join(words) != text:
            texts[len(kinds)] = text
        if (
            not text.replace(" ", "").isalnum()
            and SYMBOLS.search(text)
            and shape(text, rules.code)[1:] != ("", "", frozenset())
        ):
            symbols.append(len(kinds))
        kinds.append(kind)
    if not ids:
        return trie_base.NOTHING
    hashes, order, renumbered = _by_stem(stems)
    steps = _steps(renumbered[np.frombuffer(numbers, np.uint32)], np.frombuffer(counts, np.uint32), len(known))
    spelt = list(known)
    words_of = _words([spelt[number] for number in order], [stems[number] for number in order], steps.flags, rules)
    places, records, slots_of_words, lines = words_of
    slots, filled, origins, capacity = _slots(steps)
    by_state = np.argsort(steps.ends, kind="stable")
    starts = _starts(np.bincount(steps.ends, minlength=steps.states))
    plain = np.ones(steps.states, np.uint8)
    plain[steps.ends[symbols]] = 0
    kind_of, said_of = _details(np.frombuffer(kinds, np.uint16), details)
    kind_of[list(texts)] |= trie_base.ODD
    kind_of = kind_of[by_state]
    odd = np.flatnonzero(kind_of & trie_base.ODD)
    odd_texts = [texts[number].encode() for number in by_state[odd].tolist()]
    numbered = (_narrow(np.frombuffer(column, np.int64)[by_state]) for column in (ids, concepts))
    arrays = (
        hashes, steps.flags, places, records, slots_of_words, slots, filled, origins, starts, plain,
        *numbered, kind_of, odd.astype(np.uint32), _starts(list(map(len, odd_texts))),
    )  # fmt: skip
    whole = (b"".join(odd_texts), said_of.encode(), lines.encode(), classes())
    return Base(*map(_view, arrays), *map(memoryview, whole), capacity)  # type: ignore[arg-type, call-arg]


def _by_stem(stems: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """The hashes of the stems of words, rising; the words in that order; the place of each in it."""
    import numpy as np

    hashes = np.fromiter(map(hash_of, stems), np.uint32, len(stems))
    order = np.argsort(hashes, kind="stable")
    places = np.empty(len(stems), np.uint32)
    places[order] = np.arange(len(stems), dtype=np.uint32)
    return hashes[order], order, places


def _starts(sizes: Sequence[int] | Numbers) -> Numbers:
    """Where each of some things begins that lie behind each other, and where the last one ends."""
    import numpy as np

    starts = np.zeros(len(sizes) + 1, np.uint32)
    np.cumsum(sizes, out=starts[1:])
    return starts


def _narrow(numbers: Numbers) -> Numbers:
    """Numbers in four bytes each where they fit."""
    import numpy as np

    return numbers.astype(np.uint32) if numbers.min() >= 0 and numbers.max() < 1 << 32 else numbers


def _view(numbers: Numbers) -> memoryview:
    whole: memoryview = memoryview(numbers.tobytes()).cast({1: "B", 2: "H", 4: "I", 8: "q"}[numbers.itemsize])  # type: ignore[call-overload]
    return whole


def _details(kinds: Numbers, details: dict[tuple[object, ...], int]) -> tuple[Numbers, str]:
    """The kind of each term, 0 where its details are those of few; the details that are left, as JSON."""
    import numpy as np

    counts = np.bincount(kinds, minlength=len(details) + 1)
    kept = [number for number in details.values() if counts[number] >= SHARED]
    renumbered = np.zeros(len(counts), np.uint16)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    named = {number: said for said, number in details.items()}
    return renumbered[kinds], json.dumps([named[number] for number in kept])


def _words(
    spelt: list[str], stems: list[str], flags: Numbers, rules: Language
) -> tuple[Numbers, Numbers, Numbers, str]:
    """What each word is a form of: where its record begins, the records, the slots of its spelling; the rules."""
    import numpy as np

    numbers, known = dict[Rules, int](), defaultdict[str, list[Known]](list)
    for number, (text, stem, said) in enumerate(zip(spelt, stems, flags.tolist(), strict=True)):
        known[stem].append(Known(text, number, said))
    places, records = array("I"), array("I")
    for number, word in enumerate(spelt):
        asked = rules.text_stems(word)
        there = {one.number: one for stem in asked for one in known.get(stem, ())}
        read = read_word(word, there.values(), rules, lambda applied: numbers.setdefault(applied, len(numbers)))
        places.append(len(records))
        records.extend(packed(read, word.encode(), number, [hash_of(stem) for stem in asked]))
    codes = np.fromiter(map(hash_of, spelt), np.uint32, len(spelt))
    order, at = _placed(trie_base.spelt_at(codes.astype(np.uint64), len(spelt)))
    slots = np.full((max(2 * len(spelt), int(at[-1]) + 1) + 1, 2), trie_base.FREE, np.uint32)
    slots[at, 0], slots[at, 1] = codes[order], np.frombuffer(places, np.uint32)[order]
    lines = "\n".join(" ".join(applied) for applied in numbers)
    return np.frombuffer(places, np.uint32), np.frombuffer(records, np.uint32), slots.reshape(-1), lines


def _steps(words: Numbers, counts: Numbers, word_count: int) -> Steps:
    """``words`` are those of all terms, one behind the other; ``counts``, how many each term has."""
    import numpy as np

    ends = np.cumsum(counts, dtype=np.int64)
    flags = np.zeros(word_count, np.uint8)
    first = words[ends - counts]
    flags[first[counts == 1]] |= TERM
    flags[first[counts > 1]] |= BEGINNING
    inside = np.ones(len(words), bool)
    inside[ends - counts] = False
    flags[words[inside]] |= INSIDE
    states = first.astype(np.uint64)
    levels: list[tuple[Numbers, Numbers]] = []
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
        levels.append((distinct, values))
        active = active[~whole]
    return Steps(flags, levels, states.astype(np.int64), count)


def _slots(steps: Steps) -> tuple[Numbers, Numbers, Numbers, int]:
    """The slots that hold some steps; the bits; the slot of each state that a step leads to; the capacity."""
    import numpy as np

    if not steps.levels:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros(0, np.uint32), 0
    keys, values = (np.concatenate(parts) for parts in zip(*steps.levels, strict=True))
    capacity = int(len(keys) * ROOM) + 1
    states, words = keys >> np.uint64(32), keys & np.uint64(0xFFFF_FFFF)
    mixed = (states * np.uint64(trie_base.FACTORS[0]) ^ words) * np.uint64(trie_base.FACTORS[1])
    order, at = _placed((mixed >> np.uint64(32)) * np.uint64(capacity) >> np.uint64(32))
    slots = np.full((max(capacity, int(at[-1]) + 1) + 1, 3), trie_base.FREE, np.uint32)
    slots[at, 0], slots[at, 1], slots[at, 2] = states[order], words[order], values[order]
    bits = np.zeros(1 << (8 * len(keys)).bit_length(), bool)
    bits[mixed >> np.uint64(20) & np.uint64(len(bits) - 1)] = True
    origins = np.empty(len(keys), np.uint32)
    origins[order] = at  # states are numbered in the order of their steps
    return slots.reshape(-1), np.packbits(bits, bitorder="little"), origins, capacity


def _placed(wanted: Numbers) -> tuple[Numbers, Numbers]:
    """The order in which things come to slots, and where: each to the one it wants, or as near behind it as there is
    room."""
    import numpy as np

    order = np.argsort(wanted, kind="stable")
    ranks = np.arange(len(order))
    # Each comes to its own slot, or right behind the one before it: the highest of what those before have pushed on.
    return order, np.maximum.accumulate(wanted[order].astype(np.int64) - ranks) + ranks
