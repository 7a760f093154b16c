"""CSV as MateCat, memoQ, Phrase, Crowdin and Lokalise write it: columns for the concept, then for each language.

Written from the public descriptions of the tools; their own exports may have further columns, which are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from termbase.errors import InputError, UsageError
from termbase.formats.base import Format, Options
from termbase.formats.categories import REJECTED, Category
from termbase.formats.columns import LANGUAGE_NAMES
from termbase.formats.delimited import cells_of, guess_delimiter, write_table
from termbase.formats.rows import from_cells, restore, sides
from termbase.formats.source import SourceFile
from termbase.formats.statuses import is_true
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import Concept, Term

# What a column may hold: of the concept, of a term.
CONCEPT: dict[str, Callable[[Concept], str]] = {
    "id": lambda c: str(c.id), "definition": lambda c: c.definition or "", "note": lambda c: c.note or "",
    "subject_field": lambda c: c.subject_field or "",
}  # fmt: skip
TERM: dict[str, Callable[[Term], str]] = {
    "part_of_speech": lambda t: t.part_of_speech or "", "status": lambda t: t.administrative_status.value,
    "gender": lambda t: t.grammatical_gender or "", "term_type": lambda t: t.term_type or "",
    "term_note": lambda t: t.note or "", "context": lambda t: t.context or "",
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The columns of a tool: header and content for the concept, then for each language.

    In a header ``{}`` stands for the language: its tag, or its English name where ``named``. A column without content
    stays empty. ``term`` is the header of the term itself; headers of a language follow it in the order given.
    """

    separator: str
    concept: tuple[tuple[str, str], ...]
    term: str
    language: tuple[tuple[str, str], ...]
    named: bool = False
    yes: str = "TRUE"
    no: str = ""
    before: tuple[tuple[str, str], ...] = field(default=())


LAYOUTS = {
    "matecat": ("MateCat glossary (CSV)", Layout(
        ",", (("Forbidden", "forbidden"), ("Domain", "subject_field"), ("Subdomain", ""), ("Definition", "definition")),
        "{}", (("Notes", "term_note"), ("Example of use", "context")), yes="True", no="False",
    )),
    "memoq": ("memoQ term base (CSV)", Layout(
        ";", (("Entry_ID", "id"), ("Entry_Subject", "subject_field"), ("Entry_Note", "note")), "{}",
        (("Term_Info", "info"), ("Term_Example", "context")), named=True, before=(("{}_Def", "definition"),),
    )),
    "phrase": ("Phrase Strings term base (CSV)", Layout(
        ",", (("term", "source"), ("case sensitive", ""), ("translatable", "translatable"),
              ("description", "definition")),
        "{}", (), yes="true", no="false",
    )),
    "crowdin": ("Crowdin glossary (CSV)", Layout(
        ",", (("Concept ID", "id"), ("Concept Subject", "subject_field"), ("Concept Definition", "definition"),
              ("Concept Note", "note")), "Term [{}]",
        (("Part of Speech [{}]", "part_of_speech"), ("Status [{}]", "status"), ("Type [{}]", "term_type"),
         ("Gender [{}]", "gender"), ("Note [{}]", "term_note")),
    )),
    "lokalise": ("Lokalise glossary (CSV)", Layout(
        ";", (("term", "source"), ("description", "definition"), ("casesensitive", ""),
              ("translatable", "translatable"),
              ("forbidden", ""), ("tags", "subject_field")), "{}",
        (("{}_description", "term_note"),), yes="yes", no="no",
    )),
}  # fmt: skip


def _name(layout: Layout, code: str) -> str:
    return LANGUAGE_NAMES.get(code, (code,))[0].capitalize() if layout.named else code


