"""What a word of a text is a form of among the words of terms, as one record of numbers.

A record is uint32 numbers in the machine's byte order, in memory (`memo`) or in the file of a trie (`trie_file`):

    size, number   bytes of the word in UTF-8, and its number where it is a word of terms; 0, 0 in memory
    groups         how many stems the words have that it is a form of
    stems          how many stems a term may have that the word is a form of; in memory as many as groups
    pairs          how many words it is a form of, once for each kind
    text           the word itself, filled up to a multiple of four bytes
    hashes         of the stems (`trie_arrays.hash_of`), those of the groups first
    ends           group by group, kind by kind: where its pairs end
    pairs          the number of a word, and the number of the rules that were applied; rising

The kinds are heads, words that terms of several words begin with; rest, further words of terms; alone, words that are
terms by themselves. `_exact_words.h` reads the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from termbase.languages import Language
from termbase.matching.words import cased_alike, form_rules

TERM, BEGINNING, INSIDE, BARE = 1, 2, 4, 8
"""What is said of a word of terms: it is the whole of a term, the first word of one, a further word of one; no term
that it is the whole of has symbols around it. Of a row of words: the same of terms of several words."""
HEADER = 5
NOTHING = array("I", bytes(4 * HEADER))
"""The record of a word that is a form of no word of terms."""
AS_WRITTEN = 0
"""The number of no rules: the word is spelt as the term has it."""
Rules = tuple[str, ...]
Pairs = list[tuple[int, int]]


class Known(NamedTuple):
    """A word of terms: its number, and TERM, BEGINNING and INSIDE as they apply."""

    text: str
    number: int
    flags: int


class Group(NamedTuple):
    """The words of a stem (its hash) that a word is a form of, each with the number of the rules that were applied."""

    stem: int
    heads: Pairs
    rest: Pairs
    alone: Pairs


def read_word(
    word: str, known: Mapping[int, Iterable[Known]], rules: Language, number_of: Callable[[Rules], int]
) -> list[Group]:
    """Which words of terms a word of a text is a form of, of those that share a stem with it; those by their hashes."""
    return [found for stem, words in known.items() if any((found := _of_stem(word, stem, words, rules, number_of))[1:])]


def _of_stem(word: str, stem: int, known: Iterable[Known], rules: Language, number_of: Callable[[Rules], int]) -> Group:
    found = Group(stem, [], [], [])
    for text, number, flags in known:
        if flags & INSIDE and (applied := form_rules(word, text, rules)) is not None:
            found.rest.append((number, number_of(applied)))
        if flags & (TERM | BEGINNING) and (applied := form_rules(word, text, rules, True)) is not None:
            pair = number, number_of(applied)
            if flags & BEGINNING:
                found.heads.append(pair)
            if flags & TERM and cased_alike(word, text, True):
                found.alone.append(pair)
    return found


def packed(groups: Sequence[Group], text: bytes = b"", number: int = 0, hashes: Iterable[int] = ()) -> array[int]:
    """A record. ``hashes``: of all stems that a term may have that the word is a form of."""
    if not groups and not text:
        return NOTHING
    stems = dict.fromkeys([*(group.stem for group in groups), *hashes])
    pairs = [pair for group in groups for kind in group[1:] for pair in sorted(kind)]
    made = array("I", (len(text), number, len(groups), len(stems), len(pairs)))
    made.frombytes(text + bytes(-len(text) % 4))
    made.extend(stems)
    made.extend(accumulate(len(kind) for group in groups for kind in group[1:]))
    made.extend(part for pair in pairs for part in pair)
    return made


def unpacked(record: bytes) -> list[Group]:
    """What the word of a record is a form of."""
    numbers = memoryview(record).cast("I")
    size, _, groups, stems, _ = numbers[:HEADER]
    hashes = HEADER + -(-size // 4)
    ends = numbers[hashes + stems : hashes + stems + 3 * groups].tolist()
    parts = numbers[hashes + stems + 3 * groups :].tolist()
    every = list(zip(parts[::2], parts[1::2], strict=True))
    kinds = [every[start:end] for start, end in pairwise([0, *ends])]
    return [Group(numbers[hashes + n], *kinds[3 * n : 3 * n + 3]) for n in range(groups)]


def hashes_of(record: memoryview) -> memoryview:
    """The hashes of the stems of a record."""
    start = HEADER + -(-record[0] // 4)
    return record[start : start + record[3]]


def length(header: Sequence[int]) -> int:
    """How many numbers a record has that begins so."""
    size, _, groups, stems, pairs = header
    return HEADER + -(-size // 4) + stems + 3 * groups + 2 * pairs
