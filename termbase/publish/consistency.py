"""The consistency report as pages: an overview with pictures, and each list by itself, a page at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from termbase.errors import NotFound
from termbase.pipeline.recognition import term_index
from termbase.publish import cache, contexts
from termbase.publish.marks import shortened
from termbase.reports.consistency import ConsistencyReport
from termbase.reports.corpus_html import SECTIONS, adherence_table, lacking_table, only_once_table, sections
from termbase.reports.pictures import Links
from termbase.reports.places import Place
from termbase.store import queries
from termbase.store import uses as stored_uses

# Rows of a list that the overview shows, and rows of a page.
FIRST, PAGE = 12, 50
LISTS = {
    "several-targets": "One term, several renderings",
    "several-sources": "One rendering, several terms",
    "conflicts": "Against the termbase",
    "findings": "Claims and missing text",
    "variants": "Variants of form only",
    "adherence": SECTIONS["adherence"],
    "only-once": SECTIONS["only-once"],
    "lacking": SECTIONS["lacking"],
}
# Lists for which texts are looked at.
FROM_TEXTS = ("adherence", "only-once", "lacking")
OUTCOMES = ("accepted", "otherwise", "rejected", "other", "none")


class SiteLinks(Links):
    """Figures lead to the pages below an address."""

    def __init__(self, path: Callable[[str], str]) -> None:
        self.path = path

    def concept(self, number: int) -> str:
        """The page of a concept."""
        return self.path(f"/concept/{number}")

    def uses(self, concept: int | None = None, column: str = "", of_folder: bool = False, outcome: str = "") -> str:
        """The page of the segments behind a figure."""
        name = "folder" if of_folder else "document"
        wanted = {"concept": concept, name: column, "outcome": outcome}
        return self.path("/uses?" + urlencode({key: value for key, value in wanted.items() if value}))

    def place(self, place: Place) -> str:
        """The line of a document."""
        return self.path(f"/document/{place.document_id}?line={place.line}#L{place.line}")


def overview(connection: sqlite3.Connection, path: Callable[[str], str]) -> dict[str, Any]:
    """The report with its pictures and the beginning of each list."""
    report = cache.consistency(connection)
    shown = sections(report, SiteLinks(path), FIRST)
    return {
        "report": report,
        "titles": {**SECTIONS, **LISTS},
        "shown": {key: Markup(html) for key, html in shown.items()},
        "counts": {key: len(rows_of(report, key)) for key in LISTS},
        "first": FIRST,
    }


def rows_of(report: ConsistencyReport, name: str) -> Sequence[Any]:
    """The rows of a list of the report."""
    if name in FROM_TEXTS:
        return getattr(report.corpus, name.replace("-", "_")) if report.corpus else ()
    found: Sequence[Any] = getattr(report, name.replace("-", "_"))
    return found


def key_of(name: str, row: Any) -> str:
    """What a row of a list is known by in an address."""
    if name in ("conflicts", "findings", "lacking"):
        return str(row["id"])
    if name in ("adherence", "only-once"):
        return str(row.concept_id)
    return f"{row.language}:{row.term}"


def one_list(connection: sqlite3.Connection, path: Callable[[str], str], name: str, after: str) -> dict[str, Any]:
    """A page of a list: the rows behind the one that ``after`` names. Raises `NotFound` for a list there is not."""
    if name not in LISTS:
        raise NotFound(f"there is no list {name!r}")
    report = cache.consistency(connection) if name in FROM_TEXTS else cache.stated(connection)
    rows, links = rows_of(report, name), SiteLinks(path)
    begin = next((n for n, row in enumerate(rows, 1) if key_of(name, row) == after), 0) if after else 0
    page = rows[begin : begin + PAGE]
    tables: dict[str, Callable[[], str]] = {
        "adherence": lambda: adherence_table(page, links),
        "only-once": lambda: only_once_table(page, links),
        "lacking": lambda: lacking_table(page),
    }
    return {
        "name": name,
        "title": LISTS[name],
        "table": Markup(tables[name]()) if name in tables else None,
        "rows": page,
        "first": begin + 1,
        "total": len(rows),
        "after": after if begin else "",
        "next": key_of(name, page[-1]) if begin + PAGE < len(rows) else None,
    }


def uses(
    connection: sqlite3.Connection, concept: int | None, document: str, folder: str, outcome: str, after: str
) -> dict[str, Any]:
    """The segments behind a figure: those that use a concept, in a document or folder, rendered so."""
    number = stored_uses.document_named(connection, document) if document else None
    outcome = outcome if outcome in OUTCOMES else ""
    chosen = stored_uses.Chosen(concept, number, folder, outcome)
    first, _, second = after.partition("-")
    cursor = (int(first), int(second)) if first.isdigit() and second.isdigit() and len(after) < 30 else (0, 0)
    rows = stored_uses.page_of_uses(connection, chosen, cursor, PAGE + 1)
    index = term_index(connection)
    asked = {"concept": concept or "", "document": document, "folder": folder}
    return {
        "segments": [
            {**shortened(contexts.marked_segment(row, index, {row["concept_id"]})), "use": row} for row in rows[:PAGE]
        ],
        "total": stored_uses.number_of_uses(connection, chosen),
        "counted": stored_uses.uses_are_of(connection) is not None,
        "current": stored_uses.uses_are_of(connection) == queries.last_revision(connection),
        "concept": concept,
        "term": rows[0]["term"] if rows and concept else "",
        "where": document or folder,
        "outcome": outcome,
        "outcomes": OUTCOMES,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "after": after if cursor != (0, 0) else "",
        "next": f"{rows[PAGE - 1]['id']}-{rows[PAGE - 1]['concept_id']}" if len(rows) > PAGE else None,
    }  # fmt: skip
