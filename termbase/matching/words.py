"""When a stretch of text is a form of a term: the one definition behind lookup, checks, claims, reports and pages.

A text uses a term where the words of the term stand in a row, each in one of its forms (`form_rules`), nothing between
them that parts sentences or clauses, unless it stands in the term too, and with the symbols that belong to the term
(``.NET``, ``A*``) beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from termbase.languages import Language, Token, language
from termbase.languages.base import PLAIN

# Symbols that belong to a term where they stand right before its first or right behind its last word.
LEADING = frozenset(".#@$-/\\&+~^%§")
TRAILING = frozenset("+*#%°′″")
# What parts the words of a text, so that no term stands across it; a full stop only where a space follows (Node.js).
_BREAKS = r",;:!?،؛؟…()\[\]{}|，。、；：！？（）「」"
BREAKS = re.compile(rf"[{_BREAKS}]|\.(?=\s)|\n[^\S\n]*\n")
# A term without these has nothing around or between its words that matters. One class of characters, since many terms
# are asked at once.
SYMBOLS = re.compile(rf"[{re.escape(''.join(sorted(LEADING | TRAILING)))}{_BREAKS}\n]")


class Shape(NamedTuple):
    """A term taken apart: its words, the symbols around them, and the breaks that it has itself between its words."""

    words: tuple[str, ...]
    lead: str
    trail: str
    breaks: frozenset[str]


NO_BREAKS = frozenset[str]()
NO_SYMBOLS = Shape((), "", "", NO_BREAKS)
"""Of any term that has nothing around or between its words."""


@lru_cache(1 << 16)
def shape(term: str, code: str) -> Shape:
    """A term of a language (BCP 47 tag) taken apart."""
    rules = language(code)
    words = tuple(rules.words(term))
    if PLAIN.fullmatch(term):
        return Shape(words, "", "", NO_BREAKS)
    tokens = rules.tokens(term)
    if not tokens:
        return Shape(words, "", "", frozenset())
    lead, trail = term[: tokens[0].start], term[tokens[-1].end :]
    return Shape(
        words,
        lead if LEADING.issuperset(lead) and words[0] == tokens[0].text else "",
        trail if TRAILING.issuperset(trail) and words[-1] == tokens[-1].text else "",
        frozenset(BREAKS.findall(term)),
    )


def form_rules(
    found: str, word: str, rules: Language, head: bool = False, alone: bool = False
) -> tuple[str, ...] | None:
    """The rules by which ``found``, a word of a text, is a form of ``word``, a word of a term; None where it is not.

    No rules: the same spelling. ``head``: the first word of the term; ``alone``: its only one.
    """
    if found == word:
        return ()
    if not cased_alike(found, word, alone):
        return None
    return _rules(found, word, rules)[head]


def spelt_alike(found: str, word: str, rules: Language, alone: bool) -> bool:
    """Whether a word of a text is a form of a word of a term by no rules, as `form_rules` has it."""
    return found == word or (rules.spelling(found) == rules.spelling(word) and cased_alike(found, word, alone))


@lru_cache(1 << 17)
def _rules(found: str, word: str, rules: Language) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """`form_rules` of two words that are spelt otherwise: of a further word of a term, and of its first."""
    if rules.spelling(found) == rules.spelling(word):
        return (), ()
    if rules.stem(word) not in rules.text_stems(found):
        return None, None
    applied = rules.form_rules(found, word)
    readings = (*rules.readings(found), *rules.readings(word)) if applied is not None else ()
    # The gender of the first word does not change; that matters where some reading changes it.
    return applied, rules.form_rules(found, word, True) if any(one.gender for one in readings) else applied


def cased_alike(found: str, word: str, alone: bool) -> bool:
    """Whether a word of a text may stand for a word of a term by its case: *it* does not stand for *IT*.

    A word in capitals is found in capitals only, but for an ending, which is written small (*GPUs*; *HTTPS* is no form
    of *HTTP*); a single letter only where it is all of the term (*C*).
    """
    if not word.isupper() or not (len(word) > 1 or alone):
        return True
    if found.casefold() == word.casefold():
        return found.isupper()
    return not (found.isupper() and found.startswith(word))


def row_rules(found: Sequence[str], words: Sequence[str], rules: Language) -> tuple[str, ...] | None:
    """The rules by which a row of words of a text is a form of the words of a term; None where it is not."""
    if not words or len(found) != len(words):
        return None
    applied = form_rules(found[0], words[0], rules, True, len(words) == 1)
    if applied is None:
        return None
    for place in range(1, len(words)):
        used = form_rules(found[place], words[place], rules)
        if used is None:
            return None
        applied += used
    return tuple(dict.fromkeys(applied)) if len(applied) > 1 else applied


def names(text: str, term: str, rules: Language) -> bool:
    """Whether a text, taken as a whole, is a term in some form: word for word, or with its words parted or joined."""
    if not rules.same_term(text, term):
        return False
    found, wanted = shape(text, rules.code), shape(term, rules.code)
    if len(found.words) != len(wanted.words):
        return True
    if (found.lead, found.trail) != (wanted.lead, wanted.trail) or not wanted.breaks.issuperset(found.breaks):
        return False
    alone = len(wanted.words) == 1
    return all(cased_alike(word, other, alone) for word, other in zip(found.words, wanted.words, strict=True))


def one_term(one: str, other: str, rules: Language) -> bool:
    """Whether two texts are forms of one term, whichever of them is the term: *IT* and *it* are two."""
    return one == other or (names(one, other, rules) and names(other, one, rules))


def place_of(text: str, tokens: Sequence[Token], first: int, end: int, form: Shape) -> tuple[int, int] | None:
    """Where a term stands whose words the tokens ``first`` to ``end``, exclusive, are: start and end in code points.

    They take in the symbols that belong to the term. None where something else stands around or between the words.
    """
    start, stop = tokens[first].start, tokens[end - 1].end
    if end - first > 1 and not form.breaks.issuperset(BREAKS.findall(text, start, stop)):
        return None
    if form.lead:
        start -= len(form.lead)
        if start < 0 or not text.startswith(form.lead, start) or text[start - 1 : start].isalnum():
            return None
    if form.trail:
        if not text.startswith(form.trail, stop):
            return None
        stop += len(form.trail)
    return None if goes_on(text, stop) else (start, stop)


def goes_on(text: str, end: int) -> bool:
    """Whether a mark stands at ``end`` that belongs to the letter before it."""
    after = text[end : end + 1]
    return after > "\u02ff" and unicodedata.category(after)[0] == "M"
