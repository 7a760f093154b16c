"""Reading and writing the tables of translation tools, whose columns `LAYOUTS` has.

Columns that a layout does not have are kept as fields of the concept, under the name in their header.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Format, Options
from termbase.formats.categories import REJECTED, TAG_FIELD, Category
from termbase.formats.source import SourceFile
from termbase.formats.statuses import is_true
from termbase.formats.tables.delimited import cells_of, guess_delimiter, write_table
from termbase.formats.tables.layouts import CONCEPT, LAYOUTS, ROWS, TERM, Layout
from termbase.formats.tables.rows import grouped, read_term, restore, sides
from termbase.formats.tables.spreadsheet import sheet_rows, write_sheet
from termbase.formats.texts import CONTROL, ENDS, TABLE
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import Concept, Term

# As columns have them; three capitals are rather an abbreviation than a language.
TAG = re.compile("(?:[A-Za-z]{2}|[a-z]{3})(?:[-_][A-Za-z0-9]{2,8})*")
Names = list[Term | None]


def write_wide(layout: Layout, concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """The table of a tool, for one pair of languages."""
    made = _entries if layout.rows == "entry" else _rows
    rows = made(layout, concepts, options)
    if layout.separator:
        write_table(rows, out, layout.separator)
    else:
        write_sheet(rows, out, options)


def _rows(layout: Layout, concepts: Iterable[Concept], options: Options) -> Iterator[tuple[str, ...]]:
    yield _header(layout, (1, 1), options)
    for concept in concepts:
        pairs: Iterable[tuple[Term | None, Term | None]] = sides(concept, options.source, options.target)
        if layout.rows == "synonym":
            pairs = zip_longest(*_by_side(concept, options))
        for name, term in pairs:
            yield _cells(layout, concept, ([name], [term]), options)


def _entries(layout: Layout, concepts: Iterable[Concept], options: Options) -> Iterator[tuple[str, ...]]:
    """A row for each concept, its terms side by side; how many columns that needs is known at the end."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        most = (1, 1)
        for concept in concepts:
            names, terms = _by_side(concept, options)
            most = (max(most[0], len(names)), max(most[1], len(terms)))
            cells = _cells(layout, concept, (names, terms), options)
            spool.write(json.dumps([len(names), len(terms), cells]) + "\n")
        spool.seek(0)
        yield _header(layout, most, options)
        ahead, width = len(layout.concept) + len(layout.language), len(layout.term)
        for line in spool:
            count, others, cells = json.loads(line)
            end = ahead + count * width
            gap, rest = [""] * ((most[0] - count) * width), [""] * ((most[1] - others) * width)
            yield (*cells[:end], *gap, *cells[end:], *rest)


def _by_side(concept: Concept, options: Options) -> tuple[Names, Names]:
    """The terms of the concept in the source and in the target language."""
    names, terms = ([t for t in concept.terms if t.language == code] for code in (options.source, options.target))
    return list(names), list(terms)


def _header(layout: Layout, most: tuple[int, int], options: Options) -> tuple[str, ...]:
    header = [title for title, _ in layout.concept]
    for code, count in zip((options.source, options.target), most, strict=True):
        if code == options.source and _has_source(layout):
            continue
        name = layout.name(code)
        header += [title.format(name) for title, _ in layout.language]
        header += [title.format(name) for title, _ in layout.term] * count
    return tuple(header)


def _has_source(layout: Layout) -> bool:
    return any(content == "source" for _, content in layout.concept)


def _cells(layout: Layout, concept: Concept, found: tuple[Names, Names], options: Options) -> tuple[str, ...]:
    """The cells of one row: of the concept, then of each term of each language."""
    (name, *_), (target, *_) = found[0] or [None], found[1] or [None]
    kept = any(term is not None and term.do_not_translate for term in (name, target))
    if target is None and kept and name is not None and not layout.keyed:
        found = (found[0], [name])
    cells = []
    for _, content in layout.concept:
        if content == "source":
            cells.append(name.text if name else "")
        elif content == "translatable":
            cells.append(layout.no if kept else layout.yes)
        elif content == "forbidden":
            cells.append(_said(layout, target is not None and target.administrative_status in REJECTED))
        else:
            cells.append(CONCEPT[content](concept) if content else "")
    for code, terms in zip((options.source, options.target), found, strict=True):
        if code == options.source and _has_source(layout):
            continue
        for _, content in layout.language:
            cells.append(CONCEPT[content](concept) if code == options.source else "")
        for term in terms or [None]:
            cells += [_said(layout, TERM[content](term)) if term and content else "" for _, content in layout.term]
    return tuple(cells)


def _said(layout: Layout, value: str | bool) -> str:
    return value if isinstance(value, str) else layout.yes if value else layout.no


@dataclass(frozen=True)
class Column:
    """What a column holds: of the concept, or of the term with a number (from 0) in a language; else a field."""

    content: str
    tag: str = ""
    number: int = 0
    title: str = ""


