"""Cells of raw tables: Datasette sets neither language nor direction in them, and knows no pages of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from markupsafe import Markup

# Columns that hold the number of something that has a page.
PAGES = {"concept_id": "concept", "document_id": "document", "pair_id": "pair"}


def page_of(value: object, column: str, table: str | None, path: Callable[[str], str]) -> Markup | None:
    """A link to the page of a concept, document or pair, where the cell holds the id of one; None for all else.

    Datasette gives the cell of a column that refers to a row as its value and a label.
    """
    kind = PAGES.get(column) or (table if column == "id" and table in PAGES.values() else None)
    number = value.get("value") if isinstance(value, dict) else value
    if kind is None or not isinstance(number, int):
        return None
    label = value.get("label") if isinstance(value, dict) else None
    said = number if label in (None, str(number)) else f"{number} {label}"
    return Markup('<a href="{}">{}</a>').format(path(f"/{kind}/{number}"), said)


def isolated(value: object) -> Markup | None:
    """Text with right-to-left letters, wrapped so that its direction stays its own; None for all else."""
    if not isinstance(value, str) or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in value):
        return None
    return Markup('<bdi dir="auto">{}</bdi>').format(value)
