"""What bringing terminology in changes: steps for one incoming concept after the other.

An incoming concept is found here by its id, then by its terms, then by likeness. What is empty here is filled; a
rendering that really differs is no decision of ours: a policy, or a person, decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from termbase.matching.merging.changes import Change, ChangeKind, Incoming, Policy
from termbase.matching.merging.lookup import Lookup
from termbase.matching.pairs import REJECTED, match_target
from termbase.model import AdministrativeStatus, MatchStatus, Term

# Two source terms are taken for one when their other-language terms agree and they are as alike as this (0..100).
ALIKE = 90.0
DESCRIPTIONS = ("definition", "note", "subject_field", "image")
ATTRIBUTES = (
    "part_of_speech", "grammatical_gender", "grammatical_number", "term_type", "context", "source", "note",
)  # fmt: skip


Decide = Callable[[Change], Policy]


class Merger:
    """Finds the concept that an incoming one belongs to, and says what it changes."""

    def __init__(self, terms: Lookup, decide: Decide = lambda change: Policy.KEEP) -> None:
        self._terms = terms
        self._decide = decide

    def find(self, row: Incoming, taken: Callable[[int], bool]) -> int | None:
        """The concept here that an incoming one is about, or None. Entries never go to a concept that is ``taken``."""
        terms = row.concept.terms
        if row.key:
            number = int(digits) if (digits := row.key.lstrip("c")).isdecimal() and len(digits) < 19 else None
            shared = [(self._shared(found, terms), found) for found in self._terms.called(row.key, number)]
            best = max(((count, -found) for count, found in shared if count and not taken(found)), default=None)
            if best:
                return -best[1]
        name = terms[0]
        codes = {term.language for term in terms}
        for entry in self._terms.named(name.text, name.language):
            if row.whole and taken(entry.concept_id):
                continue
            if not row.whole or len(codes) == 1 or self._agrees(entry.concept_id, terms, name.language):
                return entry.concept_id
        return None if row.whole and row.key else self._alike(terms, taken if row.whole else lambda number: False)

    def _shared(self, number: int, terms: tuple[Term, ...]) -> int:
        """How many of the terms a concept has already, in the same spelling."""
        return sum(
            any(match_target(term.text, other.text, term.language)[0] is MatchStatus.KNOWN for other in present)
            for term in terms
            if (present := self._terms.terms_of(number, term.language))
        )

    def _agrees(self, number: int, terms: tuple[Term, ...], named: str) -> bool:
        """Whether a concept has one of the terms in another language too, or has no other language in common."""
        common = False
        for term in terms:
            if term.language == named:
                continue
            for other in self._terms.terms_of(number, term.language):
                common = True
                if match_target(term.text, other.text, term.language)[0] is not MatchStatus.CONFLICT:
                    return True
        return not common

    def _alike(self, terms: tuple[Term, ...], taken: Callable[[int], bool]) -> int | None:
        """A concept with the same term in another language whose name is spelt nearly the same: a slip of the pen."""
        name = terms[0]
        for term in terms[1:]:
            if term.language == name.language:
                continue
            for number in self._terms.spelt(term.text, term.language):
                names = self._terms.terms_of(number, name.language)
                if not taken(number) and any(match_target(name.text, n.text, name.language)[1] >= ALIKE for n in names):
                    return number
        return None

    def plan(self, row: Incoming, number: int | None, made: int) -> Iterator[Change]:
        """The steps for an incoming concept that belongs to concept ``number``, or to none: then it becomes ``made``.

        The caller carries out each step before it asks for the next one.
        """
        name = row.concept.terms[0]
        if number is None:
            yield Change(ChangeKind.NEW, made, name, row.line, name.text, concept=row.concept)
            here = [name]
            for term in row.concept.terms[1:]:
                present = [other for other in here if other.language == term.language]
                if not row.whole:
                    for change in self._steps(made, term, row, present):
                        yield change
                        here.append(change.term)
                elif not any(other.text == term.text for other in present):
                    yield Change(ChangeKind.ADDED, made, term, row.line, name.text)
                    here.append(term)
            return
        yield from self._description(number, row)
        for term in row.concept.terms:
            yield from self._steps(number, term, row, self._terms.terms_of(number, term.language))

    def _description(self, number: int, row: Incoming) -> Iterator[Change]:
        here, name = self._terms.concept(number), row.concept.terms[0]
        updated, filled = here, []
        for attribute in DESCRIPTIONS:
            old, new = getattr(here, attribute), getattr(row.concept, attribute)
            if not new or old == new:
                continue
            if old:
                change = Change(ChangeKind.DIFFERS, number, name, row.line, name.text, f"{attribute}: {old}")
                if self._decide(change) is not Policy.REPLACE:
                    yield change
                    continue
            filled.append(attribute)
            updated = replace(updated, **{attribute: new})
        fields = tuple(pair for pair in row.concept.fields if pair not in here.fields)
        if fields:
            filled += [name for name, _ in fields]
            updated = replace(updated, fields=here.fields + fields)
        if filled:
            yield Change(
                ChangeKind.CHANGED, number, name, row.line, name.text, ", ".join(filled), concept=updated
            )  # fmt: skip

    def _steps(self, number: int, term: Term, row: Incoming, present: list[Term]) -> Iterator[Change]:
        """What a term does to a concept that has the terms ``present`` in its language already."""
        source = row.concept.terms[0].text
        present = sorted(present, key=lambda other: other.text != term.text)
        standings = [(match_target(term.text, other.text, term.language)[0], other) for other in present]
        for status, other in standings:
            if status is MatchStatus.KNOWN:
                yield self._known(number, term, other, row)
                return
        rejected = term.administrative_status in REJECTED
        for status, other in standings:
            if status is MatchStatus.VARIANT and not rejected and other.administrative_status not in REJECTED:
                variant = term
                if not row.whole:
                    kind = term.term_type or "variant"
                    variant = replace(term, administrative_status=AdministrativeStatus.ADMITTED, term_type=kind)
                yield Change(ChangeKind.VARIANT, number, variant, row.line, source, other.text)
                return
        usable = [other for other in present if other.administrative_status not in REJECTED]
        synonym = term.administrative_status is AdministrativeStatus.ADMITTED
        if rejected or synonym or not usable or term.language == row.concept.terms[0].language:
            yield Change(ChangeKind.ADDED, number, term, row.line, source)
            return
        conflict = Change(ChangeKind.CONFLICT, number, term, row.line, source, usable[0].text)
        policy = self._decide(conflict)
        if policy is Policy.KEEP:
            yield conflict
        elif policy is Policy.BOTH:
            admitted = replace(term, administrative_status=AdministrativeStatus.ADMITTED)
            yield Change(ChangeKind.ADDED, number, admitted, row.line, source, usable[0].text)
        else:
            for other in usable:
                if other.administrative_status is AdministrativeStatus.PREFERRED:
                    gone = replace(other, administrative_status=AdministrativeStatus.SUPERSEDED)
                    yield Change(ChangeKind.CHANGED, number, gone, row.line, source, f"superseded by {term.text}")
            yield Change(ChangeKind.ADDED, number, term, row.line, source, usable[0].text)

    def _known(self, number: int, term: Term, here: Term, row: Incoming) -> Change:
        """The step for a term that is here already: fill what is empty, decide what differs."""
        source = row.concept.terms[0].text
        updated, filled, differing = here, [], []
        for attribute in ATTRIBUTES:
            old, new = getattr(here, attribute), getattr(term, attribute)
            if new and not old:
                updated = replace(updated, **{attribute: new})
                filled.append(attribute)
            elif new and old != new:
                differing.append((attribute, new, old))
        if term.do_not_translate and not here.do_not_translate:
            updated = replace(updated, do_not_translate=True)
            filled.append("do_not_translate")
        fields = tuple(pair for pair in term.fields if pair not in here.fields)
        if fields:
            updated = replace(updated, fields=here.fields + fields)
            filled += [name for name, _ in fields]
        ruled_out = (term.administrative_status in REJECTED) is not (here.administrative_status in REJECTED)
        if ruled_out:
            differing.append(("administrative_status", term.administrative_status, here.administrative_status))
        if differing:
            said = ", ".join(f"{attribute}: {old}" for attribute, _, old in differing)
            kind = ChangeKind.CONFLICT if ruled_out else ChangeKind.DIFFERS
            change = Change(kind, number, term, row.line, source, f"{here.text} ({said})" if ruled_out else said)
            if self._decide(change) is Policy.REPLACE:
                for attribute, new, _ in differing:
                    updated = replace(updated, **{attribute: new})
                    filled.append(attribute)
            elif not filled:
                return change
        if filled:
            return Change(ChangeKind.CHANGED, number, updated, row.line, source, ", ".join(filled))
        return Change(ChangeKind.SAME, number, term, row.line, source, here.text)
