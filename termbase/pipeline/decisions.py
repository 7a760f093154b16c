"""What people have ruled out in favour of what, and the segments that still have it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from termbase.checks.findings import CheckOptions, Usage
from termbase.checks.segment import check_segment
from termbase.formats.fixes import Decided, Fix
from termbase.languages import language
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, AdministrativeStatus, Concept, Term
from termbase.store import pair_queries, queries

WRONG = frozenset({"term-forbidden", "term-inconsistent"})
# More segments with one term are not looked at.
MOST_SEGMENTS = 100_000


def decisions(
    connection: sqlite3.Connection, source: str = DEFAULT_SOURCE, target: str = DEFAULT_TARGET
) -> list[Decided]:
    """Every concept of which a rendering was ruled out: by a rejected pair, or a term that must not be used."""
    codes = language(source).code, language(target).code
    ruled_out: dict[int, list[sqlite3.Row]] = {}
    for row in pair_queries.ruled_out_pairs(connection, *codes):
        ruled_out.setdefault(row["concept_id"], []).append(row)
    numbers = {number for number, term in queries.terms(connection, codes[1]) if term.administrative_status in REJECTED}
    found = []
    for number in sorted({*ruled_out, *numbers}):
        one = _decided(queries.concept(connection, number), ruled_out.get(number, []), codes)
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.term.casefold(), one.concept_id))


def _decided(concept: Concept, pairs: list[sqlite3.Row], codes: tuple[str, str]) -> Decided | None:
    names = [term.text for term in concept.terms if term.language == codes[0]]
    theirs = [term for term in concept.terms if term.language == codes[1]]
    bad = [term for term in theirs if term.administrative_status in REJECTED]
    good = sorted((t for t in theirs if t not in bad), key=lambda t: t.administrative_status is not PREFERRED)
    rejected = dict.fromkeys([*(term.text for term in bad), *(row["target"] for row in pairs)])
    rejected = {text: None for text in rejected if text not in {term.text for term in good}}
    if not names or not rejected:
        return None
    return Decided(
        concept.id, names[0], tuple(rejected), tuple(term.text for term in good), _reason(concept, bad, good, pairs)
    )


PREFERRED = AdministrativeStatus.PREFERRED


def _reason(concept: Concept, bad: list[Term], good: list[Term], pairs: list[sqlite3.Row]) -> str:
    """Why: what the review said, else what the termbase notes of the terms or of the concept, and who decided when."""
    said = [row["summary"].partition(": ")[2] for row in pairs if row["summary"] and ": " in row["summary"]]
    noted = [*said, *(t.note for t in [*bad, *good] if t.note), *([concept.note] if concept.note else [])]
    who = [f"{row['author']}, {row['made_at'][:10]}" for row in pairs if row["author"]]
    parts = [" ".join(noted[0].split())] if noted else []
    parts += [f"decided by {who[0]}"] if who else []
    return "; ".join(parts) or "the termbase rules it out"


def segments_to_fix(
    connection: sqlite3.Connection, source: str = DEFAULT_SOURCE, target: str = DEFAULT_TARGET
) -> Iterator[Fix]:
    """The segments of the corpus that still have what was ruled out, document by document."""
    decided = {one.concept_id: one for one in decisions(connection, source, target)}
    codes = language(source).code, language(target).code
    index = TermIndex(queries.terms(connection, *codes))

    def usage(concept_id: int, term: str) -> Usage:
        one = decided.get(concept_id)
        return Usage(others=one.rejected) if one else Usage()

    options = CheckOptions(codes=WRONG, usage=usage)
    found: dict[tuple[str, int, int, str], Fix] = {}
    for one in decided.values():
        for row in queries.parallel_segments_with(connection, *codes, one.term, MOST_SEGMENTS):
            for finding in check_segment(row["source_text"], row["target_text"], *codes, index, options):
                if finding.concept_id == one.concept_id:
                    key = row["document"], row["target_line"] or 0, row["id"], finding.found
                    found[key] = Fix(
                        row["document"], row["target_line"] or 0, one.term, finding.found, one.chosen, one.reason,
                        row["source_text"], row["target_text"],
                    )  # fmt: skip
    for key in sorted(found):
        yield found[key]
