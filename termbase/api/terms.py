"""Lookup and check of texts."""

from __future__ import annotations

from typing import Any

from termbase.api.exchange import Context, Reply, revision_tag
from termbase.api.shapes import LONGEST_REQUEST_TEXT, CheckBody, LookupBody, LookupQuery
from termbase.checks.codes import CODES
from termbase.checks.segment import CheckOptions, SegmentFinding, check_segment
from termbase.errors import Conflict, TooLarge
from termbase.languages import primary_subtag
from termbase.matching import recognise
from termbase.model import Occurrence, Term, best_first


def lookup_query(context: Context, query: LookupQuery, body: None = None) -> Reply:
    """The terms of one text, asked in a query string."""
    found = _lookup(context, [query.text], query.source, query.target, query.min_similarity)
    return Reply(found, etag=revision_tag(found["revision"], query))


def lookup_body(context: Context, query: object, body: LookupBody) -> Reply:
    """The terms of a text or of segments."""
    bounded(body.texts)
    return Reply(_lookup(context, body.texts, body.source, body.target, body.min_similarity))


def bounded(texts: list[str]) -> None:
    """Raise `TooLarge` where texts are too long together."""
    length = sum(map(len, texts))
    if length > LONGEST_REQUEST_TEXT:
        raise TooLarge(f"the segments have {length} characters, at most {LONGEST_REQUEST_TEXT} go into one request")


def _lookup(context: Context, texts: list[str], source: str, target: str, cutoff: float) -> dict[str, Any]:
    source, target = primary_subtag(source), primary_subtag(target)
    state = context.state
    found = []
    for text in texts:
        found.append(recognise(text, source, state.index, cutoff))
        context.in_time()
    numbers = (occurrence.concept_id for occurrences in found for occurrence in occurrences)
    # The translations of all segments are one question to the store.
    known = {number: _translations(terms) for number, terms in state.index.terms_of_each(numbers, target).items()}
    segments = [
        {"terms": [_term_found(occurrence, known[occurrence.concept_id]) for occurrence in occurrences]}
        for occurrences in found
    ]
    return {"source": source, "target": target, "revision": state.revision, "segments": segments}


def _term_found(found: Occurrence, translations: list[dict[str, Any]]) -> dict[str, Any]:
    """One term found in a text; start and end count Unicode code points."""
    return {
        "start": found.start, "end": found.end, "surface": found.surface, "term": found.term.text,
        "status": found.term.administrative_status.value, "concept_id": found.concept_id, "match": found.kind,
        "rules": list(found.rules), "similarity": found.similarity, "translations": translations,
    }  # fmt: skip


def _translations(terms: list[Term]) -> list[dict[str, Any]]:
    return [
        {"text": t.text, "status": t.administrative_status.value, "do_not_translate": t.do_not_translate}
        for t in best_first(terms)
    ]


def check(context: Context, query: object, body: CheckBody) -> Reply:
    """The findings of each segment."""
    bounded([text for pair in body.segments for text in (pair.source, pair.target)])
    source, target = primary_subtag(body.source), primary_subtag(body.target)
    if source == target:
        raise Conflict(f"source and target are both {source}; a translation is checked from one language to another")
    options = CheckOptions() if body.codes is None else CheckOptions(codes=frozenset(body.codes) & frozenset(CODES))
    state = context.state
    segments = []
    for number, pair in enumerate(body.segments, 1):
        found = check_segment(pair.source, pair.target, source, target, state.index, options)
        segments.append({"findings": [finding(one, number) for one in found]})
        context.in_time()
    return Reply({"source": source, "target": target, "revision": state.revision, "segments": segments})


def finding(found: SegmentFinding, segment: int) -> dict[str, Any]:
    """One finding; offsets count code points of the segment, null on a side without a place."""
    return {
        "code": found.code, "severity": found.severity.value, "segment": segment, "source_term": found.source_term,
        "source_start": found.source_start, "source_end": found.source_end, "target_start": found.target_start,
        "target_end": found.target_end, "expected": list(found.expected), "found": found.found,
        "message": found.message, "concept_id": found.concept_id or None,
    }  # fmt: skip
