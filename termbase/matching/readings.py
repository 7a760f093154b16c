"""What a word of a text is a form of among the words of terms, as one record of numbers.

A record is uint32 numbers in the machine's byte order, in memory (`memo`) or in the file of a trie (`trie_beside`):

    size, number        bytes of the word in UTF-8, and its number where it is a word of terms; 0, 0 in memory
    heads, rest, alone  how many words of each of three kinds it is a form of
    stems               how many stems a term may have that the word is a form of; 0 in memory
    text                the word itself, filled up to a multiple of four bytes
    pairs               kind by kind: the number of a word, and the number of the rules that were applied
    hashes              of the stems (`trie.stem_hash`)

Heads are words that terms of several words begin with, rest are further words of terms, alone are words that are terms
by themselves. `_exact_scan.h` reads the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from termbase.languages import Language
from termbase.matching.words import cased_alike, form_rules

TERM, BEGINNING, INSIDE = 1, 2, 4
"""What is said of a word of terms: it is the whole of a term, the first word of one, a further word of one."""
HEADER = 6
Rules = tuple[str, ...]
Pairs = list[tuple[int, int]]


class Known(NamedTuple):
    """A word of terms: its number, and TERM, BEGINNING and INSIDE as they apply."""

    text: str
    number: int
    flags: int


class Kinds(NamedTuple):
    """The words that a word is a form of, each with the number of the rules that were applied."""

    heads: Pairs
    rest: Pairs
    alone: Pairs


def read_word(word: str, known: Iterable[Known], rules: Language, number_of: Callable[[Rules], int]) -> Kinds:
    """Which words of terms a word of a text is a form of, of those that share a stem with it."""
    found = Kinds([], [], [])
    for text, number, flags in known:
        if flags & INSIDE and (applied := form_rules(word, text, rules)) is not None:
            found.rest.append((number, number_of(applied)))
        if flags & ~INSIDE and (applied := form_rules(word, text, rules, True)) is not None:
            pair = number, number_of(applied)
            if flags & BEGINNING:
                found.heads.append(pair)
            if flags & TERM and cased_alike(word, text, True):
                found.alone.append(pair)
    return found


def packed(found: Kinds, text: bytes = b"", number: int = 0, hashes: Sequence[int] = ()) -> array[int]:
    """A record."""
    made = array("I", (len(text), number, *map(len, found), len(hashes)))
    made.frombytes(text + bytes(-len(text) % 4))
    made.extend([part for kind in found for pair in kind for part in pair])
    made.extend(hashes)
    return made


def unpacked(record: bytes) -> Kinds:
    """What the word of a record is a form of."""
    numbers = memoryview(record).cast("I")
    size, _, *counts = numbers[:HEADER]
    at, kinds = HEADER + -(-size // 4), list[Pairs]()
    for count in counts[:3]:
        part = numbers[at : at + 2 * count].tolist()
        kinds.append(list(zip(part[::2], part[1::2], strict=True)))
        at += 2 * count
    return Kinds(*kinds)


def length(header: Sequence[int]) -> int:
    """How many numbers a record has that begins so."""
    size, _, heads, rest, alone, stems = header
    return HEADER + -(-size // 4) + 2 * (heads + rest + alone) + stems
