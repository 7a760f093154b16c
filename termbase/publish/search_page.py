"""What the search shows: plain data, without HTTP and without HTML."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from termbase.languages import language
from termbase.model import AdministrativeStatus
from termbase.pipeline.recognition import term_index
from termbase.pipeline.search import concepts_in, near_concepts
from termbase.publish.contexts import CANDIDATES, marked_segment, unkept
from termbase.publish.marks import shortened
from termbase.store import queries
from termbase.store.search import proposed_pairs, search_concepts

# Sentences, and proposed pairs, that are shown.
SENTENCES, PROPOSED = 10, 12


def search(connection: sqlite3.Connection, text: str, offset: int, limit: int = 50) -> dict[str, Any]:
    """Concepts whose terms have the words; without any, those whose terms the text uses, else near ones; pairs that are
    proposed; sentences."""
    rows = search_concepts(connection, text, limit + 1, offset)
    proposed = proposed_pairs(connection, text, PROPOSED) if text and not offset else []
    nothing = bool(text) and not rows and not offset
    inside = concepts_in(connection, text) if nothing else {}
    near = near_concepts(connection, text) if nothing and not inside else []
    return {
        "text": text,
        "concepts": [_found(connection, row["concept_id"], row["term"], row["language"]) for row in rows[:limit]],
        "inside": [_found(connection, number, term.text, term.language) for number, term in inside.items()],
        "near": [queries.concept(connection, number) for number in near],
        "first": offset + 1,
        "before": max(offset - limit, 0) if offset else None,
        "next": offset + limit if len(rows) > limit else None,
        "proposed": proposed,
        "most_proposed": PROPOSED,
        "segments": _sentences(connection, text, rows, proposed) if text and not offset else [],
    }


def _found(connection: sqlite3.Connection, number: int, text: str, code: str) -> dict[str, Any]:
    """A concept with the term by which it was found, where that is not one of the preferred, which are shown anyway."""
    found = queries.concept(connection, number)
    by = [term for term in found.terms if (term.text, term.language) == (text, code)]
    return {"concept": found, "by": [t for t in by if t.administrative_status is not AdministrativeStatus.PREFERRED]}


def _sentences(
    connection: sqlite3.Connection, text: str, rows: list[sqlite3.Row], proposed: list[sqlite3.Row]
) -> list[dict[str, Any]]:
    """Segments that use the words, each text once, short ones first, with the terms of the concepts found marked; where
    they have none, the words themselves and the terms of the pairs that are proposed."""
    found: dict[tuple[str, str], sqlite3.Row] = {}
    codes = queries.text_languages(connection)
    for code in codes:
        if language(code).words(text):
            for row in queries.segments_with(connection, code, text, CANDIDATES):
                found.setdefault((row["source_text"], row["target_text"]), row)
    chosen = sorted(found.values(), key=lambda row: len(row["source_text"] or row["target_text"]))[:SENTENCES]
    segments: list[dict[str, Any]] = [{}] * len(chosen)
    if rows:
        index, wanted = term_index(connection), {row["concept_id"] for row in rows}
        segments = [marked_segment(row, index, wanted) for row in chosen]
    if all(map(_has_mark, segments)):
        return list(map(shortened, segments))
    beside = unkept([*((text, code) for code in codes), *_both_terms(proposed)])
    return [
        shortened(segment if _has_mark(segment) else marked_segment(row, beside, {0}))
        for segment, row in zip(segments, chosen, strict=True)
    ]


def _has_mark(segment: dict[str, Any]) -> bool:
    return any(piece.status for side in ("source", "target") for piece in segment.get(side, ()))


def _both_terms(pairs: Iterable[sqlite3.Row]) -> Iterator[tuple[str, str]]:
    for row in pairs:
        yield row["source"], row["source_language"]
        yield row["target"], row["target_language"]
