"""Words and signs of a text, with offsets: the units that tags, word alignment and evidence have in common.

`Language.tokens` gives the words of terms; here every sign counts, since punctuation bounds phrases. A unit is (start,
end, kind), code points of the text as given; kinds: ``w`` word, ``n`` number, ``x`` formula, placeholder, code or
address, ``p`` punctuation. Scripts never mix in one unit (``وTarjan`` is two), elided articles and clitics stand alone
(``l'``, ``'s``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06dc\u200c\u200d"
ARABIC_LETTERS = (
    "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08b4\ufb50-\ufdff\ufe70-\ufefc"
)

LETTER = rf"(?![{ARABIC_LETTERS}])[^\W\d_][\u0300-\u036f]*"
LETTER_OR_DIGIT = rf"(?![{ARABIC_LETTERS}])[^\W_][\u0300-\u036f]*"
PLACEHOLDER = r"%(?:\d+\$)?[-#0 +]*[\d*]*(?:\.\d+)?(?:l|ll|z|j|h)?[diouxXscfgeEp%](?![^\W\d_])"
UNIT = re.compile(
    rf"(?P<x>\$\$?[^$\n]{{1,400}}\$\$?|https?://\S+|{PLACEHOLDER}|`[^`\n]+`|\\[A-Za-z]+)"
    rf"|(?P<w>[{ARABIC_LETTERS}][{ARABIC_LETTERS}{MARKS}]*"
    r"|(?:[dlcjmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’](?=[^\W\d_])"
    r"|['’](?:s|re|ve|ll|d|m|t)\b"
    rf"|\d*(?:{LETTER})(?:{LETTER_OR_DIGIT})*)"
    r"|(?P<n>\d+(?:[.,:]\d+)*)"
    r"|(?P<p>[^\w\s]|_)",
    re.IGNORECASE,
)
# Marks of emphasis are no signs of the text: they are read as spaces, so that offsets stay.
EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")


class Unit(NamedTuple):
    """A word or sign of a text: offsets and its kind."""

    start: int
    end: int
    kind: str


def units(text: str) -> list[Unit]:
    """The words and signs of a text, in order."""
    if "*" in text or "__" in text:
        text = EMPHASIS.sub(lambda match: " " * len(match.group()), text)
    return [Unit(m.start(), m.end(), m.lastgroup or "p") for m in UNIT.finditer(text)]


def surfaces(text: str, found: list[Unit]) -> list[str]:
    """Each unit as it is written."""
    return [text[unit.start : unit.end] for unit in found]


def is_latin(word: str) -> bool:
    """Whether a word is written in Latin letters (or signs below them in Unicode) alone."""
    return bool(word) and all(c < "\u0250" for c in word)
