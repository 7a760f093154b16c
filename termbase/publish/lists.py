"""What the pages that list things show: plain data, a page at a time, without HTTP and without HTML."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from termbase.api.rights import Actor, Role
from termbase.pipeline.history import changes_in
from termbase.store import edits, page_queries, queries
from termbase.store.revisions import undone_revisions
from termbase.store.search import words_of_pairs

# Rows that a page shows.
PAGE = 100
STATUSES = ("new", "known", "variant", "conflict", "accepted", "rejected")


def history_of(connection: sqlite3.Connection, number: int) -> list[dict[str, Any]]:
    """What was done to one concept: a revision with the terms that it added, changed and removed here."""
    found: dict[int, dict[str, Any]] = {}
    for row in page_queries.concept_history(connection, number):
        entry = found.setdefault(row["id"], {"revision": row, "concept": "", "added": [], "changed": [], "removed": []})
        if row["table_name"] == "concept":
            entry["concept"] = entry["concept"] or ("made" if row["before"] is None else "entry changed")
            continue
        kind = "changed" if row["there"] else "removed"
        kind = "added" if row["before"] is None else kind
        if row["text"] is not None and (row["text"], row["language"]) not in entry[kind]:
            entry[kind].append((row["text"], row["language"]))
    return list(found.values())


def revisions(connection: sqlite3.Connection, actor: Actor, before: int) -> dict[str, Any]:
    """A page of the history, newest first, and which of it ``actor`` may take back.

    Whether later changes stand upon one is seen when it is taken back: to know it of each row costs too much.
    """
    rows = queries.revisions(connection, PAGE + 1, before)
    undone = undone_revisions(connection)
    mine = [row["id"] for row in rows if actor.role is Role.ADMIN or (actor.role >= Role.REVIEWER and actor.wrote(row))]
    return {
        "revisions": rows[:PAGE],
        "undone": undone,
        "may_undo": set(mine) - undone,
        "total": queries.number_of_revisions(connection),
        "after": before,
        "next": rows[PAGE - 1]["id"] if len(rows) > PAGE else None,
    }


def revision(connection: sqlite3.Connection, actor: Actor, number: int) -> dict[str, Any]:
    """One change of the history with the first entries that it changed. Raises `NotFound`."""
    row = edits.change(connection, number)
    mine = actor.role is Role.ADMIN or (actor.role >= Role.REVIEWER and actor.wrote(row))
    return {
        "revision": row,
        "rows": changes_in(connection, number, PAGE),
        "changes": page_queries.changes_of(connection, [number])[number],
        "undone": number in undone_revisions(connection),
        "may": mine,
        "most": PAGE,
    }


def undoable(connection: sqlite3.Connection, actor: Actor, rows: Iterable[sqlite3.Row]) -> dict[int, int]:
    """Which of some revisions ``actor`` may take back by a button, and how many changes each made.

    Only those made by a token: what a command did may be many thousand changes, which the history counts.
    """
    mine = [row["id"] for row in rows if row["token_id"] and (actor.wrote(row) or actor.role is Role.ADMIN)]
    undone = undone_revisions(connection) if mine else set()
    return page_queries.changes_of(connection, [number for number in mine if number not in undone])


def documents(connection: sqlite3.Connection, after: str) -> dict[str, Any]:
    """A page of the documents behind a name, and on the first page the glossaries that were imported."""
    rows = page_queries.documents(connection, after, PAGE + 1)
    seen = page_queries.documents_up_to(connection, after) if after else 0
    return {
        "documents": rows[:PAGE],
        "glossaries": [] if after else page_queries.documents(connection, "", PAGE, imported=True),
        "first": seen + 1,
        "total": queries.counts(connection)["documents"],
        "after": after,
        "next": rows[PAGE - 1]["name"] if len(rows) > PAGE else None,
    }


def pairs(connection: sqlite3.Connection, status: str | None, after: int, text: str = "") -> dict[str, Any]:
    """A page of the mined pairs of a status that have the words of ``text``, those behind the pair ``after``."""
    wanted, match = status if status in STATUSES else None, words_of_pairs(connection, text)
    rows = page_queries.page_of_pairs(connection, wanted, after, PAGE + 1, match)
    return {
        "pairs": rows[:PAGE],
        "status": status,
        "statuses": STATUSES,
        "sought": text,
        "total": page_queries.number_of_pairs(connection, wanted, match),
        "after": after,
        "next": rows[PAGE - 1]["id"] if len(rows) > PAGE else None,
    }
