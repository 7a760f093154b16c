"""Glossaries as Markdown tables: a column a language, and confidence, usage count, notes where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Options
from termbase.formats.columns import columns_of
from termbase.formats.delimited import row as as_row
from termbase.formats.rows import ABBREVIATED, ALTERNATIVES, from_cells, sides
from termbase.formats.source import SourceFile
from termbase.formats.statuses import status_of
from termbase.matching import Incoming
from termbase.model import Concept

RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
CELL = re.compile(r"(?<!\\)\|")
HEADER = (
    "Status",
    "Part of speech",
    "Gender",
    "Definition",
    "Notes",
    "Subject field",
    "Do not translate",
    "Confidence",
)


def read_glossary(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of all tables of a Markdown text. Raises `InputError` with the line."""
    columns: dict[int, str] | None = None
    header: tuple[int, list[str]] | None = None
    seen = False
    for number, line in enumerate(source.lines(), 1):
        if not line.lstrip().startswith("|"):
            columns = header = None
        elif RULE.match(line) and header:
            found = columns_of(header[1], options, source.place, header[0])
            columns, seen = {index: kind for kind, index in found.items()}, True
        elif columns is None:
            header = (number, _cells(line))
        else:
            incoming = _row(_cells(line), columns, options, source.place, number)
            if incoming:
                yield incoming
    if not seen:
        raise InputError("has no table with a header (| English | Arabic | … and a rule below it)", source.place)


def _cells(line: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in CELL.split(line.strip().removeprefix("|").removesuffix("|"))]


def _row(cells: list[str], columns: dict[int, str], options: Options, place: str, line: int) -> Incoming | None:
    values = {columns[index]: cell for index, cell in enumerate(cells) if index in columns}
    for side in ("source", "target"):
        values[side] = values.get(side, "").strip("*` ")
    if not values["source"] or not (values["target"] or values.get("do_not_translate")):
        return None
    if status_of(values.get("status", "")) is None:
        values["status"] = ""
    for figure in ("confidence", "usage"):
        if not _is_number(values.get(figure, "")):
            values[figure] = ""
    concept = from_cells(values, (options.source, options.target), place, line)
    return as_row(concept, values, line, place) if concept else None


def _is_number(text: str) -> bool:
    """A share, a count or a percentage. What is no number counts as not given."""
    try:
        return 0 <= float(text.strip().removesuffix("%")) < 1e15
    except ValueError:
        return False


def write_glossary(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """One Markdown table, a row for each target term of each source term."""
    head = (options.source, options.target, *HEADER)
    out.write(f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n".encode())
    for concept in concepts:
        for name, term in sides(concept, options.source, options.target):
            one = term or name
            texts = [name.text] + ([term.text] if term else [])
            if ABBREVIATED.match(name.text) or any(ALTERNATIVES.search(text) for text in texts[1:]):
                options.losses.add(
                    "terms", "a slash, semicolon or abbreviation in brackets is read back as two terms", name.text
                )
            if any(text != " ".join(text.split()).strip("*` ") for text in texts):
                options.losses.add("blanks and stars", "left out at the ends, joined inside", name.text)
            cells = (
                name.text, term.text if term else "", one.administrative_status.value, one.part_of_speech or "",
                one.grammatical_gender or "", concept.definition or "", concept.note or "", concept.subject_field or "",
                "yes" if one.do_not_translate else "", "" if one.reliability is None else repr(one.reliability),
            )  # fmt: skip
            line = " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
            out.write(f"| {line} |\n".encode())
