"""The text of a statement in translators' notes: emphasis, brackets, separators, and which side a part belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from termbase.languages import Language, has_script, scripts

OPENING, CLOSING = "([{（", ")]}）"
QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’"}
EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])([*])(?=[^\s*])([^*\n]+?)(?<=\S)\3(?![\w*])|`([^`\n]+)`"
)
OUTER = " \t\n\"'“”„«»‘’*_`"
TRAILING = ".,;:،؛ \t"


@dataclass(frozen=True)
class Sides:
    """The two languages of a document. ``distinct`` when their scripts differ, so that letters tell them apart."""

    source: Language
    target: Language

    @property
    def distinct(self) -> bool:
        """Whether letters alone tell the two languages apart."""
        return self.source.script != self.target.script

    def is_source(self, text: str) -> bool:
        """Whether the text can be a source term: letters or digits, and none of the target's script."""
        if not any(character.isalnum() for character in text):
            return False
        return not self.distinct or not has_script(text, self.target.script)

    def is_target(self, text: str) -> bool:
        """Whether the text can be a target term: it has letters of the target's script."""
        return has_script(text, self.target.script)

    def is_only_target(self, text: str) -> bool:
        """Whether all letters of the text are of the target's script."""
        return set(scripts(text)) == {self.target.script}


def without_emphasis(text: str) -> str:
    """The text without Markdown's marks of emphasis and code."""
    return EMPHASIS.sub(lambda m: m[2] or m[4] or m[5] or "", text)


def tidy(text: str) -> str:
    """A term as it is kept: one space between words, no outer quotes or separators."""
    text = " ".join(text.split())
    previous = None
    while text != previous:
        previous = text
        text = text.strip(OUTER).rstrip(TRAILING).lstrip(",;،؛ ")
    return text


def depths(text: str) -> list[bool]:
    """For each character, whether it stands outside all brackets, quotes and formulas."""
    outside = [True] * len(text)
    depth, quote, formula = 0, "", False
    last = {character: text.rfind(character) for character in {"$", *QUOTES.values()}}
    for index, character in enumerate(text):
        if quote:
            outside[index] = False
            if character == quote:
                quote = ""
            continue
        if character == "$":
            formula = not formula and last["$"] > index
        elif formula:
            pass
        elif character in OPENING:
            depth += 1
        elif last.get(QUOTES.get(character, ""), -1) > index and not _is_apostrophe(text, index):
            quote = QUOTES[character]
        outside[index] = depth == 0 and not formula and not quote
        if character in CLOSING and not formula:
            depth = max(depth - 1, 0)
    return outside


def _is_apostrophe(text: str, index: int) -> bool:
    """Whether a single quotation mark stands inside a word."""
    return text[index] == "‘" and index > 0 and text[index - 1].isalnum()


def split_outside(text: str, separator: re.Pattern[str], most: int = 0) -> list[str]:
    """``text`` split at the matches of ``separator`` that stand outside brackets, quotes and formulas."""
    if not separator.search(text):
        return [text]
    outside = depths(text)
    parts, start = [], 0
    for match in separator.finditer(text):
        if outside[match.start()] and match.start() >= start:
            parts.append(text[start : match.start()])
            start = match.end()
            if most and len(parts) == most:
                break
    return [*parts, text[start:]]


@dataclass(frozen=True)
class Group:
    """A bracketed part of a text: ``text[start:end]`` with its brackets; ``inner`` without."""

    start: int
    end: int
    inner: str


def groups(text: str) -> list[Group]:
    """The outermost bracketed parts of a text, in order, formulas apart; an unclosed one reaches to the end."""
    found: list[Group] = []
    depth = start = 0
    formula, last = False, text.rfind("$")
    for index, character in enumerate(text):
        if character == "$":
            formula = not formula and last > index
        elif formula:
            continue
        elif character in "(（":
            if depth == 0:
                start = index
            depth += 1
        elif character in ")）" and depth:
            depth -= 1
            if depth == 0:
                found.append(Group(start, index + 1, text[start + 1 : index]))
    if depth:
        found.append(Group(start, len(text), text[start + 1 :]))
    return found


def outside_groups(text: str) -> Iterator[str]:
    """The parts of a text between its bracketed groups."""
    start = 0
    for group in groups(text):
        yield text[start : group.start]
        start = group.end
    yield text[start:]
