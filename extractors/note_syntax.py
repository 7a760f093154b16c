"""How translators state a pair: `X (ع)`, `X → ع`, `X = ع`, `X: ع`, `X - ع`, `ع (X)`, `"X" translated as "ع" …`.

`parse_statement` reads one statement (a list item, a line, the value of a field) and yields what it states. Sides are
told apart by script where the scripts differ, otherwise by position: the source first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.note_remarks import ARROW, AS, remarked
from extractors.stated import ALTERNATIVE, SCORES, Stated, clean_target, expanded, is_term
from extractors.statement_text import Group, Sides, groups, split_outside, tidy, without_emphasis
from termbase.languages import abbreviates

SEPARATOR = re.compile(r"\s*[,;،؛]\s+|\s*[;؛،]\s*|,(?=\S)(?<!\d,)")
BACK_ARROW = re.compile(r"\s*(?:←|<-)\s*")
EQUALS = re.compile(r"\s+[=≡]\s+|\s*(?<![=<>!:])=(?=\s*[^\x00-\x7f])")
COLON = re.compile(r"\s*[:：]\s+|\s*[:：](?=[^\s\w/])|:(?=[^\x00-\x7f])")
DASH = re.compile(r"\s+[-–—]{1,2}\s+|\s*—\s*")
ACRONYM = re.compile(r"(?=.*[A-Z])[A-Za-z][\w.&/+-]{0,11}s?")
CLAUSE = re.compile(r"\s*;\s+")
# A line longer than this is prose or damage, and is passed over so that the work on one line stays bounded.
LONGEST_STATEMENT = 10_000
MOST_GROUPS = 200
QUOTE = re.compile('["“”„«‘]')


def parse_statement(text: str, sides: Sides) -> Iterator[Stated]:
    """Everything that one statement says of pairs, in order; nothing for a statement without both sides."""
    if len(text) > LONGEST_STATEMENT or not sides.is_target(text):
        return
    text = without_emphasis(" ".join(text.split()))
    for clause in split_outside(text, CLAUSE) if sides.distinct and QUOTE.search(text) else [text]:
        quoted = list(remarked(clause, sides)) if sides.distinct else []
        if quoted:
            yield from quoted
            continue
        for entry in _entries(clause, sides):
            yield from expanded(_entry(entry, sides), sides)


def _entries(text: str, sides: Sides) -> Iterator[str]:
    """The entries of an inline list. A piece with target text only continues the renderings of the piece before."""
    label, value = _label(text, sides)
    pending: list[str] = []
    for piece in split_outside(value if label else text, SEPARATOR):
        if (
            pending
            and sides.distinct
            and sides.is_only_target(piece)
            and not groups(piece)
            and _has_both(pending[-1], sides)
        ):
            pending[-1] += "، " + piece
        else:
            pending.append(piece)
    yield from (piece for piece in pending if piece.strip())


def _label(text: str, sides: Sides) -> tuple[str, str]:
    """A leading label without target text, where what follows is itself a list of pairs; else two empty strings."""
    parts = split_outside(text, COLON, most=1)
    if len(parts) == 2 and sides.distinct and sides.is_source(parts[0]):
        first = split_outside(parts[1], SEPARATOR)[0]
        if _has_both(first, sides) and not sides.is_target(first.strip()[:1]) and _states_alone(first, sides):
            return parts[0], parts[1]
    return "", ""


def _states_alone(piece: str, sides: Sides) -> bool:
    """Whether a piece after a colon is a pair of its own: source text before a group or sign with target text."""
    for group in groups(piece):
        if sides.is_target(group.inner) and sides.is_source(piece[: group.start]):
            return (
                not (tidy(piece[: group.start]).isupper() and len(piece[: group.start].split()) == 1)
                or piece.count("(") > 0
            )
    return any(len(split_outside(piece, sign, most=1)) == 2 for sign in (ARROW, EQUALS))


def _has_both(text: str, sides: Sides) -> bool:
    return sides.is_target(text) and any(c.isascii() and c.isalpha() for c in text)


def _entry(text: str, sides: Sides) -> Iterator[Stated]:
    """What one entry states, by the first syntax that fits."""
    text = text.strip(" \t.")
    for sign, syntax, order in ((ARROW, "arrow", 1), (BACK_ARROW, "arrow", -1), (EQUALS, "equals", 1)):
        parts = split_outside(text, sign, most=1)
        if len(parts) == 2:
            left, right = parts[::order]
            if sides.is_source(left) and sides.is_target(right):
                yield from _sided(left, right, syntax, sides)
                return
            if sides.distinct and sides.is_target(left) and sides.is_source(right):
                yield from _sided(right, left, "reversed-arrow", sides)
                return
    for sign, syntax in ((COLON, "colon"), (DASH, "dash")):
        parts = split_outside(text, sign, most=1)
        if len(parts) == 2:
            if (
                sides.is_source(parts[0])
                and sides.is_target(parts[1])
                and not (syntax == "dash" and not sides.distinct and groups(parts[0]))
            ):
                yield from _sided(parts[0], parts[1], syntax, sides)
                return
            if sides.distinct and sides.is_only_target(parts[0]) and sides.is_source(parts[1]) and syntax == "dash":
                yield from _sided(parts[1], parts[0], "reversed-arrow", sides)
                return
    yield from _bracketed(text, sides)


def _sided(source: str, target: str, syntax: str, sides: Sides) -> Iterator[Stated]:
    rendering = clean_target(target, sides)
    # `Introduced and used throughout: ع، ع، ع` is a list under a phrase, not three renderings of it.
    listed = syntax == "colon" and len(source.split()) > 2 and len(split_outside(rendering, ALTERNATIVE)) > 2
    if rendering and not listed:
        yield Stated(source, rendering, syntax, SCORES[syntax])


def _bracketed(text: str, sides: Sides) -> Iterator[Stated]:
    """`X (ع)`, `X (ع) remark`, `ع (X)`, `X (long - ع)`, and several of them in a row of prose."""
    start = 0
    for group in groups(text)[:MOST_GROUPS]:
        left = text[start : group.start]
        if sides.distinct and not sides.is_target(group.inner):
            if sides.is_target(left) and is_term(group.inner) and not _remark(group.inner):
                yield Stated(
                    group.inner, clean_target(left, sides), "reversed-parenthesis", SCORES["reversed-parenthesis"]
                )
                start = group.end
            continue
        if (
            not left.strip()
            or not sides.is_source(left)
            or (not sides.distinct and abbreviates(tidy(group.inner), tidy(left)))
        ):
            continue
        tail = text[group.end :].strip(" .")
        yield from _inner(left, group, "parenthesis-tail" if tail else "parenthesis", sides)
        start = group.end
        if not sides.distinct:
            return


def _inner(left: str, group: Group, syntax: str, sides: Sides) -> Iterator[Stated]:
    parts = [part.strip() for part in re.split(r"\s+[-–—]\s+", group.inner)]
    first = next((i for i, part in enumerate(parts) if sides.is_target(part)), 0)
    stated_as = AS.split(parts[first])[-1] if sides.distinct else parts[first]
    target = clean_target(stated_as, sides)
    if not target:
        return
    if sides.distinct and first and sides.is_source(parts[first - 1]) and is_term(parts[first - 1]):
        yield Stated(parts[first - 1], target, syntax, SCORES[syntax])
        if ACRONYM.fullmatch(tidy(left)) and tidy(left) != parts[first - 1]:
            yield Stated(left, target, syntax, SCORES[syntax])
        return
    yield Stated(left, target, syntax, SCORES[syntax])


def _remark(text: str) -> bool:
    return bool(
        re.match(
            r"(?i)(?:kept|as|e\.g\.|i\.e\.|see|from|for|confidence|literally|lit\.|the|in|used|new)\b", text.strip()
        )
    )
