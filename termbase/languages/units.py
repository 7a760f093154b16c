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
PLACEHOLDER = (
    r"%(?:<\w+>|\(\w+\)[a-z]|\{\w+\})|\{\d*\}|%[ds](?=(?-i:[A-Z]))"
    r"|%(?:\d+\$)?[-#0 +]*[\d*]*(?:\.\d+)?(?:l|ll|z|j|h)?[diouxXscfgeEp%](?![^\W\d_])"
)
# Tags of HTML that stand in texts, and characters by name or number; other words in angle brackets are texts: *<file>*.
MARKUP = (
    r"</?(?:abbr|a|big|br|b|code|div|em|h[1-6]|hr|img|i|kbd|li|ol|pre|p|q|samp|small|span|strong|sub|sup|table|td|th|tr|"
    r"tt|ul|u|var)(?:\s[^<>\n]{0,200})?/?>|&(?:[a-z]{2,8}|\#\d{1,6}|\#x[0-9a-f]{1,6});"
)
# Of a command: --no-index, which is no compound.
OPTION = r"(?<![\w-])--[^\W\d_][\w-]*\w"
# Paths, names of files, addresses of mail and hosts; what none of them is without.
PLACE = (
    r"(?<![^\s(\[\"'«“„=:>])~?/[^\W\d_][\w.+~-]*(?:/[\w.+~-]+)*/?"
    r"|[\w-]{1,80}(?:\.[\w-]{1,80}){0,5}\.(?:bz2|cfg|conf|cpp|css|csv|deb|dll|docx?|exe|gif|gz|html?|ini|iso|jar|jpe?g|json"
    r"|log|md|mp[34]|odt|pdf|php|png|po|py|rpm|rst|svg|tar|tex|tgz|tiff?|toml|tsv|txt|xlsx?|xml|xz|ya?ml|zip)(?!\w)"
    r"|[\w.+-]{1,80}@[\w-]+(?:\.[\w-]+)+|(?:[^\W_][\w-]{0,80}\.){1,6}(?:com|edu|gov|net|org)(?![\w-])"
)
_PLACES = re.compile(r"/[^\W\d_]|@|\w\.\w")


def _unit(special: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<x>\$\$?[^$\n]{{1,400}}\$\$?|https?://\S+|{PLACEHOLDER}|{OPTION}|{special}`[^`\n]+`|\\[A-Za-z]+)"
        rf"|(?P<w>[{ARABIC_LETTERS}][{ARABIC_LETTERS}{MARKS}]*"
        r"|(?:[dlcjmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’](?=[^\W\d_])"
        r"|['’](?:s|re|ve|ll|d|m|t)\b"
        rf"|\d*(?:{LETTER})(?:{LETTER_OR_DIGIT})*)"
        r"|(?P<n>\d+(?:[.,:]\d+)*)"
        rf"|(?P<p>{MARKUP}|[^\w\s]|_)",
        re.IGNORECASE,
    )


# Most texts have no places, and are read a third faster without looking for them at each word.
UNIT, UNIT_OR_PLACE = _unit(""), _unit(PLACE + "|")
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
    pattern = UNIT_OR_PLACE if _PLACES.search(text) else UNIT
    return [Unit(m.start(), m.end(), m.lastgroup or "p") for m in pattern.finditer(text)]


def surfaces(text: str, found: list[Unit]) -> list[str]:
    """Each unit as it is written."""
    return [text[unit.start : unit.end] for unit in found]


def is_latin(word: str) -> bool:
    """Whether a word is written in Latin letters (or signs below them in Unicode) alone."""
    return bool(word) and all(c < "\u0250" for c in word)
