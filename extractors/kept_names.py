"""Names that a note says were left as they are: `Model names kept: Faster-RCNN`, `"Aegis" → left in English`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.note_syntax import COLON, SEPARATOR
from extractors.stated import QUOTED
from extractors.statement_text import Sides, groups, split_outside, tidy, without_emphasis
from termbase.documents.conventions import Conventions

NAME = re.compile(r"(?=[^\s]*[^\W\d_])(?=.*[A-Z])[^\W_][\w.+#/’' &-]{1,40}")
MEASURE = re.compile(r"\d+(?:\.\d+)?\s*[A-Za-z%]{1,5}(?:/\w+)?")
CONJUNCTION = re.compile(r"\s+(?:and|und|et|y)\s+|^(?:and|und|et|y)\s+")


def kept_names(text: str, label: str, kind: str | None, conventions: Conventions, sides: Sides) -> Iterator[str]:
    """The names that one statement says were kept; none where it says of no name that it was."""
    text = without_emphasis(text)
    said = label if kind != "handling" else ""
    if not _says_kept(f"{said} {text}", conventions):
        return
    parts = split_outside(text, COLON, most=1)
    if len(parts) == 2 and _says_kept(parts[0], conventions):
        yield from _names(parts[1], sides)
        return
    if _says_kept(said, conventions):
        yield from _names(text, sides)
        return
    quoted = [match[1] for match in re.finditer(QUOTED, text) if sides.is_source(match[1])]
    listed = [group.inner for group in groups(text) if sides.is_source(group.inner)]
    for candidate in quoted if quoted and not sides.is_target(text) else listed:
        yield from _names(candidate, sides)


def _says_kept(text: str, conventions: Conventions) -> bool:
    words = set(re.findall(r"\w+", text.casefold()))
    return bool(words & set(conventions.kept.get("verbs", ())))


def _names(text: str, sides: Sides) -> Iterator[str]:
    for piece in split_outside(text, SEPARATOR):
        for part in CONJUNCTION.split(piece):
            name = tidy(re.sub(r"\s*\([^()]*\)", "", part))
            if (
                NAME.fullmatch(name)
                and len(name.split()) <= 4
                and sides.is_source(name)
                and not MEASURE.fullmatch(name)
            ):
                yield name
