"""The disagreements of a report, weighed in the texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from termbase.checks.renderings import TargetText
from termbase.checks.spans import marked
from termbase.languages import Language, language
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.reports.consistency import Disagreement
from termbase.reports.work import WorkItem, work_item
from termbase.store import queries

# So many disagreements are weighed, by as many segments each; the rest would not be among the first.
MOST, SEGMENTS = 40, 120


def ranked_work(
    connection: sqlite3.Connection, index: TermIndex, disagreements: Iterable[Disagreement]
) -> tuple[WorkItem, ...]:
    """The terms with several renderings, the costliest first."""
    texts: dict[int, TargetText] = {}
    items = []
    for disagreement in list(disagreements)[:MOST]:
        source, target = disagreement.language, disagreement.rendering_language
        accepted = [
            term.text
            for entry in index.named(disagreement.term, source)
            for term in index.terms_of(entry.concept_id, target)
            if term.administrative_status not in REJECTED
        ]
        rules = language(target)
        stated = [rendering.text for rendering in disagreement.renderings]
        forms: dict[str, list[str]] = {}
        for form in [*accepted, *stated]:
            name = next((known for known in forms if _forms_of_one(rules, known, form)), form)
            forms.setdefault(name, []).append(form)
        if len(forms) < 2:
            continue
        found = []
        for row in queries.parallel_segments_with(connection, source, target, disagreement.term, SEGMENTS):
            text = texts.get(row["id"])
            if text is None:
                text = texts[row["id"]] = TargetText(marked(row["target_text"]), rules)
            there = frozenset(name for name, written in forms.items() if any(map(text.strict, written)))
            found.append((row["document"], f"{row['document']}:{row['target_line']}", there))
        if found and sum(bool(there) for _, _, there in found):
            items.append(work_item(disagreement.term, found, [form for form in accepted if form in forms]))
    return tuple(sorted(items, key=lambda item: (-item.cost, -item.segments, item.term)))


def _forms_of_one(rules: Language, one: str, other: str) -> bool:
    """Whether two renderings differ in form only, a broken plural included: word for word kin."""
    first, second = rules.words(one), rules.words(other)
    if rules.same_term(one, other):
        return True
    return len(first) == len(second) and all(rules.kin(a) & rules.kin(b) for a, b in zip(first, second, strict=True))
