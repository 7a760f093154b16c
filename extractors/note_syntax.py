"""How translators state a pair: `X (ع)`, `X → ع`, `X = ع`, `X: ع`, `X - ع`, `ع (X)`, `"X" translated as "ع" …`.

`parse_statement` reads one statement (a list item, a line, the value of a field) and yields what it states. Sides are
told apart by script where the scripts differ, otherwise by position: the source first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.statement_text import Group, Sides, depths, groups, split_outside, tidy, without_emphasis
from termbase.languages import abbreviates

# How often a pair stated in this way is right, measured on hand-read documents (docs/quality.md).
SCORES = {
    "arrow": 0.99, "equals": 0.99, "colon": 0.97, "dash": 0.98, "parenthesis": 0.99, "parenthesis-tail": 0.97,
    "reversed-parenthesis": 0.96, "reversed-arrow": 0.95, "quoted": 0.96, "as": 0.9, "table": 0.99, "prose": 0.85,
}  # fmt: skip
SEPARATOR = re.compile(r"\s*[,;،؛]\s+|\s*[;؛،]\s*|,(?=\S)(?<!\d,)")
ARROW = re.compile(r"\s*(?:→|⟶|⇒|➔|->|=>|↔|<->)\s*")
BACK_ARROW = re.compile(r"\s*(?:←|<-)\s*")
EQUALS = re.compile(r"\s+[=≡]\s+|\s*(?<![=<>!:])=(?=\s*[^\x00-\x7f])")
COLON = re.compile(r"\s*[:：]\s+|\s*[:：](?=[^\s\w/])|:(?=[^\x00-\x7f])")
DASH = re.compile(r"\s+[-–—]{1,2}\s+|\s*—\s*")
SLASH = re.compile(r"\s+/\s+")
ALTERNATIVE = re.compile(r"\s+/\s+|\s*[،؛;]\s+|\s+(?:or|أو|oder|ou|o)\s+")
ACRONYM = re.compile(r"(?=.*[A-Z])[A-Za-z][\w.&/+-]{0,11}s?")
VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+")
CLAUSE = re.compile(r"\s*;\s+")
QUOTE = re.compile("[\"“”„«‘]")
QUOTED = r"[\"“”„«‘]([^\"“”„«»]{1,80}?)[\"“”»’]"
AS = re.compile(
    r"\b(?:translat\w*|render\w*|expand\w*|transliterat\w*|kept|used|adapted|referred to|interpreted|distinguished|"
    r"übersetzt|wiedergegeben)\b[^\"“(→]{0,60}?\b(?:as|als|transliteration)\s+|\s+as\s+(?=[\"“«])|\bas\s+"
)
NOT_SUBJECT = re.compile(r"(?i)(?:the|term|acronym|word|name|is|are|was|both|all|translat\w*|render\w*|of)$")
LONGEST_TERM = 100
MOST_WORDS = 12


@dataclass(frozen=True)
class Stated:
    """A pair as stated, with the syntax that stated it and the probability that it is meant so."""

    source: str
    target: str
    syntax: str
    score: float


def parse_statement(text: str, sides: Sides) -> Iterator[Stated]:
    """Everything that one statement says of pairs, in order; nothing for a statement without both sides."""
    text = without_emphasis(text).strip()
    if not sides.is_target(text):
        return
    for clause in split_outside(text, CLAUSE) if sides.distinct and QUOTE.search(text) else [text]:
        quoted = list(_quoted(clause, sides)) if sides.distinct else []
        if quoted:
            yield from quoted
            continue
        for entry in _entries(clause, sides):
            yield from _expanded(_entry(entry, sides), sides)


def _entries(text: str, sides: Sides) -> Iterator[str]:
    """The entries of an inline list. A piece with target text only continues the renderings of the piece before."""
    label, value = _label(text, sides)
    pending: list[str] = []
    for piece in split_outside(value if label else text, SEPARATOR):
        if pending and sides.distinct and sides.is_only_target(piece) and not groups(piece) and _has_both(pending[-1], sides):
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
            return not (tidy(piece[: group.start]).isupper() and len(piece[: group.start].split()) == 1) or piece.count("(") > 0
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
            if sides.is_source(parts[0]) and sides.is_target(parts[1]) and not (syntax == "dash" and not sides.distinct and groups(parts[0])):
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
    for group in groups(text):
        left = text[start : group.start]
        if sides.distinct and not sides.is_target(group.inner):
            if sides.is_target(left) and _is_term(group.inner) and not _remark(group.inner):
                yield Stated(group.inner, clean_target(left, sides), "reversed-parenthesis", SCORES["reversed-parenthesis"])
                start = group.end
            continue
        if not left.strip() or not sides.is_source(left) or (not sides.distinct and ACRONYM.fullmatch(group.inner)):
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
    if sides.distinct and first and sides.is_source(parts[first - 1]) and _is_term(parts[first - 1]):
        yield Stated(parts[first - 1], target, syntax, SCORES[syntax])
        if ACRONYM.fullmatch(tidy(left)) and tidy(left) != parts[first - 1]:
            yield Stated(left, target, syntax, SCORES[syntax])
        return
    yield Stated(left, target, syntax, SCORES[syntax])


def _quoted(text: str, sides: Sides) -> Iterator[Stated]:
    """`"X" → "ع" (remark)`, `"X" translated as "ع" to …`, `"X" vs "Y" … as "ع" vs "ع"`, `X kept as ع in Arabic`."""
    quotes = [(m.start(), m.end(), m[1]) for m in re.finditer(QUOTED, text)]
    sources = [q for q in quotes if sides.is_source(q[2])]
    targets = [q for q in quotes if sides.is_target(q[2])]
    if sources and targets and len(sources) == len(targets) and not ARROW.search(text):
        score = SCORES["quoted"]
        yield from (Stated(s[2], clean_target(t[2], sides), "quoted", score) for s, t in zip(sources, targets, strict=True))
        return
    if len(targets) == 1 and len(sources) == 1 and sources[0][0] < targets[0][0]:
        yield Stated(sources[0][2], clean_target(targets[0][2], sides), "quoted", SCORES["quoted"])
        return
    if groups(text) and not any(sides.is_target(piece) for piece in _outside_groups(text)) and not sources:
        return
    match = next((m for m in AS.finditer(text) if depths(text)[m.start()] and sides.is_target(text[m.end() : m.end() + 3])), None)
    if match is None:
        return
    before = text[: match.start()]
    quoted = [q for q in sources if q[1] <= match.start() + 1]
    subjects = [quoted[-1][2]] if quoted else _subjects(before)
    target = targets[0][2] if targets and targets[0][0] >= match.end() - 1 else _leading_target(text[match.end() :], sides)
    for source in subjects if target else ():
        yield Stated(source, clean_target(target, sides), "as", SCORES["as"])


def _outside_groups(text: str) -> Iterator[str]:
    start = 0
    for group in groups(text):
        yield text[start : group.start]
        start = group.end
    yield text[start:]


def _subjects(before: str) -> list[str]:
    """The names that a remark speaks of: `Translated R-CNN as …`, `MULTICS acronym transliterated as …`, `X vs. Y …`."""
    bare = " ".join("".join(_outside_groups(before)).replace(" - ", " ").split())
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
    remark = next((i for i, piece in enumerate(pieces) if i % 2 == 0 and not sides.is_target(piece)), len(pieces))
    return tidy(_without_remark("".join(pieces[: max(remark - 1, 1)]), sides))


def _without_remark(text: str, sides: Sides) -> str:
    """Cut a remark in the source language that follows the rendering (`ع is a direct translation`)."""
    words = text.split()
    last = max((i for i, word in enumerate(words) if sides.is_target(word)), default=-1)
    tail = words[last + 1 :]
    if len(tail) > 1 and sum(word.islower() for word in tail) >= len(tail) / 2:
        words = words[: last + 1]
    return " ".join(words)


def _remark(text: str) -> bool:
    return bool(re.match(r"(?i)(?:kept|as|e\.g\.|i\.e\.|see|from|for|confidence|literally|lit\.|the|in|used|new)\b", text.strip()))


def _is_term(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_TERM and 0 < len(text.split()) <= MOST_WORDS


def _expanded(stated: Iterator[Stated], sides: Sides) -> Iterator[Stated]:
    """Each pair with alternatives written out: several renderings, an abbreviation beside its full form."""
    for pair in stated:
        sources = _sources(pair.source, sides)
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
            if _is_term(source) and _is_term(target) and sides.is_source(source) and sides.is_target(target):
                yield Stated(source, target, pair.syntax, pair.score)


def _sources(text: str, sides: Sides) -> list[str]:
    """`Long Name (LN)` and `long name/LN` are two spellings of one source; other remarks in brackets go."""
    text = tidy(text)
    found = [text]
    inner = [group for group in groups(text) if group.start]
    if inner:
        bare = tidy("".join(_outside_groups(text)))
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
        if all(len(words) == 1 for words in slashed) and one_word:
            parts = [tidy(part) for part in text.split("/")]
        elif len({(len(words), words[0] if words else "") for words in slashed}) == 1 and len(slashed[0]) > 1:
            parts = [tidy(part) for part in text.split("/")]
    targets = [part for part in parts if sides.is_target(part)]
    return targets or [tidy(text)]
