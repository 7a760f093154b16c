"""What each character is to the compiled engine, asked of the expressions that tokenise and part texts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from termbase.languages.base import MARKS, UNSPACED
from termbase.matching.words import BREAKS

COUNT = 0x2070
"""Characters from here on are told by the engine itself, or not at all."""
BEGINS, GOES_ON, LETTER, WIDE, BREAK, SPACE, MARK, OTHER = (1 << bit for bit in range(8))
"""A word may begin with it; go on with it; it may stand behind an apostrophe; it is of a word or an underscore; it
parts texts; it is white; it belongs to the letter before it; a text with it is left to the tokeniser."""
KINDS = (
    (r"[^\W_]", BEGINS | GOES_ON),
    (f"[{MARKS}]", GOES_ON),
    (r"[^\W\d_]", LETTER),
    (r"\w", WIDE),
    (r"\s", SPACE),
    (rf"[{UNSPACED}$]", OTHER),
)


@lru_cache(1)
def classes() -> bytes:
    """For each of the first `COUNT` characters the bits that say what it is. Full stops and line breaks part texts
    only by what follows, which is left to the engine."""
    found, every = bytearray(COUNT), "".join(map(chr, range(COUNT)))
    for pattern, bits in KINDS:
        for match in re.finditer(pattern, every):
            found[match.start()] |= bits
    for point, character in enumerate(every):
        if BREAKS.fullmatch(character):
            found[point] |= BREAK
        if unicodedata.category(character)[0] == "M" and character > "\u02ff":
            found[point] |= MARK
    return bytes(found)
