"""UTX 1.11 (AAMT): tab-separated, header lines that begin with a number sign, lines end with CR LF, no byte order mark.

Version 1.20 is read too: its columns are `term:en`, `term:ja` or the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Format, Options
from termbase.formats.categories import Category
from termbase.formats.source import SourceFile
from termbase.formats.stated_languages import stated_languages
from termbase.formats.tables.rows import from_cells, grouped, sides
from termbase.formats.texts import CONTROL, ENDS, LINES, on_one_line, without_control
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus as Status
from termbase.model import Concept

COLUMNS = ("src", "tgt", "src:pos", "tgt:pos", "term status", "concept ID", "definition", "comment")
OUT = {
    Status.PREFERRED: "approved", Status.ADMITTED: "non-standard", Status.DEPRECATED: "forbidden",
    Status.SUPERSEDED: "forbidden", Status.FORBIDDEN: "forbidden",
}  # fmt: skip
IN = {
    "approved": "preferred", "non-standard": "admitted", "provisional": "admitted", "forbidden": "forbidden",
    "rejected": "forbidden", "": "",
}  # fmt: skip


PAIR = re.compile(r"([A-Za-z]{2,3}(?:[-_]\w+)*)/([A-Za-z]{2,3}(?:[-_]\w+)*)")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\S*)?")
CREATOR = "creator: termbase"


def write_utx(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """A row for each target term of each source term."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    out.write(f"#UTX 1.11; {options.source}/{options.target}; {now}; {CREATOR}\r\n".encode())
    out.write(("#" + "\t".join(COLUMNS) + "\r\n").encode())
    for concept in concepts:
        for name, term in sides(concept, options.source, options.target):
            if term is None:
                continue
            cells = (
                name.text, term.text, name.part_of_speech or "", term.part_of_speech or "",
                OUT[term.administrative_status], str(concept.id), concept.definition or "", concept.note or "",
            )  # fmt: skip
            if term.administrative_status in (Status.DEPRECATED, Status.SUPERSEDED):
                options.losses.add(Category.STATUS, "deprecated and superseded terms written as forbidden", term.text)
            if name.text.startswith("#"):
                options.losses.add("entries", "left out: UTX takes # for the start of a header", name.text)
                continue
            out.write(without_control("\t".join(map(on_one_line, cells)) + "\r\n").encode())


def read_utx(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of a UTX file. Raises `InputError` with the line."""
    yield from grouped(_rows(source, options), options.losses)


def _rows(source: SourceFile, options: Options) -> Iterator[Incoming]:
    columns: list[str] | None = None
    languages = (options.source, options.target)
    for number, line in enumerate(source.lines(), 1):
        cells = line.rstrip("\n").split("\t")
        if line.startswith("#"):
            if len(cells) == 1:
                languages = _header(cells[0], languages, options)
            else:
                columns = [cell.strip().removeprefix("#").strip().casefold() for cell in cells]
                named = [tag for name, _, tag in (column.partition(":") for column in columns) if name == "term"]
                if len(named) > 1:
                    named.sort(key=lambda tag: tag != options.source)
                    languages = stated_languages(options, *named[:2])
            continue
        if not line.strip():
            continue
        if columns is None:
            raise InputError("has no column names (#src, tgt, src:pos …) before its first entry", source.place, number)
        values = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        concept = _concept(values, languages, source.place, number)
        if concept is None:
            raise InputError("this row has no source term", source.place, number)
        yield Incoming(concept, number, key=values.get("concept id", ""))
    if columns is None:
        raise InputError("has no line of column names (#src, tgt, src:pos …)", source.place)


def _header(line: str, languages: tuple[str, str], options: Options) -> tuple[str, str]:
    """The languages that a line above the column names states, or those known; the rest of it is reported."""
    for part in filter(None, (part.strip() for part in line.removeprefix("#").split(";"))):
        if pair := PAIR.fullmatch(part):
            languages = stated_languages(options, *pair.groups())
        elif not (part.startswith("UTX") or DATE.fullmatch(part) or part == CREATOR):
            options.losses.add("header", "not imported", part)
    return languages


def _concept(values: dict[str, str], languages: tuple[str, str], place: str, line: int) -> Concept | None:
    taken = {"concept id"}

    def cell(*names: str) -> str:
        taken.update(names)
        return next((values[name] for name in names if values.get(name)), "")

    status = cell("term status", "status").casefold()
    if status not in IN:
        raise InputError(f"unknown term status {status!r}; known are {', '.join(filter(None, IN))}", place, line)
    cells = {
        "source": cell("src", f"term:{languages[0]}"), "target": cell("tgt", f"term:{languages[1]}"),
        "source_part_of_speech": cell("src:pos", f"pos:{languages[0]}"),
        "part_of_speech": cell("tgt:pos", f"pos:{languages[1]}"), "status": IN[status],
        "source_language": languages[0], "target_language": languages[1],
        "definition": cell("definition", "src:definition"), "note": cell("comment"),
    }  # fmt: skip
    concept = from_cells(cells, languages, place, line, split=False)
    further = tuple((name, value) for name, value in values.items() if value and name not in taken)
    return replace(concept, fields=concept.fields + further) if concept and further else concept


UTX = Format(
    "utx", "UTX 1.11", (".utx",), read_utx, write_utx,
    frozenset({
        Category.PART_OF_SPEECH, Category.DEFINITION, Category.CONCEPT_NOTE, Category.SYNONYMS, Category.STATUS,
    }),
    {}, pair=True, warns=True, target_only=frozenset({Category.STATUS}), alters=(CONTROL, ENDS, LINES),
    limits="one pair of languages; UTX knows approved, non-standard (here: admitted) and forbidden",
)  # fmt: skip
