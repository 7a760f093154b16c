"""Glossaries as Markdown tables: a column a language, and confidence, usage count, notes where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termbase.errors import InputError
from termbase.formats.columns import columns_of
from termbase.formats.entry import incoming, status_of
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus

RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
CELL = re.compile(r"(?<!\\)\|")


def read_glossary(text: str, source: str, target: str, place: str) -> Iterator[Incoming]:
    """The rows of all tables in ``text``; languages are BCP 47 primary subtags. Raises `InputError` with the line."""
    columns: dict[str, int] | None = None
    header: tuple[int, list[str]] | None = None
    seen = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.lstrip().startswith("|"):
            columns = header = None
        elif RULE.match(line) and header:
            columns, seen = columns_of(header[1], source, target, place, header[0]), True
        elif columns is None:
            header = (number, _cells(line))
        else:
            row = _row(_cells(line), columns, (source, target), number)
            if row:
                yield row
    if not seen:
        raise InputError("has no table with a header (| English | Arabic | … and a rule below it)", place)


def _cells(line: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in CELL.split(line.strip().removeprefix("|").removesuffix("|"))]


def _row(cells: list[str], columns: dict[str, int], languages: tuple[str, str], line: int) -> Incoming | None:
    values = {kind: cells[index] for kind, index in columns.items() if index < len(cells)}
    name, rendering = values.pop("source", "").strip("*` "), values.pop("target", "").strip("*` ")
    if not name or not rendering:
        return None
    status = status_of(values.pop("status", "")) or AdministrativeStatus.PREFERRED
    return incoming(
        name, rendering, languages, line, status, _number(values.pop("confidence", ""), 1.0),
        int(_number(values.pop("usage", ""), 0)), **values,
    )  # fmt: skip


def _number(text: str, default: float) -> float:
    """A share or a count; a percentage is a share. What is no number counts as not given."""
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        return default
    return value / 100 if text.strip().endswith("%") else value
