"""The order in which incoming rows about one source are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termbase.matching.index import TermIndex
from termbase.matching.merging.changes import Incoming
from termbase.model import AdministrativeStatus


def by_trust(rows: Iterable[Incoming]) -> list[Incoming]:
    """The rows about one source in the order in which they are taken: the most trusted first.

    Rows that only add (synonyms, terms not to be used) come before further preferred ones, so that a rendering that is
    a form of a synonym is one in a first import as in a second.
    """
    first, *rest = sorted(rows, key=lambda row: (-row.confidence, -row.usage, row.line))
    return [first, *sorted(rest, key=_is_preferred)]


def _is_preferred(row: Incoming) -> bool:
    return any(term.administrative_status is AdministrativeStatus.PREFERRED for term in row.concept.terms[1:])


def by_source(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """The rows grouped by the term that names them, groups in the order of their first row."""
    groups = TermIndex()
    rows: dict[int, list[Incoming]] = {}
    for number, row in enumerate(incoming):
        name = row.concept.terms[0]
        entries = [] if row.whole else groups.named(name.text, name.language)
        if entries:
            rows[entries[0].concept_id].append(row)
        else:
            if not row.whole:
                groups.add(number, name)
            rows[number] = [row]
    yield from rows.values()
