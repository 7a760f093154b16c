"""Remarks that state a pair in words: `"X" translated as "ع" to …`, `X kept as ع in Arabic`, `"X" vs "Y" … as …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.stated import QUOTED, SCORES, Stated, clean_target
from extractors.statement_text import Sides, depths, groups, outside_groups, tidy

VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+")
AS = re.compile(
    r"\b(?:translat\w*|render\w*|expand\w*|transliterat\w*|kept|used|adapted|referred to|interpreted|distinguished|"
    r"übersetzt|wiedergegeben)\b[^\"“(→]{0,60}?\b(?:as|als|transliteration)\s+|\s+as\s+(?=[\"“«])|\bas\s+"
)
NOT_SUBJECT = re.compile(r"(?i)(?:the|term|acronym|word|name|is|are|was|both|all|translat\w*|render\w*|of)$")
ARROW = re.compile(r"\s*(?:→|⟶|⇒|➔|->|=>|↔|<->)\s*")


def remarked(text: str, sides: Sides) -> Iterator[Stated]:
    """`"X" → "ع" (remark)`, `"X" translated as "ع" to …`, `"X" vs "Y" … as "ع" vs "ع"`, `X kept as ع in Arabic`."""
    quotes = [(m.start(), m.end(), m[1]) for m in re.finditer(QUOTED, text)]
    sources = [q for q in quotes if sides.is_source(q[2])]
    targets = [q for q in quotes if sides.is_target(q[2])]
    if sources and targets and len(sources) == len(targets) and not ARROW.search(text):
        score = SCORES["quoted"]
        yield from (
            Stated(s[2], clean_target(t[2], sides), "quoted", score) for s, t in zip(sources, targets, strict=True)
        )
        return
    if len(targets) == 1 and len(sources) == 1 and sources[0][0] < targets[0][0]:
        yield Stated(sources[0][2], clean_target(targets[0][2], sides), "quoted", SCORES["quoted"])
        return
    if groups(text) and not any(sides.is_target(piece) for piece in outside_groups(text)) and not sources:
        return
    outside = depths(text)
    match = next(
        (m for m in AS.finditer(text) if outside[m.start()] and sides.is_target(text[m.end() : m.end() + 3])), None
    )
    if match is None:
        return
    before = text[: match.start()]
    quoted = [q for q in sources if q[1] <= match.start() + 1]
    subjects = [quoted[-1][2]] if quoted else _subjects(before)
    target = (
        targets[0][2] if targets and targets[0][0] >= match.end() - 1 else _leading_target(text[match.end() :], sides)
    )
    for source in filter(sides.is_source, subjects) if target else ():
        yield Stated(source, clean_target(target, sides), "as", SCORES["as"])


def _subjects(before: str) -> list[str]:
    """The names that a remark speaks of: `Translated R-CNN as …`, `MULTICS transliterated as …`."""
    bare = " ".join("".join(outside_groups(before)).replace(" - ", " ").split())
    found = []
    for part in VERSUS.split(bare.strip(" ,:-")):
        words = part.split()
        while words and NOT_SUBJECT.match(words[0]):
            words.pop(0)
        while words and NOT_SUBJECT.match(words[-1]):
            words.pop()
        if len(words) > 4:
            return []
        found.append(" ".join(words))
    return [part for part in found if part]


def _leading_target(text: str, sides: Sides) -> str:
    """The words from the start of the text up to the first that is not of the target's script."""
    words = []
    for word in text.split():
        if not sides.is_target(word):
            break
        words.append(word)
    return tidy(" ".join(words))
