"""Short forms beside their long forms: ``distributed hash table (DHT)``, ``DHT (distributed hash table)``.

The algorithm of Schwartz and Hearst (2003): going from right to left, each letter of the short form is found in the
long form, the first one at the beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from extractors.hmm import Array
from extractors.projection import Side

_BRACKET = re.compile(r"\s\(([^()]{2,80})\)")
_SHORT = re.compile(r"(?=\S*[^\W\d_])[^\W_][^\s()]{1,9}")
_WORD = re.compile(r"[^\s()\[\],;:]+")


class ShortForm(NamedTuple):
    """Where a text gives a long form and its short form: offsets in code points, ends exclusive."""

    long_start: int
    long_end: int
    short_start: int
    short_end: int


def find_short_forms(text: str) -> Iterator[ShortForm]:
    """The short forms that a text introduces, in order."""
    for match in _BRACKET.finditer(text):
        inside, start, before = match[1], match.start(1), text[: match.start()]
        if _is_short(inside):
            # At most twice as many words as letters, or five more.
            most = min(len(inside) + 5, 2 * len(inside))
            window = [word.start() for word in _WORD.finditer(before)][-most:]
            long = _long_start(inside, before, window[0]) if window else None
            if long is not None:
                end = next(k for k in range(match.start(), long, -1) if text[k - 1].isalnum())
                yield ShortForm(long, end, start, match.end(1))
            continue
        last = re.search(r"\S+$", before)
        if last and _is_short(last[0]) and _long_start(last[0], inside, 0) == 0:
            yield ShortForm(start, match.end(1), last.start(), last.end())


def _is_short(text: str) -> bool:
    """Whether a text may be a short form: two to ten characters without space, a capital behind the first or of two."""
    return bool(_SHORT.fullmatch(text)) and sum(map(str.isupper, text)) > 1


def _long_start(short: str, text: str, least: int) -> int | None:
    """Where in a text the long form begins that ends with it, ``least`` or later; None where it has none."""
    letters = [letter for letter in short.removesuffix("s").casefold() if letter.isalnum()]
    folded, place = text.casefold(), len(text)
    if len(folded) != len(text) or not letters:
        return None
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= least and (
            folded[place] != letters[number] or (number == 0 and place > 0 and folded[place - 1].isalnum())
        ):
            place -= 1
        if place < least:
            return None
    start = max(text.rfind(" ", 0, place), text.rfind("(", 0, place)) + 1
    # Marks of emphasis and quotation are no part of it.
    start = next((k for k in range(start, len(text)) if text[k].isalnum()), len(text))
    # More than one word, in which the short form does not stand itself.
    long = text[start:]
    return start if " " in long.strip() and short.casefold() not in folded[start:].split() else None


def without_short_forms(links: Array, sides: tuple[Side, Side], short: Collection[int]) -> Array:
    """Links [source word, target word] in which those of short forms beside their long forms count only for copies.

    ``short`` are words of the source. Where the translation leaves a short form out, its links lead to words of the
    long form, which would seem to be of neither.
    """
    if short:
        links = links.copy()
        for word in short:
            links[word] *= [other.casefold() == sides[0].words[word].casefold() for other in sides[1].words]
    return links
