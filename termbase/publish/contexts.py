"""What the pages show: plain data read from a termbase, without HTTP and without HTML."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from typing import Any

from termbase.matching import TermIndex
from termbase.model import Concept, Term
from termbase.pipeline.recognition import term_index
from termbase.pipeline.unpaired import without_counterpart
from termbase.publish import lists
from termbase.publish.cache import stated
from termbase.publish.marks import both_sides, marked_at, shortened
from termbase.store import mined, page_queries, pair_queries, queries, queue, uses

EVIDENCE_LIMIT = 12
# Sentences from aligned text that a page shows.
PLACES = 20
CANDIDATES = 60
# The longest section file has some 150 blocks: those stand on one page.
SEGMENTS_A_PAGE = 200


def home(connection: sqlite3.Connection) -> dict[str, Any]:
    """Figures, the weightiest disagreements, the terms most attested."""
    report = stated(connection)
    return {
        "counts": report.counts,
        "disagreements": report.several_targets[:6],
        "ambiguous": report.several_sources[:4],
        "report": report,
        "conflicts": page_queries.number_of_pairs(connection, "conflict"),
        "suggestions": queue.number_of_suggestions(connection, "open"),
        "unpaired": len(without_counterpart(connection)),
        "concepts": queries.attested_concepts(connection, 18),
    }


def marked_segment(row: sqlite3.Row, index: TermIndex, only: Container[int] | None) -> dict[str, Any]:
    """A segment with the terms of some concepts marked on both sides."""
    return {"row": row, **both_sides(row, (row["source_language"], row["target_language"]), index, only)}


def concept(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    """A concept with its terms, where it was stated, the sentences that use it, and its history."""
    found = queries.concept(connection, number)
    index = TermIndex((number, term) for term in found.terms)
    by_language: dict[str, list[Any]] = {}
    for term in found.terms:
        by_language.setdefault(term.language, []).append(term)
    pairs = pair_queries.pairs_of_concept(connection, number)
    return {
        "concept": found,
        "name": found.terms[0] if found.terms else None,
        "by_language": by_language,
        "pairs": pairs,
        "places": pair_queries.evidence(connection, [row["id"] for row in pairs][:500]) if pairs else [],
        "segments": evidence_segments(connection, found, index),
        "aligned": marked_places(connection, [row["id"] for row in pairs][:500], number),
        "history": lists.history_of(connection, number),
    }


def marked_places(connection: sqlite3.Connection, pair_ids: list[int], number: int) -> list[dict[str, Any]]:
    """The sentences that aligned text gives for pairs, with the pair marked on both sides, the surest first."""
    found: dict[int, dict[str, Any]] = {}
    for row in mined.evidence_in_texts(connection, pair_ids, PLACES) if pair_ids else []:
        title = f"{row['source']}, {row['target']}: {row['score']:.2f}"
        found.setdefault(
            row["id"],
            shortened(
                {
                    "row": row,
                    "source": marked_at(row["source_text"], row["source_start"], row["source_end"], number, title),
                    "target": marked_at(row["target_text"], row["target_start"], row["target_end"], number, title),
                    "both": True,
                }
            ),
        )
    return list(found.values())


def unkept(terms: Iterable[tuple[str, str]]) -> TermIndex:
    """An index of terms, each with its language, that are of no concept (yet)."""
    return TermIndex((0, Term(text, code)) for text, code in dict.fromkeys(terms))


def evidence_segments(connection: sqlite3.Connection, found: Concept, index: TermIndex) -> list[dict[str, Any]]:
    """Segments that use the concept, those that use it on both sides first, each with its terms marked."""
    seen: dict[int, dict[str, Any]] = {}
    for term in found.terms:
        for row in queries.segments_with(connection, term.language, term.text, CANDIDATES):
            if row["id"] not in seen:
                segment = marked_segment(row, index, {found.id})
                sides = [any(p.status for p in segment[side]) for side in ("source", "target")]
                if any(sides):
                    seen[row["id"]] = {**segment, "both": all(sides)}
    ranked = sorted(seen.values(), key=lambda s: (not s["both"], len(s["row"]["source_text"] or "")))
    return [shortened(segment) for segment in ranked[:EVIDENCE_LIMIT]]


def document(connection: sqlite3.Connection, number: int, offset: int = 0, line: int | None = None) -> dict[str, Any]:
    """A document: both versions side by side with terms marked, what its notes state, its figures and findings.

    Of the segments one page is shown: that from ``offset`` (from 0) on, or the one with ``line``.
    """
    row = queries.document(connection, number)
    index = term_index(connection)
    total, position = queries.segment_extent(connection, number, line)
    if line is not None:
        offset = position - 1
    offset = min(offset, max(total - 1, 0)) // SEGMENTS_A_PAGE * SEGMENTS_A_PAGE
    segments, otherwise = [], uses.rendered_otherwise(connection, number)
    languages = row["source_language"], row["target_language"]
    # Many segments may stand on one line: the first of them is the place of the line.
    taken: set[int | None] = {None}
    for segment in queries.segments(connection, number, offset, SEGMENTS_A_PAGE):
        one, other = segment["source_line"] or segment["target_line"], segment["target_line"]
        segments.append(
            {
                "row": segment,
                **both_sides(segment, languages, index, None, otherwise.get(segment["id"], ())),
                "anchor": None if one in taken else one,
                "target_anchor": None if other in taken or other == one else other,
            }
        )
        taken |= {one, other}
    places = pair_queries.evidence(connection, document=number)
    metrics = queries.owned(connection, "metric", number)
    findings = queries.owned(connection, "finding", number)
    return {
        "document": row,
        "segments": segments,
        "segments_total": total,
        "segments_from": offset,
        "page_size": SEGMENTS_A_PAGE,
        "places": places,
        "metrics": metrics,
        "findings": findings,
        "lines": _lines(queries.owned(connection, "document_field", number), places, metrics, findings),
    }


def _lines(
    fields: list[sqlite3.Row], places: list[sqlite3.Row], metrics: list[sqlite3.Row], findings: list[sqlite3.Row]
) -> list[tuple[int, str, str]]:
    """What a document states outside its texts, a row a line, so that every place has something to link to."""
    said = {row["line"]: (row["name"], row["value"]) for row in fields}
    for row in places:
        said.setdefault(row["line"], (row["field"], f"{row['source']} → {row['target']}"))
    for row in metrics:
        if row["claimed"] is not None:
            said.setdefault(row["line"], (row["name"], f"{row['claimed']:.2f}"))
    for row in findings:
        if row["code"].startswith("claim"):
            said.setdefault(row["line"], ("", row["found"]))
    return [(line, *said[line]) for line in sorted(said)]
