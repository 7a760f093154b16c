"""Terminology as CSV and TSV: columns by the names in the first row, or by a mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Options
from termbase.formats.source import SourceFile
from termbase.formats.tables.columns import columns_of, other_columns
from termbase.formats.tables.rows import COLUMNS, from_cells, grouped, neutralise, restore, sides, to_cells, with_others
from termbase.formats.texts import without_control
from termbase.matching import Incoming
from termbase.model import Concept

LONGEST_CELL = 1 << 20
SEPARATORS = ",;\t|"
Numbered = Iterator[tuple[int, list[str]]]


def read_csv(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of a CSV file (RFC 4180); the separator is told by the header. Raises `InputError` with the line."""
    return read_rows(cells_of(source, options.delimiter or guess_delimiter(source)), source.place, options)


def read_tsv(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of a file of tab-separated values."""
    return read_rows(cells_of(source, options.delimiter or "\t"), source.place, options)


def guess_delimiter(source: SourceFile) -> str:
    """The separator of the first line: the most frequent of comma, semicolon, tab, bar outside quotes."""
    first = next((line for line in source.beginning().splitlines() if line.strip()), "")
    bare = "".join(part for number, part in enumerate(first.split('"')) if number % 2 == 0)
    return max(SEPARATORS, key=lambda sign: (bare.count(sign), -SEPARATORS.index(sign)))


def cells_of(source: SourceFile, delimiter: str) -> Numbered:
    """The line and the cells of each row that has any. Raises `InputError` for what is not well-formed."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(source.lines(), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"is not well-formed CSV: {error}", source.place, reader.line_num or 1) from None


def read_rows(rows: Numbered, place: str, options: Options) -> Iterator[Incoming]:
    """Rows with a header as concepts; rows that have a concept id and stand together are one concept.

    A row without a source term is an error unless it is empty.
    """
    first = next(rows, None)
    if first is None:
        raise InputError("has no header row", place)
    line, header = first
    columns = columns_of(header, options, place, line)
    if options.columns.get("header", "yes") == "no":
        rows = _with(first, rows)
    names = {number: kind for kind, number in columns.items()}
    others = other_columns(header, columns, options)
    yield from grouped(_concepts(rows, names, others, place, options), options.losses)


def _concepts(
    rows: Numbered, names: dict[int, str], others: Mapping[int, tuple[str, str]], place: str, options: Options
) -> Iterator[Incoming]:
    for line, cells in rows:
        values = {names[i]: restore(cell.strip()) for i, cell in enumerate(cells) if i in names}
        key = values.get("concept_id", "")
        concept = from_cells(values, (options.source, options.target), place, line, split=not key)
        if concept is None:
            raise InputError("this row has no source term", place, line)
        if others:
            concept = with_others(concept, cells, others)
        yield row(concept, values, line, place)


def row(concept: Concept, values: dict[str, str], line: int, place: str) -> Incoming:
    """A row that may belong to one concept with others about the same source."""
    try:
        usage = int(float(values.get("usage") or 0))
    except (ValueError, OverflowError):
        raise InputError(f"{values['usage'][:40]!r} is no number", place, line) from None
    trusted = max((term.reliability for term in concept.terms if term.reliability is not None), default=1.0)
    return Incoming(concept, line, trusted, usage, values.get("concept_id", ""))


def _with(first: tuple[int, list[str]], rows: Numbered) -> Numbered:
    yield first
    yield from rows


def write_csv(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """CSV (RFC 4180 but for line feeds): a row for each target term of each source term."""
    write_table(full_rows(concepts, options), out, options.delimiter or ",")


def write_tsv(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """The same as tab-separated values."""
    write_table(full_rows(concepts, options), out, "\t")


def full_rows(concepts: Iterable[Concept], options: Options) -> Iterator[tuple[str, ...]]:
    """The header, and the cells of `COLUMNS` for each pair of terms."""
    yield COLUMNS
    for concept in concepts:
        for name, term in sides(concept, options.source, options.target):
            yield to_cells(concept, name, term)


def write_table(
    rows: Iterable[tuple[str, ...]], out: BinaryIO, delimiter: str = ",", *, end: str = "\n",
    safe: Callable[[str], str] = neutralise, mark: bool = False,
) -> None:  # fmt: skip
    """Rows as CSV in UTF-8, in pieces; ``mark`` puts a byte order mark before them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    if mark:
        buffer.write("\ufeff")
    for number, cells in enumerate(rows, 1):
        writer.writerow([safe(without_control(cell)) for cell in cells])
        if number % 1000 == 0:
            out.write(buffer.getvalue().encode("utf-8"))
            buffer.seek(0)
            buffer.truncate()
    out.write(buffer.getvalue().encode("utf-8"))
