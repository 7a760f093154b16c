"""Forbidden, deprecated and superseded terms in a text, in any inflection; no other word is taken for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from termbase.checks.spans import Marked
from termbase.languages import Language
from termbase.matching.pairs import REJECTED
from termbase.matching.words import form_rules
from termbase.model import AdministrativeStatus, Occurrence

# What makes a name for machines of the words that it joins: log_level, --log-level, log.txt, log(), {log}, $log.
BEFORE = re.compile(r"(?:[^\W_]_|(?<![^\s\[(|<\"'“«])--?(?:[\w\[\]-]*[-\]])?|[^\W\d_][.@\\]|(?<!\S)[.@$%\\]|\{)$")
BEHIND = re.compile(r"_[^\W_]|\(\)|\[\d|\.[a-z]\w|@\w|\\\w|=\S|:[/a-z]|\}")


def misused(text: Marked, rules: Language, used: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Those of the terms that a text uses that are ruled out; their surface is what stands in the text as given.

    ``used`` is what `segment_terms.prose_terms` finds. Left out are names for machines, and words that may be others
    (`Language.may_be_another`).
    """
    for found in used:
        if found.term.administrative_status not in REJECTED or is_code(text.text, found.start, found.end):
            continue
        surface = text.text[found.start : found.end]
        if not _may_be_another(text.prose[found.start : found.end], found.term.text, rules):
            yield found._replace(surface=surface)


def right_elsewhere(used: Sequence[Occurrence]) -> set[tuple[int, int]]:
    """The places of a text where the words of a term are accepted, of whichever concept."""
    return {(o.start, o.end) for o in used if o.term.administrative_status not in REJECTED}


def is_banned(found: Occurrence) -> bool:
    """Whether a term is forbidden outright; others are only to be replaced where they stand for their concept."""
    return found.term.administrative_status is AdministrativeStatus.FORBIDDEN


def is_code(text: str, start: int, end: int) -> bool:
    """Whether words of a text are part of a name for machines: *--log-level*, *log.txt*, *log()*."""
    behind = BEHIND.match(text, end)
    before = BEFORE.search(text[max(0, start - 40) : start])
    if behind is not None and behind[0] == "}":
        return before is not None and before[0] == "{"
    return behind is not None or (before is not None and before[0] != "{")


def _may_be_another(surface: str, term: str, rules: Language) -> bool:
    words, named = rules.words(surface), rules.words(term)
    if len(words) != len(named):
        return False
    alone = len(words) == 1
    return any(
        rules.may_be_another(word, other, form_rules(word, other, rules, not place, alone) or ())
        for place, (word, other) in enumerate(zip(words, named, strict=True))
    )
