"""What the pages show: plain data read from a termbase, without HTTP and without HTML."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import Any

from termbase.languages.base import FORMULA
from termbase.matching import TermIndex, recognise
from termbase.model import AdministrativeStatus, Concept, Occurrence, Term
from termbase.pipeline.recognition import term_index
from termbase.pipeline.unpaired import without_counterpart
from termbase.publish import lists
from termbase.publish.cache import stated
from termbase.store import mined, page_queries, pair_queries, queries, queue, uses

EVIDENCE_LIMIT = 12
# Sentences from aligned text that a page shows.
PLACES = 20
CANDIDATES = 60
# The longest section file has some 150 blocks: those stand on one page.
SEGMENTS_A_PAGE = 200
CODE = re.compile(rf"`([^`\n]+)`|{FORMULA}")
LONGEST_MARKED_TEXT = 20_000
REJECTED = (AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; where it is a term, its status and how it was recognised; the concept, where it has one."""

    text: str
    concept_id: int | None = None
    status: str = ""
    title: str = ""
    code: bool = False


def pieces(
    text: str | None, code: str, index: TermIndex, only: Container[int] | None = None, beside: Set[int] | None = None
) -> list[Piece]:
    """A text cut at the terms in it; ``only`` names the concepts whose terms are marked.

    ``beside`` has the concepts that the text on the other side uses: of several concepts on one span one of them is
    taken, and an inflected form is marked only for one of them, since a light analysis also meets other words.
    """
    if text is None:
        return []
    found = recognise(text, code, index) if len(text) <= LONGEST_MARKED_TEXT else []
    if beside is not None:
        found = [o for o in found if o.concept_id in beside or (o.kind == "exact" and not _is_rejected(o))]
        found.sort(key=lambda o: (o.start, -o.end, o.concept_id not in beside))
    cut: list[Piece] = []
    position = 0
    for occurrence in found:
        if occurrence.start < position or (only is not None and occurrence.concept_id not in only):
            continue
        cut += [*_plain(text[position : occurrence.start]), _piece(occurrence)]
        position = occurrence.end
    return [piece for piece in [*cut, *_plain(text[position:])] if piece.text]


def _is_rejected(occurrence: Occurrence) -> bool:
    return occurrence.term.administrative_status in REJECTED


def both_sides(
    segment: sqlite3.Row, languages: tuple[str, str], index: TermIndex, only: Container[int] | None = None,
    otherwise: Container[int] = (),
) -> dict[str, list[Piece]]:  # fmt: skip
    """The two sides of a segment with their terms marked; of the source, those that are rendered ``otherwise`` so."""
    source, target = segment["source_text"], segment["target_text"]
    used = None
    if source and target and len(source) <= LONGEST_MARKED_TEXT:
        used = {occurrence.concept_id for occurrence in recognise(source, languages[0], index)}
    return {
        "source": [_otherwise(piece, otherwise) for piece in pieces(source, languages[0], index, only)],
        "target": pieces(target, languages[1], index, only, used),
    }


def _plain(text: str) -> Iterator[Piece]:
    """Text without terms: marks of emphasis go; code and formulas, which read from left to right, are told apart."""
    position = 0
    text = text.replace("**", "")
    for match in CODE.finditer(text):
        yield Piece(text[position : match.start()])
        yield Piece(match[1] or match[0], code=True)
        position = match.end()
    yield Piece(text[position:])


def _piece(occurrence: Occurrence) -> Piece:
    if not occurrence.concept_id:
        return Piece(occurrence.surface, status="proposed")
    rules = f" ({', '.join(occurrence.rules)})" if occurrence.rules else ""
    title = f"{occurrence.term.text}, {occurrence.term.administrative_status.value}, {occurrence.kind}{rules}"
    status = "rejected" if _is_rejected(occurrence) else "accepted"
    return Piece(occurrence.surface, occurrence.concept_id, status, title)


def _otherwise(piece: Piece, concepts: Container[int]) -> Piece:
    if piece.status != "accepted" or piece.concept_id not in concepts:
        return piece
    return replace(piece, status="otherwise", title=f"{piece.title}; not rendered as accepted here")


def _index(connection: sqlite3.Connection) -> TermIndex:
    return term_index(connection)


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
            {
                "row": row,
                "source": _marked(row["source_text"], row["source_start"], row["source_end"], number, title),
                "target": _marked(row["target_text"], row["target_start"], row["target_end"], number, title),
                "both": True,
            },
        )
    return list(found.values())


def _marked(text: str, start: int, end: int, number: int, title: str) -> list[Piece]:
    pieces = [*_plain(text[:start]), Piece(text[start:end], number, "accepted", title), *_plain(text[end:])]
    return [piece for piece in pieces if piece.text]


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
    return ranked[:EVIDENCE_LIMIT]


def document(connection: sqlite3.Connection, number: int, offset: int = 0, line: int | None = None) -> dict[str, Any]:
    """A document: both versions side by side with terms marked, what its notes state, its figures and findings.

    Of the segments one page is shown: that from ``offset`` (from 0) on, or the one with ``line``.
    """
    row = queries.document(connection, number)
    index = _index(connection)
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
