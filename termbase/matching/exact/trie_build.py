"""Makes the arrays of a trie (`trie_arrays.Base`) of many terms: words by stem, steps by the stems along them, terms by
state."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from termbase.languages import Language
from termbase.matching.exact import trie_arrays
from termbase.matching.exact.characters import classes
from termbase.matching.exact.readings import AS_WRITTEN, BARE, BEGINNING, INSIDE, TERM, Known, Rules, packed, read_word
from termbase.matching.exact.trie_arrays import SHIFT, Base, bucket_of, hash_of, key_of
from termbase.matching.index import stems_of
from termbase.matching.source import Row
from termbase.matching.words import SYMBOLS, shape

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

MOST_DETAILS = trie_arrays.ODD - 1
"""Different details of a `Row` that are told apart: of more, those that are met first."""
SHARED = 16
"""Details that fewer terms share are left to the store: there may be as many of them as terms."""


class Read(NamedTuple):
    """Some terms, read: a number for each of their words, as they were met; how many words each has, and so on."""

    spelt: list[str]
    stems: list[str]
    numbers: array[int]
    counts: array[int]
    ids: array[int]
    concepts: array[int]
    kinds: array[int]
    details: dict[str, int]
    texts: dict[int, str]
    """The texts of terms that are not their words with one space between them, by the places of the terms."""
    symbols: list[int]
    """The places of terms that have symbols around their words or breaks between them."""


class Steps(NamedTuple):
    """The states of terms: the flags of words, three arrays of a `Base`, the state in which each term ends."""

    flags: Numbers
    steps: Numbers
    buckets: Numbers
    filled: Numbers
    ends: Numbers


def build(terms: Iterable[Row], rules: Language) -> Base:
    """The trie of some terms. A million of 60,000 words take some seven seconds of CPU, of Arabic eleven."""
    import numpy as np

    read = _read(terms, rules)
    if not read.ids:
        return trie_arrays.NOTHING
    hashes, order, renumbered = _by_stem(read.stems)
    words = renumbered[np.frombuffer(read.numbers, np.uint32)]
    steps = _steps(words, np.frombuffer(read.counts, np.uint32), hashes, read.symbols)
    spelt = [read.spelt[number] for number in order]
    places, records, slots, lines = _words(spelt, hashes.tolist(), steps.flags.tolist(), rules)
    by_state = np.argsort(steps.ends, kind="stable")
    starts = _starts(np.bincount(steps.ends, minlength=len(hashes) + len(steps.steps) // 2))
    kinds, said = _details(np.frombuffer(read.kinds, np.uint16), read.details)
    kinds[list(read.texts)] |= trie_arrays.ODD
    kinds = kinds[by_state]
    odd = np.flatnonzero(kinds & trie_arrays.ODD)
    odd_texts = [read.texts[number].encode() for number in by_state[odd].tolist()]
    numbered = (_narrow(np.frombuffer(column, np.int64)[by_state]) for column in (read.ids, read.concepts))
    arrays = (
        hashes, steps.flags, places, records, slots, steps.steps, steps.buckets, steps.filled, starts,
        *numbered, kinds, odd.astype(np.uint32), _starts(list(map(len, odd_texts))),
    )  # fmt: skip
    whole = (b"".join(odd_texts), said.encode(), lines.encode(), classes())
    return Base(*map(_view, arrays), *map(memoryview, whole))  # type: ignore[arg-type]


def _read(terms: Iterable[Row], rules: Language) -> Read:
    known, articles = dict[str, int](), set[int]()
    read = Read([], [], array("I"), array("I"), array("q"), array("q"), array("H"), {}, {}, [])
    for term_id, concept_id, key, text, said in terms:
        # Of letters and digits: words that terms had before are the words of this one, but for an article in front.
        simple = text.replace(" ", "").isalnum()
        row = list(map(known.get, text.split(" "))) if simple else [None]
        if None in row or (row[0] in articles and len(row) > 1):
            words = rules.words(text)
            if not words:
                continue
            for word, stem in zip(words, stems_of(words, key, rules), strict=True):
                if known.setdefault(word, len(known)) == len(read.stems):
                    read.stems.append(stem)
                    if rules.articles and rules.spelling(word) in rules.articles:
                        articles.add(known[word])
            row = list(map(known.get, words))
            if " ".join(words) != text:
                read.texts[len(read.kinds)] = text
        read.numbers.extend(row)  # type: ignore[arg-type]
        read.counts.append(len(row))
        read.ids.append(term_id)
        read.concepts.append(concept_id)
        kind = read.details.get(said, 0)
        if not kind and len(read.details) < MOST_DETAILS:
            kind = read.details[said] = len(read.details) + 1
        if not simple and SYMBOLS.search(text) and shape(text, rules.code)[1:] != ("", "", frozenset()):
            read.symbols.append(len(read.kinds))
        read.kinds.append(kind)
    read.spelt.extend(known)
    return read


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


def _details(kinds: Numbers, details: dict[str, int]) -> tuple[Numbers, str]:
    """The kind of each term, 0 where its details are those of few; the details that are left, as JSON."""
    import numpy as np

    counts = np.bincount(kinds, minlength=len(details) + 1)
    kept = [number for number in details.values() if counts[number] >= SHARED]
    renumbered = np.zeros(len(counts), np.uint16)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    named = {number: said for said, number in details.items()}
    return renumbered[kinds], f"[{', '.join([named[number] for number in kept])}]"


def _words(
    spelt: list[str], hashes: list[int], flags: list[int], rules: Language
) -> tuple[Numbers, Numbers, Numbers, str]:
    """What each word is a form of: where its record begins, the records, the slots of its spelling; the rules."""
    import numpy as np

    numbers, known = {Rules(): AS_WRITTEN}, defaultdict[int, list[Known]](list)
    for number, (text, stem, said) in enumerate(zip(spelt, hashes, flags, strict=True)):
        known[stem].append(Known(text, number, said))
    places, records = array("I"), array("I")
    for number, word in enumerate(spelt):
        asked = dict.fromkeys(map(hash_of, rules.text_stems(word)))
        there = {stem: known[stem] for stem in asked if stem in known}
        read = read_word(word, there, rules, lambda applied: numbers.setdefault(applied, len(numbers)))
        places.append(len(records))
        records.extend(packed(read, word.encode(), number, asked))
    codes = np.fromiter(map(hash_of, spelt), np.uint32, len(spelt))
    order, at = _placed(trie_arrays.spelt_at(codes.astype(np.uint64), len(spelt)))
    slots = np.full((max(2 * len(spelt), int(at[-1]) + 1) + 1, 2), trie_arrays.FREE, np.uint32)
    slots[at, 0], slots[at, 1] = codes[order], np.frombuffer(places, np.uint32)[order]
    lines = "\n".join(" ".join(applied) for applied in numbers)
    return np.frombuffer(places, np.uint32), np.frombuffer(records, np.uint32), slots.reshape(-1), lines


def _steps(words: Numbers, counts: Numbers, hashes: Numbers, symbols: list[int]) -> Steps:
    """``words`` are those of all terms, one behind the other; ``counts``, how many each term has; ``symbols``, the
    terms that are not their words alone."""
    import numpy as np

    begins = np.cumsum(counts, dtype=np.int64) - counts
    first = words[begins]
    flags = np.full(len(hashes), BARE, np.uint8)
    flags[first[counts == 1]] |= TERM
    flags[first[counts > 1]] |= BEGINNING
    inside = np.ones(len(words), bool)
    inside[begins] = False
    flags[words[inside]] |= INSIDE
    # Level by level: the steps of rows of two words, then of three … States are numbered as they are found.
    ends, count, active, said = first.astype(np.int64), len(hashes), np.flatnonzero(counts > 1), [flags]
    ways, keys = [np.zeros(0, np.uint64)], [hashes.astype(np.uint64)]
    while len(active):
        level, before = len(keys), count - len(keys[-1])
        distinct, place = np.unique(
            ends[active].astype(np.uint64) << np.uint64(32) | words[begins[active] + level], return_inverse=True
        )
        whole = counts[active] == level + 1
        flags = np.full(len(distinct), BARE, np.uint8)
        flags[place[whole]] |= TERM
        flags[place[~whole]] |= BEGINNING
        ends[active] = place + count
        chosen = keys[-1][(distinct >> np.uint64(32)).astype(np.int64) - before]
        keys.append(key_of(chosen, hashes[distinct & np.uint64(0xFFFF_FFFF)]))
        ways.append(distinct)
        said.append(flags)
        count += len(distinct)
        active = active[~whole]
    every = np.concatenate(said)
    every[ends[symbols]] &= ~np.uint8(BARE)
    return _by_key(np.concatenate(ways), np.concatenate([keys[0][:0], *keys[1:]]), every, ends)


def _by_key(ways: Numbers, keys: Numbers, flags: Numbers, ends: Numbers) -> Steps:
    """Steps in the order of their keys, and the states that they lead to numbered so. ``ways``: state and word of each;
    ``flags``: of words and steps; ``ends``: the state in which each term ends."""
    import numpy as np

    count, words = len(ways), len(flags) - len(ways)
    order = np.argsort(keys, kind="stable")
    keys, ways = keys[order], ways[order]
    numbers = np.arange(len(flags), dtype=np.uint32)
    numbers[words + order] = np.arange(words, len(flags), dtype=np.uint32)
    steps = np.empty((count, 2), np.uint32)
    steps[:, 0] = numbers[ways >> np.uint64(32)]
    steps[:, 1] = (ways & np.uint64(0xFFFF_FFFF)) << np.uint64(SHIFT) | flags[words:][order]
    buckets = _starts(np.bincount(bucket_of(keys, np.uint64(count)).astype(np.int64), minlength=count))
    bits = np.zeros(1 << (8 * count).bit_length() if count else 0, bool)
    bits[keys >> np.uint64(20) & np.uint64(max(len(bits) - 1, 0))] = True
    return Steps(flags[:words], steps.reshape(-1), buckets, np.packbits(bits, bitorder="little"), numbers[ends])


def _placed(wanted: Numbers) -> tuple[Numbers, Numbers]:
    """The order in which things come to slots, and where: each to the one it wants, or as near behind it as there is
    room."""
    import numpy as np

    order = np.argsort(wanted, kind="stable")
    ranks = np.arange(len(order))
    # Each comes to its own slot, or right behind the one before it: the highest of what those before have pushed on.
    return order, np.maximum.accumulate(wanted[order].astype(np.int64) - ranks) + ranks
