"""How a mined pair stands to the termbase: known, variant, conflict or new."""

from __future__ import annotations

from termbase.languages import language
from termbase.matching.index import TermIndex
from termbase.model import AdministrativeStatus, MatchStatus, TermMatch

REJECTED = frozenset({AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED})
ORDER = {MatchStatus.KNOWN: 0, MatchStatus.VARIANT: 1, MatchStatus.CONFLICT: 2, MatchStatus.NEW: 3}


def match_pair(
    source: str, target: str, source_language: str, target_language: str, do_not_translate: bool, index: TermIndex
) -> TermMatch:
    """The standing of one pair; where several concepts share the source, the one that fits best.

    known     a concept has this source, and this target in the same spelling
    variant   it has the target but for article, number, clitics or spelling
    conflict  it has other targets only, or rules this one out
    new       no concept has the source, or the one that has it lacks the target language
    """
    found = []
    for entry in index.named(source, source_language):
        targets = index.terms_of(entry.concept_id, language(target_language).code)
        if do_not_translate and entry.term.do_not_translate:
            found.append(TermMatch(MatchStatus.KNOWN, entry.concept_id, 100.0))
        elif not targets:
            found.append(
                TermMatch(MatchStatus.CONFLICT if entry.term.do_not_translate else MatchStatus.NEW, entry.concept_id)
            )
        for term in targets:
            status, similarity = match_target(target, term.text, target_language)
            if term.administrative_status in REJECTED and status is not MatchStatus.CONFLICT:
                status = MatchStatus.CONFLICT
            found.append(TermMatch(status, entry.concept_id, similarity))
    return min(found, key=lambda match: (ORDER[match.status], -match.similarity), default=TermMatch(MatchStatus.NEW))


def match_target(one: str, other: str, code: str) -> tuple[MatchStatus, float]:
    """Whether two renderings of one source are known, variant or conflict to each other, and how alike (0..100)."""
    rules = language(code)
    first, second = rules.normalise(one), rules.normalise(other)
    if first == second:
        return MatchStatus.KNOWN, 100.0
    from rapidfuzz import fuzz

    similarity = round(fuzz.ratio(first, second), 1)
    return (MatchStatus.VARIANT if rules.same_term(one, other) else MatchStatus.CONFLICT), similarity
