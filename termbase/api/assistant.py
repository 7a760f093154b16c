"""What a language model asks for: the terms that a text needs, compact, and with what tells readings apart."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any

from termbase.api.exchange import Context
from termbase.api.shapes import LONGEST_TEXT
from termbase.api.terms import finding
from termbase.checks.segment import check_segment
from termbase.errors import NotFound, TooLarge, UsageError
from termbase.languages import primary_subtag
from termbase.matching import TermIndex, recognise
from termbase.model import AdministrativeStatus, Concept, Occurrence, best_first
from termbase.store import pair_queries, queries
from termbase.store.search import proposed_pairs

ACCEPTED = (AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED)
CANDIDATES = 60
LONGEST_EXAMPLE = 300


def lookup_terms(context: Context, text: str, source: str, target: str) -> dict[str, Any]:
    """The terms of a text with their translations. A term of several concepts is told as ambiguous, never chosen."""
    source, target = primary_subtag(source), primary_subtag(target)
    found = _recognised(context, text, source)
    terms, ambiguous = [], []
    for _, group in groupby(found, key=lambda o: (o.start, o.end)):
        same = list(group)
        readings = [_reading(context, one, source, target, len(same) > 1) for one in same]
        first = {"start": same[0].start, "end": same[0].end, "surface": same[0].surface}
        if len(readings) > 1:
            ambiguous.append({**first, "readings": readings})
        else:
            terms.append({**first, **readings[0]})
    context.in_time()
    return {"revision": context.state.revision, "terms": terms, "ambiguous": ambiguous}


def _recognised(context: Context, text: str, code: str) -> list[Occurrence]:
    if len(text) > LONGEST_TEXT:
        raise TooLarge(f"the text has {len(text)} characters, at most {LONGEST_TEXT} are taken; send it in parts")
    return recognise(text, code, context.state.index)


def _reading(context: Context, found: Occurrence, source: str, target: str, telling: bool) -> dict[str, Any]:
    index = context.state.index
    there = best_first(index.terms_of(found.concept_id, target))
    record: dict[str, Any] = {
        "concept_id": found.concept_id,
        "term": found.term.text,
        "write": [term.text for term in there if term.administrative_status in ACCEPTED],
        "never": [term.text for term in there if term.administrative_status not in ACCEPTED],
    }
    if found.term.do_not_translate:
        record["do_not_translate"] = True
    if telling:
        record |= _what_tells(context.connection, found.concept_id, found.term.text, source)
    return record


def _what_tells(connection: sqlite3.Connection, number: int, term: str, source: str) -> dict[str, Any]:
    """What tells one reading of a term from another: definition, subject, synonyms, a sentence."""
    try:
        concept = queries.concept(connection, number)
    except NotFound:
        return {}
    synonyms = [t.text for t in concept.terms if t.language == source and t.text != term]
    known = {
        "definition": concept.definition, "subject_field": concept.subject_field, "note": concept.note,
        "synonyms": synonyms, "example": next(iter(_examples(connection, concept, 1)), None),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def glossary_for_text(context: Context, text: str, source: str, target: str) -> dict[str, Any]:
    """Only the terms that a text needs, a line each, ready to stand in a prompt; ambiguous ones with their readings."""
    found = lookup_terms(context, text, source, target)
    lines = dict.fromkeys(_line(term) for term in found["terms"] if term["write"] or term["never"])
    for one in found["ambiguous"]:
        readings = " | ".join(_line(reading) + _said(reading) for reading in one["readings"])
        lines[f"{one['surface']}: AMBIGUOUS, decide by meaning or ask: {readings}"] = None
    return {"glossary": "\n".join(lines), "ambiguous": list(dict.fromkeys(o["surface"] for o in found["ambiguous"]))}


def _line(term: dict[str, Any]) -> str:
    if term.get("do_not_translate"):
        return f"{term['term']} = {term['term']} (do not translate)"
    never = f" (never: {', '.join(term['never'])})" if term["never"] else ""
    return f"{term['term']} = {' / '.join(term['write']) or '?'}{never}"


def _said(reading: dict[str, Any]) -> str:
    tells = [str(reading[name]) for name in ("definition", "subject_field", "note") if reading.get(name)]
    return f" [{'; '.join(tells)[:LONGEST_EXAMPLE]}]" if tells else f" [concept {reading['concept_id']}]"


def check_translation(context: Context, source_text: str, target_text: str, source: str, target: str) -> dict[str, Any]:
    """The findings of one pair of texts; none means that the terminology is respected."""
    source, target = primary_subtag(source), primary_subtag(target)
    for text in (source_text, target_text):
        if len(text) > LONGEST_TEXT:
            raise TooLarge(f"the text has {len(text)} characters, at most {LONGEST_TEXT} are checked; send it in parts")
    found = check_segment(source_text, target_text, source, target, context.state.index)
    return {"revision": context.state.revision, "findings": [finding(one, 1) for one in found]}


def term_evidence(context: Context, term: str, code: str, limit: int = 5) -> dict[str, Any]:
    """Where the team uses a term: for each concept that has it, the concept, what was stated, and sentences; and pairs
    with its words that are only proposed: nobody has ruled on them."""
    if not 1 <= limit <= 20:
        raise UsageError("limit is a number from 1 to 20")
    numbers = dict.fromkeys(entry.concept_id for entry in context.state.index.named(term, primary_subtag(code)))
    proposed = [
        _stated(row)
        for row in proposed_pairs(context.connection, term, limit)
        if primary_subtag(code) in (row["source_language"], row["target_language"])
    ]
    if not numbers and not proposed:
        raise NotFound(f"the termbase has no term {term!r} in {code}; lookup_terms finds what a text uses")
    concepts = []
    for number in list(numbers)[:10]:
        concept = queries.concept(context.connection, number)
        stated = pair_queries.pairs_of_concept(context.connection, number)[:limit]
        concepts.append({
            "concept_id": number, "definition": concept.definition, "subject_field": concept.subject_field,
            "terms": [{"text": t.text, "language": t.language, "status": t.administrative_status.value}
                      for t in concept.terms],
            "stated": list(map(_stated, stated)),
            "sentences": _examples(context.connection, concept, limit),
        })  # fmt: skip
    return {"revision": context.state.revision, "concepts": concepts, "proposed": proposed}


def _stated(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("source", "target", "status", "documents", "occurrences")}


def _examples(connection: sqlite3.Connection, concept: Concept, limit: int) -> list[dict[str, Any]]:
    """Segments that use a concept, those that use it on both sides first."""
    index = TermIndex((concept.id, term) for term in concept.terms)
    seen: dict[int, tuple[int, dict[str, Any]]] = {}
    for term in concept.terms:
        for row in queries.segments_with(connection, term.language, term.text, CANDIDATES):
            if row["id"] in seen:
                continue
            sides = (
                (row["source_text"] or "", row["source_language"]),
                (row["target_text"] or "", row["target_language"]),
            )
            used = sum(bool(text) and bool(recognise(text, code, index)) for text, code in sides)
            if used:
                seen[row["id"]] = (-used, {
                    "document": row["document"], "line": row["source_line"] or row["target_line"],
                    "source": sides[0][0][:LONGEST_EXAMPLE], "target": sides[1][0][:LONGEST_EXAMPLE],
                })  # fmt: skip
    return [record for _, record in sorted(seen.values(), key=lambda pair: pair[0])][:limit]