def read_wide(layout: Layout, source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of such a table, columns in any order, any number of languages. Raises `InputError` with the line."""
    separator = layout.separator and (options.delimiter or guess_delimiter(source))
    rows = cells_of(source, separator) if separator else sheet_rows(source)
    first = next(rows, None)
    if first is None:
        raise InputError("has no header row", source.place)
    columns = _columns(layout, first[1])
    _check(layout, columns, options, source.place, first)
    yield from grouped(_concepts(layout, columns, rows, source.place, options), options.losses)


def _check(layout: Layout, columns: list[Column], options: Options, place: str, first: tuple[int, list[str]]) -> None:
    held = {primary_subtag(column.tag) for column in columns if column.content == "term"}
    held |= {options.source for column in columns if column.content == "source"}
    for code in (options.source, options.target):
        if code not in held:
            raise InputError(f"no column for {code} among: {', '.join(first[1])[:200]}", place, first[0])


def _concepts(
    layout: Layout, columns: list[Column], rows: Iterator[tuple[int, list[str]]], place: str, options: Options
) -> Iterator[Incoming]:
    for line, cells in rows:
        concept: dict[str, str] = {}
        terms: dict[tuple[str, int], dict[str, str]] = {}
        fields = []
        for column, cell in zip(columns, cells, strict=False):
            text = restore(cell.strip())
            if not text:
                continue
            if column.content == "field":
                fields.append((column.title, text))
            elif column.content == "source":
                terms.setdefault((options.source, 0), {})["term"] = text
            elif column.tag:
                terms.setdefault((column.tag, column.number), {})[column.content] = text
            else:
                concept[column.content] = text
        found = [term for key, said in terms.items() if (term := _term(key[0], said, concept, options, place, line))]
        found.sort(key=lambda term: term.language != options.source)
        if not found:
            options.losses.add("rows without a term", "not imported", f"line {line}")
            continue
        made = Concept(
            tuple(found), concept.get("subject_field"), concept.get("definition"), concept.get("note"),
            fields=tuple(fields),
        )  # fmt: skip
        yield Incoming(made, line, key=concept.get("concept_id", ""))


def _term(
    tag: str, said: dict[str, str], concept: dict[str, str], options: Options, place: str, line: int
) -> Term | None:
    """One term of a row; what is said of no term is said of the concept."""
    if "term" not in said:
        for content, text in said.items():
            if content in CONCEPT:
                concept.setdefault(content, text)
            elif text.casefold() not in ("true", "false", "approved", "new"):
                options.losses.add(f"{content.replace('_', ' ')} without a term", "not imported", text)
        return None
    for content in CONCEPT:
        if content in said:
            concept.setdefault(content, said.pop(content))
    code = primary_subtag(tag)
    ruled_out = is_true(said.get("forbidden", "")) or "forbidden" in said.get("info", "").casefold()
    if code != options.source and is_true(concept.get("forbidden", "")):
        ruled_out = True
    if ruled_out:
        said["status"] = "forbidden"
    elif "preferred" in said and not is_true(said["preferred"]):
        said["status"] = "admitted"
    said["process_status"] = "proposed" if said.get("process", "").casefold() == "new" else ""
    kept = concept.get("translatable", "yes").casefold() in ("false", "no", "0")
    info = said.get("info", "") if said.get("info", "").casefold() != "forbidden" else ""
    more: tuple[tuple[str, str], ...] = ((TAG_FIELD, tag),) if tag != code else ()
    more += (("Term_Info", info),) if info else ()
    return read_term(said, said["term"], code, more, kept, place, line)


def _columns(layout: Layout, header: list[str]) -> list[Column]:
    """What each column holds; those of a term stand behind it, and a language that comes again has another term."""
    concept = {title.casefold(): content for title, content in layout.concept}
    parts = sorted((*layout.language, *layout.term), key=lambda part: -len(part[0]))
    counts: dict[str, int] = {}
    found, tag = [], ""
    for cell in header:
        text = cell.strip()
        column = Column("field", title=text)
        if text.casefold() in concept:
            content = concept[text.casefold()]
            found.append(Column(content) if content else column)
            continue
        for title, content in parts:
            inner = _inner(text, title) if "{}" in title else (tag if text.casefold() == title.casefold() else None)
            code = _tag(layout, inner) if "{}" in title and inner is not None else inner
            if not code or not content:
                continue
            tag = code
            if content == "term":
                counts[tag] = counts.get(tag, -1) + 1
            column = Column(content, tag, max(counts.get(tag, 0), 0))
            break
        found.append(column)
    return found


def _inner(text: str, template: str) -> str | None:
    """What stands for ``{}`` in a header, or None where it is another one."""
    before, after = template.split("{}")
    if text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after):
        return text[len(before) : len(text) - len(after)]
    return None


def _tag(layout: Layout, text: str) -> str | None:
    """The language that a header names: by its English name, or by a tag; None for no language."""
    if layout.named:
        word = text.split("_")[0].casefold()
        if (code := layout.language_of(word)) is not None:
            return code
    return text.replace("_", "-") if TAG.fullmatch(text) else None


FLAG = "only says whether a term is forbidden; deprecated and superseded ones are"
ADMITTED = "admitted terms are written like preferred ones"
ONE_BY_ONE = "further translations of a term are conflicts when they are read back"


def _format(name: str, title: str, layout: Layout) -> Format:
    bends = {Category.STATUS: FLAG if layout.flags else ADMITTED, Category.SYNONYMS: ONE_BY_ONE}
    return Format(
        name, title, (), partial(read_wide, layout), partial(write_wide, layout), layout.keeps,
        {category: how for category, how in bends.items() if category not in layout.keeps},
        pair=True, warns=layout.flags or Category.STATUS in layout.keeps, keyed=layout.keyed,
        shared=frozenset({Category.DO_NOT_TRANSLATE}) & layout.keeps,
        target_only=frozenset({Category.TERM_NOTE}) & layout.keeps if _has_source(layout) else frozenset(),
        alters=TABLE if layout.separator else (CONTROL, ENDS), tools=(title.split()[0],),
        limits="one pair of languages" + ROWS.get(layout.rows, ""),
    )  # fmt: skip


WIDE = [_format(name, title, layout) for name, (title, layout) in LAYOUTS.items()]
