"""What contradicts itself, weighed in the texts: statements, the termbase and what was mined, words with many tasks."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from termbase.checks.renderings import TargetText
from termbase.checks.spans import marked
from termbase.languages import Language, language
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.pipeline.reporting.corpus import read_texts
from termbase.pipeline.reporting.homonyms import homonyms
from termbase.reports.consistency import Disagreement
from termbase.reports.work import Support, WorkItem, several, work_item
from termbase.store import pair_queries, queries

# So many terms that documents state in several ways, and so many that contradict the termbase, are weighed, each by
# as many segments; the rest would not be among the first.
MOST, SEGMENTS = 32, 100
# Letters of a glossary's note that a reason quotes.
NOTE = 120


@dataclass
class _Candidate:
    """A term to weigh in its spellings, the renderings stated against each other, what speaks for them, their pairs."""

    term: str
    languages: tuple[str, str]
    spellings: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    support: dict[str, Support] = field(default_factory=dict)
    pairs: list[tuple[int, str]] = field(default_factory=list)


def ranked_work(
    connection: sqlite3.Connection, index: TermIndex, disagreements: Iterable[Disagreement]
) -> tuple[WorkItem, ...]:
    """What to decide, the costliest first: terms with several renderings, and renderings that serve several terms."""
    texts: dict[int, TargetText] = {}
    translators = {text.document: text.translator for text in read_texts(connection).values() if text.translator}
    candidates = _candidates(connection, disagreements, translators)
    weighed = (_weigh(connection, index, candidate, texts, translators) for candidate in candidates)
    items = [item for item in weighed if item is not None] + homonyms(connection, index)
    return tuple(sorted(items, key=lambda item: (-item.cost, -item.segments, item.term)))


def _candidates(
    connection: sqlite3.Connection, disagreements: Iterable[Disagreement], translators: Mapping[str, str]
) -> Iterable[_Candidate]:
    """The terms that documents or the termbase contradict themselves on, each once whatever its spelling."""
    found: dict[tuple[str, str, str], _Candidate] = {}

    def candidate(term: str, source: str, target: str) -> _Candidate:
        key = source, target, language(source).key(term).replace(" ", "")
        one = found.setdefault(key, _Candidate(term, (source, target)))
        one.spellings.append(term)
        return one

    for disagreement in list(disagreements)[:MOST]:
        one = candidate(disagreement.term, disagreement.language, disagreement.rendering_language)
        for rendering in disagreement.renderings:
            one.stated.append(rendering.text)
            people = several((place.document for place in rendering.places), translators)
            one.support[rendering.text] = Support(rendering.documents, translators=people)
    conflicts: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in pair_queries.pairs(connection, "conflict"):
        if row["concept_id"] is not None and not row["do_not_translate"]:
            conflicts[row["concept_id"]].append(row)
    weight = {number: sum(row["documents"] * row["occurrences"] for row in rows) for number, rows in conflicts.items()}
    for number in sorted(conflicts, key=lambda number: (-weight[number], number))[:MOST]:
        rows = conflicts[number]
        one = candidate(rows[0]["source"], rows[0]["source_language"], rows[0]["target_language"])
        for row in rows:
            one.pairs.append((row["id"], row["target"]))
            one.stated.append(row["target"])
            glossary, known = "import" in row["extractor"].split(","), one.support.get(row["target"], Support())
            deliberate = row["documents"] if row["extractor"] != "aligned" and not glossary else known.stated
            reliability = row["score"] if glossary else known.reliability
            one.support[row["target"]] = replace(known, stated=max(deliberate, known.stated), reliability=reliability)
    return found.values()


def _weigh(
    connection: sqlite3.Connection, index: TermIndex, candidate: _Candidate, texts: dict[int, TargetText],
    translators: Mapping[str, str],
) -> WorkItem | None:  # fmt: skip
    """A term with its renderings as the texts have them; None where they have one at most."""
    source, target = candidate.languages
    rules = language(target)
    accepted: list[str] = []
    support = dict(candidate.support)
    for entry in index.named(candidate.term, source):
        note = queries.concept(connection, entry.concept_id).note or ""
        for term in index.terms_of(entry.concept_id, target):
            if term.administrative_status not in REJECTED:
                accepted.append(term.text)
                said = support.get(term.text, Support())
                note = " ".join(note.split())[:NOTE]
                support[term.text] = replace(said, reliability=term.reliability, note=note)
    forms: dict[str, list[str]] = {}
    for form in [*accepted, *candidate.stated]:
        name = next((known for known in forms if _forms_of_one(rules, known, form)), form)
        forms.setdefault(name, []).append(form)
    if len(forms) < 2:
        return None
    found = []
    for row in _segments(connection, candidate):
        text = texts.get(row["id"])
        if text is None:
            text = texts[row["id"]] = TargetText(marked(row["target_text"]), rules)
        there = frozenset(name for name, written in forms.items() if any(map(text.strict, written)))
        found.append((row["document"], f"{row['document']}:{row['target_line']}", there))
    if not any(there for _, _, there in found):
        return None
    kept = [form for form in accepted if form in forms]
    return work_item(candidate.term, found, kept, support, candidate.pairs, translators)


def _segments(connection: sqlite3.Connection, candidate: _Candidate) -> list[sqlite3.Row]:
    """The segments that have a term in one of its spellings."""
    rules = language(candidate.languages[0])
    spellings = {rules.normalise(spelling): spelling for spelling in [candidate.term, *candidate.spellings]}
    rows = {
        row["id"]: row
        for spelling in spellings.values()
        for row in queries.parallel_segments_with(connection, *candidate.languages, spelling, SEGMENTS)
    }
    return list(rows.values())[:SEGMENTS]


def _forms_of_one(rules: Language, one: str, other: str) -> bool:
    """Whether two renderings differ in form only, a broken plural included: word for word kin."""
    first, second = rules.words(one), rules.words(other)
    if rules.same_term(one, other):
        return True
    return len(first) == len(second) and all(rules.kin(a) & rules.kin(b) for a, b in zip(first, second, strict=True))
