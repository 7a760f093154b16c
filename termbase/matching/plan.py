"""A whole merge planned in memory, and the order in which rows about one source are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termbase.matching.changes import Change, ChangeKind, Incoming, Plan
from termbase.matching.index import TermIndex
from termbase.matching.lookup import MemoryLookup
from termbase.matching.merge import Merger


def plan_merge(incoming: Iterable[Incoming], index: TermIndex) -> Plan:
    """How the incoming concepts join the terms of ``index``, which is extended on the way; nothing is stored.

    Rows about one source become one concept. Of several rows about one source the most trusted (confidence, then usage,
    then the first) decides the preferred rendering.
    """
    lookup = MemoryLookup(index)
    merger = Merger(lookup)
    changes: list[Change] = []
    made = 0
    for group in by_source(incoming):
        for row in sorted(group, key=trust):
            number = merger.find(row, lambda number: number < 0)
            made -= number is None
            for change in merger.plan(row, number, made):
                changes.append(change)
                if change.kind in (ChangeKind.NEW, ChangeKind.ADDED, ChangeKind.VARIANT):
                    index.add(change.concept_id, change.term)
    return Plan(tuple(changes))


def trust(row: Incoming) -> tuple[float, int, int]:
    """Sorts the rows about one source: the most trusted first."""
    return (-row.confidence, -row.usage, row.line)


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