def _header(layout: Layout, codes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Each column: its header, the language it belongs to or nothing, what it holds."""
    columns = [(header, "", content) for header, content in layout.concept]
    for code in codes:
        name = _name(layout, code)
        parts = (*layout.before, (layout.term, "term"), *layout.language)
        columns += [(header.format(name), code, content) for header, content in parts]
    return columns


def write_wide(layout: Layout, concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """A row for each target term of each source term."""
    columns = _header(layout, (options.source, options.target))
    if any(content == "source" for _, _, content in columns):
        columns = [column for column in columns if column[1:] != (options.source, "term")]

    def rows() -> Iterator[tuple[str, ...]]:
        yield tuple(header for header, _, _ in columns)
        for concept in concepts:
            for name, term in sides(concept, options.source, options.target):
                yield tuple(_cell(layout, content, code, concept, name, term, options) for _, code, content in columns)

    write_table(rows(), out, layout.separator)


def _cell(
    layout: Layout, content: str, code: str, concept: Concept, name: Term, term: Term | None, options: Options
) -> str:
    kept = name.do_not_translate or (term is not None and term.do_not_translate)
    if content == "source":
        return name.text
    if content in CONCEPT and (code in ("", options.source)):
        return CONCEPT[content](concept)
    one = name if code == options.source else term
    if content == "translatable":
        return layout.no if kept else layout.yes
    if content == "forbidden":
        return layout.yes if term is not None and term.administrative_status in REJECTED else layout.no
    if content == "info":
        return "Forbidden" if one is not None and one.administrative_status in REJECTED else ""
    if content == "term" and one is None:
        return name.text if kept else ""
    if one is None or content not in ("term", *TERM):
        return ""
    return one.text if content == "term" else TERM[content](one)


def read_wide(layout: Layout, source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The rows of such a file, in any order of columns. Raises `InputError` with the line."""
    rows = cells_of(source, options.delimiter or guess_delimiter(source))
    first = next(rows, None)
    if first is None:
        raise InputError("has no header row", source.place)
    columns = _columns(layout, first[1], options)
    held = set(columns.values())
    for side, code in (("source", options.source), ("target", options.target)):
        if side not in held:
            raise InputError(f"no column for {code} among: {', '.join(first[1])[:200]}", source.place, first[0])
    for line, cells in rows:
        values = {columns[i]: restore(cell.strip()) for i, cell in enumerate(cells) if i in columns and cell.strip()}
        values.setdefault("source_part_of_speech", "")
        _decide(values)
        concept = from_cells(values, (options.source, options.target), source.place, line, split=False)
        if concept is None:
            options.losses.add("rows without a source term", "not imported", f"line {line}")
        else:
            yield Incoming(concept, line)


def _decide(values: dict[str, str]) -> None:
    """What the yes and no of a tool say."""
    if is_true(values.pop("forbidden", "")) or "forbidden" in values.pop("info", "").casefold():
        values["status"] = "forbidden"
    if "forbidden" in values.pop("source_info", "").casefold():
        values["source_status"] = "forbidden"
    if values.pop("translatable", "yes").casefold() in ("false", "no", "0"):
        values["do_not_translate"] = "yes"


def _columns(layout: Layout, header: list[str], options: Options) -> dict[int, str]:
    """What each column (from 0) holds; repeated headers (Notes, Term_Info) belong to the language before them."""
    found: dict[int, str] = {}
    names = {(_name(layout, code) if layout.named else code): code for code in (options.source, options.target)}
    concept = {title.casefold(): content for title, content in layout.concept if content}
    side = ""
    for number, cell in enumerate(header):
        text = cell.strip()
        if text.casefold() in concept:
            content = concept[text.casefold()]
            found[number] = content if content != "id" else "concept_id"
            continue
        for template, content in sorted(
            (*layout.before, (layout.term, "term"), *layout.language), key=lambda pair: -len(pair[0])
        ):
            inner = _inner(text, template) if "{}" in template else (side if text == template else None)
            code = _code(inner, names) if "{}" in template and inner is not None else inner
            if code is None:
                continue
            side = code
            if code in (options.source, options.target):
                found[number] = _content(content, code == options.source)
            break
    return found


def _content(content: str, of_source: bool) -> str:
    if content == "term":
        return "source" if of_source else "target"
    return content if content in CONCEPT or not of_source else f"source_{content}"


def _inner(text: str, template: str) -> str | None:
    """What stands for ``{}`` in a header, or None where it is another one."""
    before, after = template.split("{}")
    if text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after):
        return text[len(before) : len(text) - len(after)]
    return None


def _code(text: str, names: dict[str, str]) -> str | None:
    """The language that a header names: by name, or by a tag of at most 12 characters; None for no language."""
    if text in names:
        return names[text]
    if text.split("_")[0] in names:
        return names[text.split("_")[0]]
    if len(text) <= 12 and (len(text) in (2, 3) or "-" in text or "_" in text):
        try:
            return primary_subtag(text)
        except UsageError:
            return None
    return None


KEEPS = {
    "matecat": {Category.TERM_NOTE, Category.CONTEXT, Category.DEFINITION, Category.SUBJECT_FIELD},
    "memoq": {Category.CONCEPT_NOTE, Category.CONTEXT, Category.DEFINITION, Category.SUBJECT_FIELD},
    "phrase": {Category.DEFINITION, Category.DO_NOT_TRANSLATE},
    "crowdin": {
        Category.CONCEPT_NOTE, Category.DEFINITION, Category.SUBJECT_FIELD, Category.PART_OF_SPEECH, Category.STATUS,
        Category.TERM_TYPE, Category.GENDER, Category.TERM_NOTE,
    },
    "lokalise": {Category.DEFINITION, Category.SUBJECT_FIELD, Category.DO_NOT_TRANSLATE, Category.TERM_NOTE},
}  # fmt: skip
FLAGS = ("matecat", "memoq")
FLAG = "only says whether a term is forbidden; deprecated and superseded ones are"
ADMITTED = "admitted terms are written like preferred ones"
WIDE = [
    Format(
        name, title, (), partial(read_wide, layout), partial(write_wide, layout),
        frozenset(KEEPS[name]) | {Category.SYNONYMS},
        {} if Category.STATUS in KEEPS[name] else {Category.STATUS: FLAG if name in FLAGS else ADMITTED},
        pair=True, warns=name in (*FLAGS, "crowdin"), tools=(title.split()[0],),
        limits="one pair of languages",
    )
    for name, (title, layout) in LAYOUTS.items()
]  # fmt: skip
