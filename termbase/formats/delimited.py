"""Terminology as CSV and TSV: columns by the names in the first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from termbase.errors import InputError
from termbase.formats.columns import columns_of
from termbase.formats.entry import STATUSES, incoming, status_of
from termbase.matching import Incoming

csv.field_size_limit(1 << 20)


def read_csv(text: str, source: str, target: str, place: str) -> Iterator[Incoming]:
    """The rows of a CSV file (RFC 4180); a semicolon as separator is recognised by the header."""
    first = text.split("\n", 1)[0]
    yield from _read(text, source, target, place, ";" if first.count(";") > first.count(",") else ",")


def read_tsv(text: str, source: str, target: str, place: str) -> Iterator[Incoming]:
    """The rows of a file of tab-separated values."""
    yield from _read(text, source, target, place, "\t")


def _read(text: str, source: str, target: str, place: str, delimiter: str) -> Iterator[Incoming]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: dict[str, int] | None = None
    line = 1
    try:
        for cells in reader:
            if columns is None:
                columns = columns_of(cells, source, target, place, line)
            elif any(cell.strip() for cell in cells):
                yield _row(cells, columns, (source, target), place, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"is not well-formed CSV: {error}", place, reader.line_num) from None
    if columns is None:
        raise InputError("has no header row", place)


def _row(cells: list[str], columns: dict[str, int], languages: tuple[str, str], place: str, line: int) -> Incoming:
    values = {kind: cells[index].strip() for kind, index in columns.items() if index < len(cells)}
    name, rendering = values.pop("source", ""), values.pop("target", "")
    if not name:
        raise InputError("this row has no source term", place, line)
    word = values.pop("status", "")
    status = status_of(word)
    if status is None:
        raise InputError(f"unknown status {word!r}; known are {', '.join(filter(None, STATUSES))}", place, line)
    try:
        confidence, usage = float(values.pop("confidence", "") or 1), int(values.pop("usage", "") or 0)
    except ValueError as error:
        raise InputError(f"a figure cannot be read: {error}", place, line) from None
    if values.get("do_not_translate") and not rendering:
        rendering = name
    return incoming(name, rendering, languages, line, status, confidence, usage, **values)
