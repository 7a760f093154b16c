"""What `lint` finds, mended: each kind of finding by what it proposes, in one revision that can be taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from termbase.checks.lint import HARMLESS, MENDABLE, LintFinding, cleaned
from termbase.errors import UsageError
from termbase.languages import has_script, language
from termbase.model import Concept, Term
from termbase.pipeline import merging
from termbase.pipeline.lint import lint_termbase
from termbase.pipeline.standings import refresh_standings
from termbase.store import edits, queries, revisions


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, as lint names it, and in which revision (0: nothing)."""

    names: tuple[str, ...]
    revision: int


def mend(connection: sqlite3.Connection, wanted: Sequence[str], author: str = "termbase") -> Mended:
    """Apply the fixes of lint findings; one transaction, one revision.

    ``wanted`` names findings as lint does (``term-duplicate:7,12``), or all of a code (``invisible-character``). Raises
    `UsageError` for what lint does not find, and for what only a person can mend.
    """
    found = {finding.name: finding for finding in lint_termbase(connection)}
    chosen: dict[str, LintFinding] = {}
    for name in wanted:
        code = name.partition(":")[0]
        if code not in MENDABLE:
            raise UsageError(f"{code!r} cannot be mended by a program; those that can: {', '.join(sorted(MENDABLE))}")
        if name == code and code not in HARMLESS:
            raise UsageError(f"name the concepts of each {code} to mend; termbase lint lists them")
        fits = {key: one for key, one in found.items() if key == name or (name == code and one.code == code)}
        if not fits:
            raise UsageError(f"lint finds no {name!r}; termbase lint --format jsonl has the names")
        chosen |= fits
    if not chosen:
        return Mended((), 0)
    said = f"mended {', '.join(chosen)}" if len(chosen) < 4 else f"mended {len(chosen)} findings of lint"
    merged: dict[int, int] = {}
    with revisions.revision(connection, "review", author, said) as revision:
        for finding in chosen.values():
            numbers = tuple(dict.fromkeys(_present(merged, number) for number in finding.concepts))
            _MENDS[finding.code](connection, replace(finding, concepts=numbers), merged)
    refresh_standings(connection)
    return Mended(tuple(chosen), revision)


def _present(merged: dict[int, int], number: int) -> int:
    """The concept into which one was merged, or itself."""
    while number in merged:
        number = merged[number]
    return number


def _merge(connection: sqlite3.Connection, finding: LintFinding, merged: dict[int, int]) -> None:
    """Bring the terms of all concepts into the first; a second preferred term of a language becomes admitted."""
    first, *others = sorted(finding.concepts)
    for number in others:
        merging.merge(connection, queries.concept(connection, first), queries.concept(connection, number))
        merged[number] = first


def _clean(connection: sqlite3.Connection, finding: LintFinding, merged: dict[int, int]) -> None:
    """Write the terms of the concept without what nobody sees."""
    _rewrite(connection, finding.concepts[0], lambda term, concept: replace(term, text=cleaned(term.text)))


def _swap(connection: sqlite3.Connection, finding: LintFinding, merged: dict[int, int]) -> None:
    """Give each term that is in the script of another language of its concept that language."""

    def right(term: Term, concept: Concept) -> Term:
        own = language(term.language).script
        if term.do_not_translate or has_script(term.text, own) or not any(map(str.isalnum, term.text)):
            return term
        codes = dict.fromkeys(other.language for other in concept.terms)
        fit = next((code for code in codes if has_script(term.text, language(code).script)), term.language)
        return replace(term, language=fit)

    _rewrite(connection, finding.concepts[0], right)


def _rewrite(connection: sqlite3.Connection, number: int, change: Callable[[Term, Concept], Term]) -> None:
    concept = queries.concept(connection, number)
    terms: dict[tuple[str, str], Term] = {}
    for term in concept.terms:
        changed = change(term, concept)
        terms.setdefault((changed.language, changed.text), changed)
    edits.put_terms(connection, concept, tuple(terms.values()))


def _drop_term(connection: sqlite3.Connection, finding: LintFinding, merged: dict[int, int]) -> None:
    """Remove the term; the concept goes where nothing of a language is left of it."""
    concept = queries.concept(connection, finding.concepts[0])
    left = tuple(term for term in concept.terms if term.text != finding.term)
    if len({term.language for term in left}) < len({term.language for term in concept.terms}):
        edits.delete_concept(connection, concept.id)
    else:
        edits.put_terms(connection, concept, left)


def _drop(connection: sqlite3.Connection, finding: LintFinding, merged: dict[int, int]) -> None:
    edits.delete_concept(connection, finding.concepts[0])


_MENDS: dict[str, Callable[[sqlite3.Connection, LintFinding, dict[int, int]], None]] = {
    "term-duplicate": _merge, "term-homonym": _merge, "invisible-character": _clean, "side-swapped": _swap,
    "term-too-short": _drop_term, "concept-unused": _drop,
}  # fmt: skip
