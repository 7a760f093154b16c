"""XLSX: the columns of the CSV on one sheet, right to left where the target is.

Needs openpyxl (`pip install termbase[xlsx]`).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from termbase.errors import InputError, UsageError
from termbase.formats.base import Format, Options
from termbase.formats.categories import EVERYTHING, Category
from termbase.formats.source import SourceFile
from termbase.formats.tables.delimited import full_rows, read_rows
from termbase.formats.tables.rows import neutralise
from termbase.formats.texts import CONTROL, ENDS, without_control
from termbase.languages import language
from termbase.matching import Incoming
from termbase.model import Concept

# What a file may unpack to, in bytes; how often larger a part may get; and what a cell and a sheet hold.
LARGEST_UNPACKED = 1 << 30
MOST_PARTS = 10_000
LARGEST_RATIO = 200
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
MOST_COLUMNS = 200


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError("XLSX needs openpyxl: pip install termbase[xlsx]") from None
    return openpyxl


def write_xlsx(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """One sheet; cells that would be formulas have an apostrophe before them."""
    write_sheet(full_rows(concepts, options), out, options)


def write_sheet(rows: Iterable[tuple[str, ...]], out: BinaryIO, options: Options) -> None:
    """Rows as a workbook of one sheet, right to left where the target language is."""
    workbook = _openpyxl().Workbook(write_only=True)
    sheet = workbook.create_sheet("Terms")
    sheet.sheet_view.rightToLeft = language(options.target).right_to_left
    sheet.freeze_panes = "A2"
    for number, cells in enumerate(rows, 1):
        if number > MOST_ROWS:
            options.losses.add("rows", f"left out: a sheet has {MOST_ROWS} rows", cells[0])
            continue
        sheet.append([_cell(cell, options) for cell in cells])
    workbook.save(out)


def _cell(text: str, options: Options) -> str | None:
    if len(text) >= LONGEST_CELL:
        options.losses.add("characters", f"cells cut to {LONGEST_CELL - 1} characters", text)
        text = text[: LONGEST_CELL - 1]
    return neutralise(without_control(text)) or None


def read_xlsx(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of the first sheet. Raises `InputError` with the row."""
    return read_rows(sheet_rows(source), source.place, options)


def sheet_rows(source: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each row of the first sheet that has any. Raises `InputError`."""
    openpyxl = _openpyxl()
    _check(source)
    with source.binary() as stream:
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            yield from _rows(workbook.worksheets[0])
        except (InputError, UsageError):
            raise
        except Exception as error:
            # openpyxl raises whatever its parsers raise on a damaged file.
            raise InputError(f"is no spreadsheet that can be read: {error}", source.place) from None


def first_row(source: SourceFile) -> list[str]:
    """The cells of the first row; none for a file that cannot be read."""
    try:
        return next(sheet_rows(source), (1, []))[1]
    except (InputError, UsageError):
        return []


def _check(source: SourceFile) -> None:
    """Refuse what unpacks to too much, and parts with a document type, before anything is parsed."""
    try:
        with source.binary() as stream, zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise InputError(
                    f"unpacks to more than {LARGEST_UNPACKED >> 20} MiB or {MOST_PARTS} parts", source.place
                )
            for part in parts:
                if part.file_size > 1 << 20 and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
                    raise InputError(
                        f"is a zip bomb: {part.filename} unpacks to {part.file_size >> 20} MiB", source.place
                    )
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as member:
                        if b"<!DOCTYPE" in member.read(4096):
                            raise InputError(
                                f"{part.filename} has a document type; spreadsheets have none", source.place
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise InputError(f"is no spreadsheet that can be read: {error}", source.place) from None


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        texts = ["" if cell is None else _text(cell) for cell in cells]
        if any(text.strip() for text in texts):
            yield number, texts


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


XLSX = Format(
    "xlsx", "Excel sheet", (".xlsx",), read_xlsx, write_xlsx, EVERYTHING - {Category.LANGUAGES}, pair=True, warns=True,
    alters=(CONTROL, ENDS),
    tools=("Phrase", "memoQ"), limits=f"one pair of languages; {MOST_ROWS} rows, {LONGEST_CELL} characters a cell",
)  # fmt: skip
