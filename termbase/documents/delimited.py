"""Text in columns: source and target, or document, source and target; tab-separated, or CSV (RFC 4180).

A header is recognised by its names: ``source`` and ``target``, language tags or names of languages; with a header the
columns may stand in any order among others. Without one there must be two columns, or three.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from termbase.documents.conventions import Conventions, load_conventions
from termbase.documents.files import text_lines
from termbase.documents.tally import Side, Tally
from termbase.errors import InputError
from termbase.model import Segment

LONGEST_LINE = 1 << 20
csv.field_size_limit(LONGEST_LINE)
NAMES = {
    "source": frozenset({"source", "source text", "source segment", "sourcestring", "source sentence"}),
    "target": frozenset({"target", "target text", "target segment", "targetstring", "target sentence", "translation"}),
    "document": frozenset({"document", "doc", "file", "id", "document id"}),
}
TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
Row = tuple[int, list[str] | None]


def read_tsv(path: Path, tally: Tally) -> Iterator[Segment]:
    """The rows of a file of tab-separated values. Raises `InputError`."""
    return _segments(_tab_rows(path), path, tally)


def read_csv(path: Path, tally: Tally) -> Iterator[Segment]:
    """The rows of a CSV file, with commas, semicolons or tabs, by its first line. Raises `InputError`."""
    return _segments(_csv_rows(path), path, tally)


def _tab_rows(path: Path) -> Iterator[Row]:
    for number, line in text_lines(path, LONGEST_LINE):
        if line is None:
            yield number, None
        elif line.strip():
            yield number, [_unquoted(cell) for cell in line.split("\t")]


def _unquoted(cell: str) -> str:
    """A cell as it is; only one that a spreadsheet has quoted, since it doubled the quotes inside, loses its quotes."""
    if len(cell) > 3 and cell[0] == cell[-1] == '"' and '""' in cell[1:-1]:
        inner = cell[1:-1].replace('""', "")
        if '"' not in inner:
            return cell[1:-1].replace('""', '"')
    return cell


def _csv_rows(path: Path) -> Iterator[Row]:
    first = next((line for _, line in text_lines(path, LONGEST_LINE) if line is None or line.strip()), None) or ""
    delimiter = max(",;\t", key=first.count)
    skipped: list[int] = []

    def lines() -> Iterator[str]:
        for number, line in text_lines(path, LONGEST_LINE):
            if line is None:
                skipped.append(number)
            yield (line or "") + "\n"

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            while skipped and skipped[0] <= reader.line_num:
                yield skipped.pop(0), None
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"is not well-formed CSV: {error}; the row begins here", path, begins) from None
    for number in skipped:
        yield number, None


def _segments(rows: Iterator[Row], path: Path, tally: Tally) -> Iterator[Segment]:
    columns: tuple[int, int] | None = None
    width = 0
    for line, cells in rows:
        if cells is None:
            tally.note("long", line)
            continue
        if columns is None:
            columns, is_header = _columns(cells, tally, path, line)
            width = len(cells)
            if is_header:
                continue
        # Further cells that are empty were added by a spreadsheet; a row that is too short lacks its last sides.
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if len(cells) > width or (len(cells) < width and width != 2):
            tally.note("columns", line)
            continue
        one, other = (cells[index] if index < len(cells) else "" for index in columns)
        segment = tally.segment(Side(one, line), Side(other, line))
        if segment:
            yield segment


def _columns(cells: list[str], tally: Tally, path: Path, line: int) -> tuple[tuple[int, int], bool]:
    """The columns of source and target, and whether the first row is a header. Raises `InputError`."""
    kinds = [_kind(cell, tally, load_conventions()) for cell in cells]
    found = {kind: index for index, kind in reversed(list(enumerate(kinds))) if kind}
    if "source" in found and "target" in found:
        return (found["source"], found["target"]), True
    others = [cell.strip() for cell in cells if TAG.fullmatch(cell.strip())]
    if ("source" in found or "target" in found) and len(others) > 1:
        missing = tally.codes["source" in found]
        raise InputError(f"has no column for {missing}; its header has {', '.join(others[:8])}", path, line)
    if len(cells) not in (2, 3):
        said = f"{len(cells)} columns" if len(cells) > 1 else "one column"
        raise InputError(
            f"has {said} and no header that names two; give the columns names: {tally.source}, {tally.target}",
            path, line,
        )  # fmt: skip
    return (len(cells) - 2, len(cells) - 1), False


def _kind(cell: str, tally: Tally, conventions: Conventions) -> str | None:
    """What the header of a column says that it holds."""
    name = " ".join(cell.strip(" *").casefold().replace("_", " ").split())
    if not name or len(name) > 40:
        return None
    for kind, names in NAMES.items():
        if name in names:
            return kind
    tag = cell.strip()
    for kind, code in zip(("source", "target"), tally.codes, strict=True):
        if name in conventions.languages.get(code, ()) or (TAG.fullmatch(tag) and tally.primary(tag) == code):
            return kind
    return None
