"""What stands in a text beside its words: formulas, code, addresses, and sentences, each with its offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from termbase.documents.blocks import align_blocks
from termbase.languages.base import FORMULA
from termbase.model import Block

Span = tuple[int, int]

CODE = re.compile(r"(`{1,3})(?!`)([^`]{1,2000})\1(?!`)")
# A formula or comment that is never closed ends at the next one that opens: the work stays that of the length.
FORMULAS = re.compile(rf"{FORMULA}|\\\((?:[^\\]|\\[^()])*\\\)|\\\[(?:[^\\]|\\[^\[\]])*\\\]")
ADDRESS = re.compile(
    r"<!--(?:(?!<!--).)*?-->|https?://[^\s<>()]+|www\.[^\s<>()]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+|\[(?=[^\[\]\n]{1,300}\]\([^()\s]+\))|\]\([^()\s]+\)|</?[a-z][^<>]*>"
)
# One of these stands in every address.
IN_ADDRESS = ("@", "<", "://", "www.", "](")
# A sentence ends behind a stop, and what closes it, before a space; not behind an initial or a known abbreviation.
STOP = re.compile(r"[.!?؟。！？…][\"”’»)\]*]*(?=\s+\S)|\n+")
NO_STOP = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|fig|figs|eq|eqs|sec|no|vol|pp|dr|prof|st|approx|resp|z\.b|bzw|bspw)|(?<![^\s(])[^\W\d_]|^\s*\d+)\.$",
    re.I,
)
# *Sect. 4*, *Tab. 2*: a short word with a capital before a number.
NUMBERED = re.compile(r"\b[^\W\d_a-z][a-z]{1,4}\.$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the spans in it that are no prose: formulas, code and addresses."""

    text: str
    formulas: tuple[Span, ...]
    code: tuple[Span, ...]
    addresses: tuple[Span, ...]

    @property
    def prose(self) -> str:
        """The text with every span that is no prose blanked, so that offsets stay."""
        return blank(self.text, [*self.formulas, *self.code, *self.addresses])


def marked(text: str) -> Marked:
    """Find the spans of ``text`` that are no prose; in code nothing else is looked for."""
    code = tuple(m.span() for m in CODE.finditer(text)) if "`" in text else ()
    rest = blank(text, code)
    formulas = tuple(m.span() for m in FORMULAS.finditer(rest)) if "$" in rest or "\\" in rest else ()
    rest = blank(rest, formulas)
    some = any(sign in rest for sign in IN_ADDRESS)
    return Marked(text, formulas, code, tuple(m.span() for m in ADDRESS.finditer(rest)) if some else ())


def blank(text: str, spans: tuple[Span, ...] | list[Span]) -> str:
    """``text`` with a space for each code point of the spans."""
    if not spans:
        return text
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


@lru_cache(64)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, without the spaces around them."""
    found: list[Span] = []
    start = 0
    for match in STOP.finditer(text):
        if NO_STOP.search(text[max(start, match.end() - 12) : match.end()]):
            continue
        following = text[match.end() :].lstrip()[:1]
        if following.islower() and not match.group().startswith("\n"):
            continue
        if following.isdecimal() and NUMBERED.search(text, max(start, match.end() - 8), match.end()):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    bare = [(s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in found]
    return tuple([(s, e) for s, e in bare if s < e])


def aligned_sentences(source: str, target: str) -> list[tuple[Span, Span]]:
    """Stretches of source and target that correspond; sentences without a counterpart go to the stretch before."""
    ours, theirs = sentences(source), sentences(target)
    if not ours or not theirs:
        return [((0, len(source)), (0, len(target)))]
    blocks = [
        [Block("sentence", text[s:e].replace("\n", " "), 0) for s, e in spans]
        for text, spans in ((source, ours), (target, theirs))
    ]
    pairs: list[tuple[Span, Span]] = []
    i = j = 0
    for segment in align_blocks(blocks[0], blocks[1]):
        di = segment.source.text.count("\n") + 1 if segment.source else 0
        dj = segment.target.text.count("\n") + 1 if segment.target else 0
        one = (ours[i][0], ours[i + di - 1][1]) if di else None
        other = (theirs[j][0], theirs[j + dj - 1][1]) if dj else None
        i, j = i + di, j + dj
        if one and other:
            pairs.append((one, other))
        elif pairs:
            (s, e), (t, u) = pairs[-1]
            pairs[-1] = ((s, one[1] if one else e), (t, other[1] if other else u))
        else:
            pairs.append((one or (0, 0), other or (0, 0)))
    return pairs


def folded(text: str) -> str:
    """A formula or a piece of code as it is compared: NFKC, without spaces and the dollars around it."""
    return re.sub(r"\s+|^\$+|\$+$|^\\[(\[]|\\[)\]]$", "", unicodedata.normalize("NFKC", text.strip()))
