"""What the page of one mined pair shows, and that of terms without counterpart: plain data, without HTTP and HTML."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

from termbase.errors import NotFound
from termbase.model import Concept, Term
from termbase.pipeline import unpaired
from termbase.pipeline.review import likeness, state_of
from termbase.publish.contexts import evidence_segments, marked_places, unkept
from termbase.store import edits, mined, page_queries, pair_queries, queries

MOST_PLACES = 50
# What waits for a decision, by status.
QUEUES = ("conflict", "new", "variant")
# Terms without counterpart on the page, and sentences for each.
MOST_TERMS, SENTENCES = 200, 5


def pair(connection: sqlite3.Connection, number: int, queue: str = "") -> dict[str, Any]:
    """A pair with the terms that the termbase has, other renderings of its source, its places and sentences.

    ``queue`` is the status whose pairs somebody goes through, of `QUEUES`; else it is that of the pair.
    """
    row = pair_queries.standing(connection, number)
    concept = queries.concept(connection, row["concept_id"]) if row["concept_id"] else None
    terms = [term for term in concept.terms if term.language == row["target_language"]] if concept else []
    queue = next((name for name in (queue, row["status"]) if name in QUEUES), QUEUES[0])
    others = [other for other in page_queries.renderings(connection, row) if other["id"] != number]
    alike = [other for other in others if row["status"] in (*QUEUES, "known") and likeness(other) == likeness(row)]
    passed = {number, *(other["id"] for other in alike)}
    following = page_queries.page_of_pairs(connection, queue, number, len(passed) + 1)
    return {
        "pair": row,
        "state": state_of(connection, number),
        "terms": terms,
        "others": others,
        "alike": {other["id"]: state_of(connection, other["id"]) for other in alike},
        "places": [place for place in pair_queries.evidence(connection, [number]) if place["stated"]][:MOST_PLACES],
        "segments": marked_places(connection, [number], row["concept_id"] or 0) or _sentences(connection, row),
        "decided": page_queries.last_decision(connection, number)
        if row["status"] in ("accepted", "rejected")
        else None,
        "queue": queue,
        "following": next((other["id"] for other in following if other["id"] not in passed), None),
    }


def decided(connection: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    """The pair that somebody has just decided on, before going on to the next; None where it is not decided."""
    with suppress(NotFound):
        row = pair_queries.standing(connection, number)
        return row if row["status"] in ("accepted", "rejected") else None
    return None


def to_tick(
    connection: sqlite3.Connection, rows: list[sqlite3.Row], status: str | None, done: int, may: bool
) -> dict[str, Any]:  # fmt: skip
    """What a list of pairs shows to whoever may decide on several at once: the state of each, and what was just done.

    Which of several renderings is right is decided one by one, so conflicts can only be rejected at once.
    """
    ticked = may and status in (*QUEUES, "known")
    with suppress(NotFound):
        return {
            "states": {row["id"]: state_of(connection, row["id"]) for row in rows} if ticked else {},
            "accepts": status != "conflict", "done": edits.change(connection, done) if done else None,
        }  # fmt: skip
    return {"states": {}, "accepts": False, "done": None}


def _sentences(connection: sqlite3.Connection, row: sqlite3.Row) -> list[dict[str, Any]]:
    """Sentences that use a pair which only notes state, those with both of its terms first."""
    terms = [(row["source"], row["source_language"])]
    if not row["do_not_translate"]:
        terms.append((row["target"], row["target_language"]))
    return evidence_segments(connection, Concept(tuple(Term(*term) for term in terms)), unkept(terms))


def without_counterpart(connection: sqlite3.Connection) -> dict[str, Any]:
    """Terms that aligned text mostly leaves untranslated, and words of translations that render nothing."""
    rows = unpaired.without_counterpart(connection)
    shown = [dict(row) for row in rows[:MOST_TERMS]]
    for row in shown:
        row["segments"] = mined.untranslated(connection, row["language"], row["other_language"], row["text"], SENTENCES)
    directions: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in shown:
        directions.setdefault((row["language"], row["other_language"]), []).append(row)
    return {"directions": directions, "total": len(rows), "shown": len(shown)}
