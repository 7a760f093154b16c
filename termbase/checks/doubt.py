"""How sure a finding on a term is: what speaks for the translator, in words; a doubtful finding is information only.

A corpus is evidence: what it renders otherwise itself, a translator may. Single words have more senses than terms of
several words have, and common ones most. Every doubt was a cause of findings that did not hold when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from termbase.checks.findings import Usage
from termbase.checks.renderings import Group
from termbase.checks.segment_terms import ADHERENCE, ADHERENCE_OF_WORD, FEW, SegmentTerms
from termbase.checks.spans import Span
from termbase.languages import Language
from termbase.languages.forms import frequencies
from termbase.model import Occurrence
from termbase.shares import wilson

# A word that general language has so often (fifty times in a million words) has general senses, unless the corpus
# surely renders it as accepted in this share of its places (lower bound of 95 %).
COMMON, SURELY = 5e-5, 0.85
BEFORE, BEHIND = re.compile(r"[A-Za-z][\w.-]*,? $|[\"'“«]$"), re.compile(r",? -*[A-Za-z]\w*|[\"'”»]")


def doubt_of(terms: SegmentTerms, group: Group, place: Occurrence) -> str:
    """What makes it doubtful that a missing rendering is a fault, as a part of a sentence; empty where nothing does."""
    return next(_doubts(terms, group, place), "")


def doubt_of_left(terms: SegmentTerms, group: Group, span: Span) -> str:
    """The same of a source term that stands in the target."""
    shown = terms.target.text.text[slice(*span)]
    if _is_verbatim(terms, span):
        return "the words beside it are those of the source, so it may be a name or a command"
    if _mostly_otherwise(terms, group):
        return "the texts mostly have something else"
    return "" if any(map(str.isspace, shown)) or _frequency(shown, terms.source_rules) else "it may be a name"


def _doubts(terms: SegmentTerms, group: Group, place: Occurrence) -> Iterator[str]:
    if _mostly_otherwise(terms, group):
        yield "the texts mostly have something else"
    usage = _usage_of(terms, group)
    words = terms.source_rules.words(group.term.text)
    if len(words) == 1 or (len(words) == 2 and words[1] in terms.source_rules.particles):
        other = _rendered_otherwise(terms, group, place)
        if other:
            yield f"“{other}” renders the word in other places, too"
        if usage.accepted < ADHERENCE_OF_WORD * usage.occurrences:
            yield "the texts render the word otherwise, too"
        common = usage.occurrences and _frequency(place.surface, terms.source_rules) >= COMMON
        if common and wilson(usage.accepted, usage.occurrences)[0] < SURELY:
            yield "it is a common word, which may have another sense"
    if _derived(terms, group, place):
        yield "a word of the same root or a part of a translation stands there"


def _usage_of(terms: SegmentTerms, group: Group) -> Usage:
    """How the corpus renders a group; of the form that stands here, where it has that often enough: *git*, *Git*."""
    usage = terms.options.usage(group.concepts[0], group.term.text)
    occurrences, accepted = usage.forms.get(group.places[0].surface, (0, 0))
    return replace(usage, occurrences=occurrences, accepted=accepted) if occurrences >= FEW else usage


def _mostly_otherwise(terms: SegmentTerms, group: Group) -> bool:
    usage = _usage_of(terms, group)
    if usage.occurrences < FEW:
        return usage.occurrences > 1 and not usage.accepted
    return usage.accepted < ADHERENCE * usage.occurrences


def _frequency(word: str, rules: Language) -> float:
    """The share of a word in general language, 0..1, as it stands or as the word that it is a form of."""
    general = frequencies(rules.code)
    return max((general.get(reading.base, 0.0) for reading in rules.analyses(word)), default=0.0)


def _rendered_otherwise(terms: SegmentTerms, group: Group, place: Occurrence) -> str:
    """A word near the place that renders a term elsewhere, by aligned text, and that the termbase does not have."""
    first, last = terms.around(place)
    accepted = {(r.start, r.end) for term in group.accepted for r in terms.target.strict(term.text)}
    for text in _usage_of(terms, group).elsewhere or ():
        for found in terms.target.strict(text):
            if first <= found.start < last and (found.start, found.end) not in accepted:
                return terms.target.text.text[found.start : found.end]
    return ""


def _derived(terms: SegmentTerms, group: Group, place: Occurrence) -> bool:
    """Whether words derived from those of a translation stand near a place, or as many of its words as the term has."""
    first, last = terms.around(place)
    words = len(terms.source_rules.words(group.term.text))
    return any(
        first <= found.start < last
        for term in group.accepted
        for text in (term.text, *_parts(term.text, words, terms.target_rules))
        for found in terms.target.loose(text, words)
    )


def _parts(text: str, words: int, rules: Language) -> Iterator[str]:
    """The stretches of so many words that a longer text has: *العدوى* of *القدرة على العدوى*."""
    found = [word for word in rules.words(text) if rules.spelling(word) not in rules.function_words]
    if len(found) > words:
        for start in range(len(found) - words + 1):
            yield " ".join(found[start : start + words])


def _is_verbatim(terms: SegmentTerms, span: Span) -> bool:
    """Whether a word beside foreign words of the target stands beside them in the source too."""
    text, source = terms.target.text.text, " ".join(terms.source.text.split())
    before = BEFORE.search(text, max(0, span[0] - 60), span[0])
    behind = BEHIND.match(text, span[1], span[1] + 60)
    shown = text[slice(*span)]
    return (before is not None and before[0] + shown in source) or (behind is not None and shown + behind[0] in source)
