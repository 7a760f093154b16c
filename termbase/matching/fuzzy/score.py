"""What a fuzzy score is, without an index: the definition that every engine must meet.

    ratio(q, t)            = 100 * (1 - indel(q, t) / (|q| + |t|)),   indel = |q| + |t| - 2 * LCS(q, t)
    token_sort_ratio(q, t) = ratio(token_sort(q), token_sort(t))

Both are those of rapidfuzz 3, to the last bit of the float. Lengths count code points.
Source: rapidfuzz-cpp, `fuzz.impl` and `distance/Indel.hpp`; docs/matching-theory.md says what follows from it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Literal

from termbase.errors import FuzzyQueryError

Hit = tuple[int, float, str]
"""(id, score 0-100, key) of one term found."""

Scorer = Literal["ratio", "token_sort_ratio"]
SCORERS: tuple[Scorer, ...] = ("ratio", "token_sort_ratio")

_FLOAT = struct.Struct("f")
_HIDE = {0x85: 0xE000, 0xA0: 0xE001}
_SHOW = {0xE000: 0x85, 0xE001: 0xA0}


def check_question(cutoff: float, limit: int | None, scorer: str) -> float:
    """The cutoff as rapidfuzz.process.extract takes it: rounded to 32 bits (so 83.3333333 asks for 83.33333587646484).

    Raises FuzzyQueryError unless 0 <= cutoff <= 100, limit is None or >= 0, and the scorer is one of SCORERS.
    """
    if not 0 <= cutoff <= 100:
        raise FuzzyQueryError(f"cutoff must be from 0 to 100, not {cutoff!r}")
    if limit is not None and limit < 0:
        raise FuzzyQueryError(f"limit must be None or at least 0, not {limit!r}")
    if scorer not in SCORERS:
        raise FuzzyQueryError(f"scorer must be one of {', '.join(SCORERS)}, not {scorer!r}")
    return _FLOAT.unpack(_FLOAT.pack(cutoff))[0]  # type: ignore[no-any-return]


def split_tokens(text: str) -> list[str]:
    """The tokens rapidfuzz sees: str.split(), but U+0085 and U+00A0 part tokens only where the text leaves Latin-1.

    rapidfuzz picks its white space by the width of the characters; `test_split_is_that_of_rapidfuzz` tries all.
    """
    if ("\x85" in text or "\xa0" in text) and max(text) < "\u0100":
        return [token.translate(_SHOW) for token in text.translate(_HIDE).split()]
    return text.split()


def token_sort(text: str) -> str:
    """The tokens in code point order, one space between: what token_sort_ratio compares."""
    return " ".join(sorted(split_tokens(text)))


def is_plain(text: str) -> bool:
    """True when the tokens stand one U+0020 apart, so that sorting them neither adds nor drops a character."""
    return not text or split_tokens(text) == text.split(" ")


def brute_force(
    query: str, terms: Iterable[tuple[int, str]], cutoff: float, limit: int | None = None, scorer: Scorer = "ratio"
) -> list[Hit]:
    """The definition: try every term, in the order of the ids; best first, ties by id. Time O(sum of lengths)."""
    from rapidfuzz import fuzz, process

    check_question(cutoff, limit, scorer)
    ordered = sorted(terms)
    found = process.extract(
        query, [key for _, key in ordered], scorer=getattr(fuzz, scorer), score_cutoff=cutoff, limit=limit
    )
    return [(ordered[position][0], score, key) for key, score, position in found]
