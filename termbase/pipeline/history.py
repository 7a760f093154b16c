"""What one change of the history did, entry by entry: as it was before, and as it was after."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from termbase.store import edits, page_queries

# Columns that follow from others, or that say what the name of the entry says already.
IMPLIED = ("id", "spelling", "stems", "concept_id", "fields", "root", "settings_hash", "content_hash", "made_at")
NAMES = {
    "term": ("text",), "pair": ("source", "target"), "document": ("name",), "comment": ("text",),
    "suggestion": ("source", "target"), "concept_relation": ("relation",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that a change added, changed or removed (``kind``).

    ``what`` is concept, term, pair, document, comment, suggestion or concept relation; ``name`` the text of the entry,
    that of a pair with its translation; ``concept_id`` the concept it belongs to, ``pair_id`` the pair, 0 without one.
    ``differences`` has for each column what it said before and after; None is nothing.
    """

    kind: str
    what: str
    name: str
    concept_id: int
    pair_id: int
    differences: tuple[tuple[str, Any, Any], ...]


def changes_in(connection: sqlite3.Connection, number: int, limit: int) -> list[EntryChange]:
    """The first ``limit`` entries that a revision changed, in its order. Raises `NotFound` without such a revision.

    Segments, evidence and figures of documents are not listed: they come and go with their document.
    """
    edits.change(connection, number)
    found = []
    for table, row_id, before, after in page_queries.images(connection, number, limit):
        one, other = (json.loads(image) if image else None for image in (before, after))
        if one != other:
            found.append(_change(table, row_id, one, other))
    return found


def _change(table: str, row_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> EntryChange:
    shown = after or before or {}
    kind = "added" if before is None else "removed" if after is None else "changed"
    names = NAMES.get(table, ())
    one, other = before or {}, after or {}
    columns = [name for name in shown if name not in IMPLIED and (kind == "changed" or name not in names)]
    values = [(name.replace("_", " "), one.get(name), other.get(name)) for name in columns]
    return EntryChange(
        kind, table.replace("_", " "), " = ".join(str(shown[name]) for name in names if name in shown),
        row_id if table == "concept" else shown.get("concept_id") or 0, row_id if table == "pair" else 0,
        tuple(value for value in values if value[1] != value[2] and (value[1] or value[2])),
    )  # fmt: skip
