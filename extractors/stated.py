"""A pair as stated, tidied: renderings without the remarks around them, alternatives written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.statement_text import Sides, groups, outside_groups, split_outside, tidy
from termbase.languages import abbreviates

# How often a pair stated in this way is right, measured on hand-read documents (docs/quality.md).
SCORES = {
    "arrow": 0.99, "equals": 0.99, "colon": 0.97, "dash": 0.98, "parenthesis": 0.99, "parenthesis-tail": 0.97,
    "reversed-parenthesis": 0.96, "reversed-arrow": 0.95, "quoted": 0.96, "as": 0.9, "table": 0.99, "prose": 0.85,
}  # fmt: skip
ALTERNATIVE = re.compile(r"\s+/\s+|\s*[،؛;,]\s+|\s+(?:or|أو|oder|ou|o)\s+")
QUOTED = r"[\"“”„«‘]([^\"“”„«»]{1,80}?)[\"“”»’]"
LONGEST_TERM = 100
MOST_WORDS = 12


@dataclass(frozen=True)
class Stated:
    """A pair as stated, with the syntax that stated it and the probability that it is meant so."""

    source: str
    target: str
    syntax: str
    score: float


def is_term(text: str) -> bool:
    """Whether a text is short enough to be a term."""
    return 0 < len(text.strip()) <= LONGEST_TERM and 0 < len(text.split()) <= MOST_WORDS


def clean_target(text: str, sides: Sides) -> str:
    """A rendering without the remarks around it: what stands in the target language, with names left inside it."""
    text = text.strip()
    if not sides.distinct:
        return tidy(re.sub(r"\s*\([^()]*\)\s*$", "", text))
    quoted = re.match(r"\s*" + QUOTED, text)
    if quoted and sides.is_target(quoted[1]):
        return tidy(quoted[1])
    for group in reversed(groups(text)):
        before = text[: group.start]
        if not sides.is_target(group.inner):
            text = before + " " + text[group.end :] if sides.is_target(text[group.end :]) else before
        elif not sides.is_target(before) and not sides.is_target(text[group.end :]):
            text = group.inner
    parts = [part for part in re.split(r"\s+[-–—]\s+|\s*[:：]\s+", text) if sides.is_target(part)]
    pieces = re.split(r"(\s*[,;]\s+)", parts[0]) if parts else [""]
    remark = next((i for i, piece in enumerate(pieces) if i % 2 == 0 and not sides.is_target(piece)), len(pieces) + 1)
    return tidy(_without_remark("".join(pieces[: max(remark - 1, 1)]), sides))


def _without_remark(text: str, sides: Sides) -> str:
    """Cut a remark in the source language that follows the rendering (`ع is a direct translation`)."""
    words = text.split()
    last = max((i for i, word in enumerate(words) if sides.is_target(word)), default=-1)
    tail = words[last + 1 :]
    if len(tail) > 1 and sum(word.islower() for word in tail) >= len(tail) / 2:
        words = words[: last + 1]
    return " ".join(words)


def expanded(stated: Iterator[Stated], sides: Sides) -> Iterator[Stated]:
    """Each pair with alternatives written out: several renderings, an abbreviation beside its full form."""
    for pair in stated:
        sources = _sources(pair.source)
        targets = _renderings(pair.target, sides, one_word="/" in pair.source or " " not in pair.source.strip())
        slashed = [tidy(part) for part in re.split(r"\s*/\s*", pair.source)]
        single = len(targets) == 1 and len(targets[0].split()) == 1 and len(pair.source.split()) == len(sources) == 1
        if single and len(slashed) > 1 and all(part[1:].islower() for part in slashed):
            couples = [(source, targets[0]) for source in slashed]
        elif len(slashed) == len(targets) > 1:
            couples = list(zip(slashed, targets, strict=True))
        else:
            couples = [(source, target) for source in sources for target in targets]
        for source, target in couples:
            if is_term(source) and is_term(target) and sides.is_source(source) and sides.is_target(target):
                yield Stated(source, target, pair.syntax, pair.score)


def _sources(text: str) -> list[str]:
    """`Long Name (LN)` and `long name/LN` are two spellings of one source; other remarks in brackets go."""
    text = tidy(text)
    found = [text]
    inner = [group for group in groups(text) if group.start]
    if inner:
        bare = tidy("".join(outside_groups(text)))
        extra = tidy(inner[0].inner)
        found = [bare, extra] if abbreviates(extra, bare) or abbreviates(bare, extra) else [bare]
    elif "/" in text:
        parts = [tidy(part) for part in re.split(r"\s*/\s*", text)]
        if len(parts) == 2 and (abbreviates(parts[1], parts[0]) or " / " in text):
            found = parts
    return [part for part in found if part]


def _renderings(text: str, sides: Sides, one_word: bool) -> list[str]:
    """Several renderings of one source: split at a spaced slash, a list separator, `or`; a slash in a phrase stays.

    ``one_word``: the source is one word, so `ع/ع` are two renderings of it and not one phrase.
    """
    parts = [tidy(part) for part in split_outside(text, ALTERNATIVE)]
    if len(parts) == 1 and "/" in text:
        slashed = [part.split() for part in text.split("/")]
        starts = {(len(words), words[0] if words else "") for words in slashed}
        if (one_word and all(len(words) == 1 for words in slashed)) or (len(starts) == 1 and len(slashed[0]) > 1):
            parts = [tidy(part) for part in text.split("/")]
    targets = [part for part in parts if sides.is_target(part)]
    return targets or [tidy(text)]
