"""What bringing terminology in would change: a plan, made before anything is written.

The rows of a glossary about one source become one concept. Renderings that differ only in article, number or spelling
are variants of one term; a rendering that really differs is no decision of ours: it is kept aside as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from termbase.matching.index import TermIndex
from termbase.matching.pairs import REJECTED, match_target
from termbase.model import AdministrativeStatus, Concept, MatchStatus, Term


class ChangeKind(StrEnum):
    """What happens to one term that comes in."""

    NEW = "new"
    ADDED = "added"
    VARIANT = "variant"
    SAME = "same"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A concept as a terminology file states it, with its line and what speaks for it (0..1, and how often used)."""

    concept: Concept
    line: int
    confidence: float = 1.0
    usage: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a plan: ``term`` comes to concept ``concept_id`` (negative: made by this plan, numbered from -1)."""

    kind: ChangeKind
    concept_id: int
    term: Term
    line: int
    source: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes in order, and the descriptive fields for each concept touched."""

    changes: tuple[Change, ...]
    descriptions: tuple[tuple[int, Concept], ...]

    def count(self, kind: ChangeKind) -> int:
        """How many terms the plan treats in this way."""
        return sum(change.kind is kind for change in self.changes)


def plan_merge(incoming: Iterable[Incoming], index: TermIndex) -> Plan:
    """How the incoming concepts join the terms of ``index``, which is extended on the way.

    The first language of an incoming concept names it. Of several rows about one source the most trusted (confidence,
    then usage, then the first) decides the preferred rendering.
    """
    changes: list[Change] = []
    descriptions: list[tuple[int, Concept]] = []
    made = 0
    for group in _by_source(incoming):
        for row in sorted(group, key=lambda row: (-row.confidence, -row.usage, row.line)):
            name = row.concept.terms[0]
            entries = index.named(name.text, name.language)
            if entries:
                number = entries[0].concept_id
            else:
                made -= 1
                number = made
                index.add(number, name)
                changes.append(Change(ChangeKind.NEW, number, name, row.line, name.text))
            descriptions.append((number, row.concept))
            for term in row.concept.terms if entries else row.concept.terms[1:]:
                change = _change(number, term, row, name.text, index)
                if change.kind not in (ChangeKind.SAME, ChangeKind.CONFLICT):
                    index.add(number, change.term)
                changes.append(change)
    return Plan(tuple(changes), tuple(descriptions))


def _by_source(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """The rows grouped by the term that names them, groups in the order of their first row."""
    groups = TermIndex()
    rows: dict[int, list[Incoming]] = {}
    for number, row in enumerate(incoming):
        name = row.concept.terms[0]
        entries = groups.named(name.text, name.language)
        if entries:
            rows[entries[0].concept_id].append(row)
        else:
            groups.add(number, name)
            rows[number] = [row]
    yield from rows.values()


def _change(number: int, term: Term, row: Incoming, source: str, index: TermIndex) -> Change:
    """What a term does to a concept that may have terms in its language already."""
    present = index.terms_of(number, term.language)
    usable = [other for other in present if other.administrative_status not in REJECTED]
    standings = [(match_target(term.text, other.text, term.language)[0], other) for other in present]
    for status, other in standings:
        if status is MatchStatus.KNOWN:
            return Change(ChangeKind.SAME, number, term, row.line, source, other.text)
    rejected = term.administrative_status in REJECTED
    for status, other in standings:
        if status is MatchStatus.VARIANT and not rejected and other.administrative_status not in REJECTED:
            variant = replace(term, administrative_status=AdministrativeStatus.ADMITTED, term_type="variant")
            return Change(ChangeKind.VARIANT, number, variant, row.line, source, other.text)
    synonym = term.administrative_status is AdministrativeStatus.ADMITTED
    if rejected or synonym or not usable or term.language == row.concept.terms[0].language:
        return Change(ChangeKind.ADDED, number, term, row.line, source)
    return Change(ChangeKind.CONFLICT, number, term, row.line, source, usable[0].text)
