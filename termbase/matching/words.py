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

# Symbols that belong to a term where they stand right before its first or right behind its last word.
LEADING = frozenset(".#@$-/\\&+~^%§")
TRAILING = frozenset("+*#%°′″")
SYMBOLS = re.compile(r"[.#@$\-/\\&+~^%§]\S|\S[+*#%°′″]")
"""Where a text may have the symbols of a term."""
# What parts the words of a text, so that no term stands across it; a full stop only where a space follows (Node.js).
BREAKS = re.compile(r"[,;:!?،؛؟…()\[\]{}|，。、；：！？（）「」]|\.(?=\s)|\n[^\S\n]*\n")


class Shape(NamedTuple):
    """A term taken apart: its words, the symbols around them, and the breaks that it has itself between its words."""

    words: tuple[str, ...]
    lead: str
    trail: str
    breaks: frozenset[str]


@lru_cache(1 << 16)
def shape(term: str, code: str) -> Shape:
    """A term of a language (BCP 47 tag) taken apart."""
    rules = language(code)
    words = tuple(rules.words(term))
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


@lru_cache(1 << 17)
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
    if rules.normalise_word(found) == rules.normalise_word(word):
        return ()
    if rules.stem(word) not in rules.text_stems(found):
        return None
    return rules.form_rules(found, word, head)


def cased_alike(found: str, word: str, alone: bool) -> bool:
    """Whether a word of a text may stand for a word of a term by its case: *it* does not stand for *IT*.

    A word in capitals is found in capitals only; a single letter only where it is all of the term (*C*).
    """
    return not word.isupper() or found.isupper() or found.casefold() != word.casefold() or not (len(word) > 1 or alone)


NO_RULES: tuple[str, ...] = ()


def span_rules(
    text: str, tokens: Sequence[Token], first: int, form: Shape, rules: Language
) -> tuple[int, int, tuple[str, ...]] | None:
    """Where the term whose shape is given stands, from token ``first`` of ``text`` on: start, end and rules applied.

    None where it does not. Start and end count code points and take in the symbols that belong to the term.
    """
    count = len(form.words)
    if not count or first + count > len(tokens):
        return None
    applied = NO_RULES
    for place, word in enumerate(form.words):
        used = form_rules(tokens[first + place].text, word, rules, not place, count == 1)
        if used is None:
            return None
        applied += used
    start, end = tokens[first].start, tokens[first + count - 1].end
    if count > 1 and not form.breaks.issuperset(BREAKS.findall(text, start, end)):
        return None
    if form.lead:
        start -= len(form.lead)
        if start < 0 or not text.startswith(form.lead, start) or text[start - 1 : start].isalnum():
            return None
    if form.trail:
        if not text.startswith(form.trail, end):
            return None
        end += len(form.trail)
    if end < len(text) and text[end] > "\u02ff" and unicodedata.category(text[end])[0] == "M":
        return None
    return start, end, tuple(dict.fromkeys(applied)) if len(applied) > 1 else applied
