"""Glossaries as Markdown tables: a column a language, and confidence, usage count, notes where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Options
from termbase.formats.source import SourceFile
from termbase.formats.statuses import status_of
from termbase.formats.tables.columns import columns_of, other_columns
from termbase.formats.tables.delimited import row as as_row
from termbase.formats.tables.rows import from_cells, grouped, sides, with_others
from termbase.formats.texts import on_one_line, without_control
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
    "Concept ID",
)


def read_glossary(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of all tables of a Markdown text. Raises `InputError` with the line."""
    yield from grouped(_rows(source, options), options.losses)


def _rows(source: SourceFile, options: Options) -> Iterator[Incoming]:
    columns: dict[int, str] | None = None
    others: dict[int, tuple[str, str]] = {}
    header: tuple[int, list[str]] | None = None
    seen = False
    for number, line in enumerate(source.lines(), 1):
        if not line.lstrip().startswith("|"):
            columns = header = None
            others = {}
            # The title of the file is no term, and nothing is lost with it.
            if line.strip() and not (number == 1 and line.startswith("# ")):
                options.losses.add("text outside of tables", "not imported", line)
        elif RULE.match(line) and header:
            found = columns_of(header[1], options, source.place, header[0])
            columns, seen = {index: kind for kind, index in found.items()}, True
            others = other_columns(header[1], found, options)
        elif columns is None:
            header = (number, _cells(line))
        else:
            cells = _cells(line)
            incoming = _row(cells, columns, options, source.place, number)
            if incoming:
                yield replace(incoming, concept=with_others(incoming.concept, cells, others))
            elif any(cells):
                options.losses.add("rows without both terms", "not imported", " | ".join(cells))
    if not seen:
        raise InputError("has no table with a header (| English | Arabic | … and a rule below it)", source.place)


def _cells(line: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in CELL.split(line.strip().removeprefix("|").removesuffix("|"))]


def _row(cells: list[str], columns: dict[int, str], options: Options, place: str, line: int) -> Incoming | None:
    values = {columns[index]: cell for index, cell in enumerate(cells) if index in columns}
    for side in ("source", "target"):
        values[side] = values.get(side, "").strip("*` ")
    if not values["source"] or not (values["target"] or values.get("do_not_translate") or values.get("concept_id")):
        return None
    for kind in ("status", "confidence", "usage"):
        said = values.get(kind, "")
        if said and (status_of(said) is None if kind == "status" else not _is_number(said)):
            options.losses.add(kind, "not imported, the word is not known", f"{values['source']}: {said}")
            values[kind] = ""
    split = not values.get("concept_id")
    concept = from_cells(values, (options.source, options.target), place, line, split=split)
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
            if any(text != text.strip("*` ") for text in texts):
                options.losses.add("characters", "stars and grave accents at the ends left out", " ".join(texts))
            cells = (
                name.text, term.text if term else "", one.administrative_status.value, one.part_of_speech or "",
                one.grammatical_gender or "", concept.definition or "", concept.note or "", concept.subject_field or "",
                "yes" if one.do_not_translate else "", "" if one.reliability is None else repr(one.reliability),
                str(concept.id),
            )  # fmt: skip
            line = " | ".join(on_one_line(without_control(cell)).strip().replace("|", "\\|") for cell in cells)
            out.write(f"| {line} |\n".encode())
