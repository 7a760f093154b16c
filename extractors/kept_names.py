"""Names that a note says were left as they are: `Model names kept: Faster-RCNN`, `"Aegis" → left in English`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.note_syntax import COLON, SEPARATOR
from extractors.stated import QUOTED
from extractors.statement_text import Group, Sides, groups, outside_groups, split_outside, tidy, without_emphasis
from termbase.documents.conventions import Conventions

NAME = re.compile(r"(?=[^\s]*[^\W\d_])(?=.*[A-Z])[^\W_][\w.+#/’' &-]{1,40}")
MEASURE = re.compile(r"\d+(?:\.\d+)?\s*[A-Za-z%]{1,5}(?:/\w+)?")
CLAUSE = re.compile(r"\s*[;؛]\s*")
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
    for clause in split_outside(text, CLAUSE):
        # What one clause says was kept is nothing that another lists.
        if _says_kept(clause, conventions) and not _is_no_name(f"{said} {clause}", conventions):
            yield from _names_of_clause(clause, sides)


def _names_of_clause(text: str, sides: Sides) -> Iterator[str]:
    quoted = [match[1] for match in re.finditer(QUOTED, text) if sides.is_source(match[1])]
    listed = [_short_form(text, group) or group.inner for group in groups(text) if sides.is_source(group.inner)]
    for candidate in quoted if quoted and not sides.is_target(text) else listed:
        yield from _names(candidate, sides)


def _short_form(text: str, group: Group) -> str:
    """The short form that stands before its expansion, `GRU (Gated Recurrent Unit)`: that is what was kept."""
    before = re.search(r"([^\W\d_]{2,8})s?\s*$", text[: group.start])
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", group.inner))
    return before[1] if before and before[1].casefold() == initials.casefold() else ""


def _says_kept(text: str, conventions: Conventions) -> bool:
    words = set(re.findall(r"\w+", text.casefold()))
    return bool(words & set(conventions.kept.get("verbs", ())))


def _is_no_name(text: str, conventions: Conventions) -> bool:
    """Whether a clause speaks of notation, figures or sayings that were kept."""
    # What a bracket or a quotation holds is what the clause is about, not what it says about it.
    said = "".join(outside_groups(re.sub(QUOTED, " ", text)))
    return not set(re.findall(r"\w+", said.casefold())).isdisjoint(conventions.kept.get("things", ()))


def _names(text: str, sides: Sides) -> Iterator[str]:
    for piece in split_outside(text, SEPARATOR):
        for part in CONJUNCTION.split(piece):
            name = tidy(re.sub(r"\s*\([^()]*\)", "", part))
            if (
                NAME.fullmatch(name)
                and len(name.split()) <= 4
                and sides.is_source(name)
                and not MEASURE.fullmatch(name)
                and not name.startswith("N/A")
            ):
                yield name
