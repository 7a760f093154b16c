"""Mined pairs: what waits for a decision, where it was stated, and the decision."""

from __future__ import annotations

import sqlite3
from typing import Any

from termbase.api.exchange import Context, Reply
from termbase.api.shapes import AcceptBody, PairSearch, UnpairedSearch
from termbase.languages import primary_subtag
from termbase.pipeline.review import Ruling, review
from termbase.pipeline.unpaired import without_counterpart
from termbase.store import mined, pair_queries
from termbase.store.search import words_of_pairs

FIELDS = (
    "id", "source", "target", "source_language", "target_language", "do_not_translate", "score", "status", "extractor",
    "documents", "occurrences", "concept_id",
)  # fmt: skip
PLACE_FIELDS = ("document", "field", "line", "extractor", "score")
MOST_PLACES = 50
UNPAIRED_FIELDS = ("text", "language", "other_language", "score", "documents", "occurrences", "missing")
MOST_SENTENCES = 5


def _record(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in FIELDS} | {"do_not_translate": bool(row["do_not_translate"])}


def search(context: Context, query: PairSearch, body: None = None) -> Reply:
    """A page of mined pairs, by id."""
    match = words_of_pairs(context.connection, query.q.replace("\0", " "))
    rows = pair_queries.pairs_after(
        context.connection, query.after, query.limit + 1, query.status, query.min_score, match
    )
    found = rows[: query.limit]
    more = str(found[-1]["id"]) if len(rows) > query.limit else None
    return Reply({"pairs": list(map(_record, found)), "next": more})


def read(context: Context, query: object, body: None, number: int) -> Reply:
    """One pair and where it was stated."""
    places = pair_queries.evidence(context.connection, [number])[:MOST_PLACES]
    record = _record(pair_queries.standing(context.connection, number))
    return Reply(record | {"evidence": [{name: row[name] for name in PLACE_FIELDS} for row in places]})


def unpaired(context: Context, query: UnpairedSearch, body: None = None) -> Reply:
    """Terms that aligned text leaves untranslated and words that render nothing, a page at a time."""
    rows = without_counterpart(context.connection)
    if query.language:
        rows = [row for row in rows if row["language"] == primary_subtag(query.language)]
    found = rows[query.after : query.after + query.limit]
    more = str(query.after + query.limit) if len(rows) > query.after + query.limit else None
    terms = [{name: row[name] for name in UNPAIRED_FIELDS} | {"segments": _sentences(context, row)} for row in found]
    return Reply({"terms": terms, "next": more})


def _sentences(context: Context, row: sqlite3.Row) -> list[dict[str, Any]]:
    languages = row["language"], row["other_language"]
    return [
        {"document": s["document"], "line": s["source_line"], "source": s["source_text"], "target": s["target_text"]}
        for s in mined.untranslated(context.connection, *languages, row["text"], MOST_SENTENCES)
    ]


def accept(context: Context, query: object, body: AcceptBody, number: int) -> Reply:
    """Take a pair into the termbase, its target with the status that the body gives."""
    review(
        context.connection, accept={number: Ruling.asked(body.status, body.former)}, author=context.actor.author,
        reason=body.reason or "", refresh=False,
    )  # fmt: skip
    return Reply(_record(pair_queries.standing(context.connection, number)))


def reject(context: Context, query: object, body: None, number: int) -> Reply:
    """Turn a pair down."""
    review(context.connection, reject=[number], author=context.actor.author, refresh=False)
    return Reply(_record(pair_queries.standing(context.connection, number)))
