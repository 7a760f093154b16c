"""Words as letters, and the stretches of them that may be terms: noun phrases, their parts, words joined by hyphens.

A letter a unit: N noun, P proper noun, A adjective, S superlative, G gerund, D participle, V verb, Z verb in *-s*,
t its particle, B adverb, R number, o *of*, s *'s*, h a hyphen that joins two words, ``.`` anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from termbase.languages import Forms
from termbase.languages.units import Unit, surfaces

LONGEST = 6
_PHRASE = re.compile("(?:[NAGDRB]h|[NAGDR]|(?<=N)s|(?<=N)o+(?=[NA]))*(?:NhR|Nr|N|(?<=h)[DGA])")
# What makes a label a place in a document: *Fig. 2*, *Equation (3)*, *Appendix B*, *Table IV*.
_PLACE = re.compile(r"(?:\. )?(?:\( )?(?:\d|[A-Z]\d*(?!\w)|[IVXLC]+(?!\w))")
# Signs that end a clause.
_CLOSING = frozenset(".,;:)]!?؛")
# Words joined by hyphens are one word, whatever they are each: state-of-the-art, few-shot, write-ahead.
_COMPOUND = re.compile("[^h](?:h[^h])+")


def letters(text: str, found: list[Unit], tags: Sequence[str | None], rules: Forms) -> str:
    """One letter a unit; words of fixed expressions and contractions have none, nor *Table* in *Table 2*."""
    words = surfaces(text, found)
    folded = [*map(str.casefold, words)]
    result = [_letter(k, words, found, tag) for k, tag in enumerate(tags)]
    linking, articles = rules.linking, rules.linked_articles
    for k, word in enumerate(folded):
        if word in linking or (word in articles and k and folded[k - 1] in linking):
            result[k] = "o"
    expressions, labels = rules.expressions, rules.labels
    for k, (word, following) in enumerate(zip(folded, [*folded[1:], ""], strict=True)):
        if word in ("'t", "’t") or (word == "al" and folded[k - 1] == "et"):
            result[max(0, k - 1) : k + 1] = "." * min(2, k + 1)
        elif word in labels and words[k][0].isupper() and _PLACE.match(" ".join(words[k + 1 : k + 4])):
            result[k] = "."
        if (word, following) in expressions:
            last = _end_of_expression(k, folded, result, rules)
            result[k:last] = "." * (last - k)
    return "".join(result)


def _end_of_expression(first: int, folded: list[str], letters: list[str], rules: Forms) -> int:
    """Where the longest fixed expression ends that begins with a word (exclusive); right there where none does."""
    for expression in rules.expressions[folded[first], folded[first + 1]]:
        last = first + len(expression)
        # In front of a noun the last word may belong to that: *in time series*.
        if tuple(folded[first:last]) == expression and (
            rules.is_function(expression[-1]) or "".join(letters[last : last + 1]) not in tuple("NPAGhs")
        ):
            return last
    return first


def _letter(place: int, words: list[str], found: list[Unit], tag: str | None) -> str:
    word, unit = words[place], found[place]
    if unit.kind == "p":
        inside = 0 < place < len(found) - 1
        joined = inside and found[place - 1].end == unit.start and unit.end == found[place + 1].start
        return "h" if word in "-‐‑–" and joined else "."
    if word.casefold() in ("'s", "’s"):
        return "s"
    if unit.kind in "nx":
        return "R" if unit.kind == "n" else "."
    # Elided articles (*l'*, *d'*) are no words by themselves.
    return tag if tag and any(c.isalpha() for c in word) and word[-1] not in "'’" else "."


def with_gerunds(given: str, found: list[Unit], words: Sequence[str], rules: Forms) -> str:
    """The letters with gerunds as nouns where they govern nothing, but have an adjective or noun before them.

    *early stopping*, not *is worth noting*; at the end of a clause *question answering*, not *droplets travelling*: of
    a compound the first noun is in the singular.
    """
    result = list(given)
    for k in range(1, len(given)):
        before, behind = given[k - 1], given[k + 1 : k + 2]
        if given[k] != "G" or before not in "ANP" or rules.fold(words[k]) in rules.governing:
            continue
        following = rules.fold(words[k + 1]) if behind else ""
        if before == "A":
            first = next((j for j in range(k - 1, -1, -1) if given[j - 1] not in "AB" or j == 0), 0)
            attributive = first == 0 or rules.fold(words[first - 1]) not in rules.copulas
            noun = attributive and behind not in tuple("NPAGDRBSth") and following not in rules.objects
        else:
            ends = not behind or (found[k + 1].kind == "p" and words[k + 1] in _CLOSING)
            noun = ends and rules.singular(words[k - 1]) is None
        if noun:
            result[k] = "N"
    return "".join(result)


def joined(given: str, words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Letters in which the words of compounds are nouns or modifiers, and the compounds that were none before.

    ``write-ahead log`` is a noun phrase, though its first words are a verb and an adverb.
    """
    result, compounds = list(given), []
    for match in _COMPOUND.finditer(given):
        first, last = match.span()
        places = range(first, last, 2)
        if len(words[last - 1]) < 2 or last - first >= 2 * LONGEST or not all(words[k].isalpha() for k in places):
            continue
        if not _PHRASE.fullmatch(given, first, last):
            compounds.append((first, last))
        for k in places:
            if result[k] not in "NAGDR":
                result[k] = "A"
    return "".join(result), compounds


def phrases(given: str) -> Iterator[tuple[int, int, bool]]:
    """(first, last, maximal) of every noun phrase and of every part of it that could be a term."""
    for match in _PHRASE.finditer(given):
        begin, end = match.span()
        for last in range(begin + 1, end + 1):
            behind = given[last : last + 1] if last < end else ""
            if given[last - 1] not in "NRDGA" or behind in ("h", "s"):
                continue
            for first in range(max(begin, last - 3 * LONGEST), last):
                if (first == begin or given[first - 1] != "h") and _may_be_term(given[first:last], behind):
                    yield first, last, (first, last) == (begin, end)


def _may_be_term(part: str, behind: str) -> bool:
    """Whether a part of a phrase, with the letter behind it, is more than a fragment."""
    if part[0] in "hosRB" and not part.startswith(("Rh", "Bh")):
        return False
    # A gerund governs what begins with an adjective: *sharing large models*.
    if part.startswith(("GA", "GD")):
        return False
    # What *of* brings goes on to the end of the phrase: no *choice of learning* in *choice of learning rates*.
    if "o" in part and behind and behind in "NAGD":
        return False
    # A gerund between an adjective and a noun is a noun: locality-sensitive hashing functions.
    if part.endswith("AG") and behind == "N":
        part = part[:-1] + "N"
    return len(part.replace("h", "").replace("s", "")) <= LONGEST and _PHRASE.fullmatch(part) is not None
