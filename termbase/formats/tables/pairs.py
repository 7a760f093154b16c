"""Lists of source and target without a header: OmegaT, and the glossaries of DeepL, Google, Amazon and Azure.

The services refuse whole files for one bad line; what they would refuse is left out here, and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Format, Options
from termbase.formats.categories import Category
from termbase.formats.source import SourceFile
from termbase.formats.stated_languages import stated_languages, tag_in
from termbase.formats.tables.delimited import cells_of, guess_delimiter
from termbase.formats.tables.rows import from_cells, sides, with_others
from termbase.formats.texts import CONTROL, ENDS, LINES, on_one_line, without_control
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a service accepts: separator, bytes of UTF-8 a file and a term, and whether the languages stand on top.

    ``term_bytes`` is None where the service publishes no limit.
    """

    separator: str
    file_bytes: int
    term_bytes: int | None
    header: bool = False

    def __str__(self) -> str:
        term = f"{self.term_bytes} bytes a term, " if self.term_bytes else ""
        return f"{term}{self.file_bytes:,} bytes a file"


SERVICES = {
    "deepl": ("DeepL glossary (TSV)", Limits("\t", 10 * MIB, 1024)),
    "google": ("Google Cloud Translation glossary (CSV)", Limits(",", 10 * MIB, 1024)),
    "amazon": ("Amazon Translate custom terminology (CSV)", Limits(",", 10 * MIB, 200, header=True)),
    "azure": ("Azure document translation glossary (TSV)", Limits("\t", 10_000_000, None)),
}


def write_service(limits: Limits, concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """One line for each source term, with its first preferred target; nothing that the service refuses."""
    seen: set[str] = set()
    size = 0
    if limits.header:
        size += out.write(f"{options.source}{limits.separator}{options.target}\n".encode())
    for concept in concepts:
        targets = [term for term in concept.terms if term.language == options.target]
        targets.sort(key=lambda term: term.administrative_status is not AdministrativeStatus.PREFERRED)
        for name in (term for term in concept.terms if term.language == options.source):
            best = targets[0].text if targets else name.text
            source, target = name.text.strip(), best.strip()
            reason = _refused(source, target, limits, seen)
            line = _line(source, target, limits.separator).encode("utf-8")
            if reason is None and size + len(line) > limits.file_bytes:
                reason = f"left out: the file would have more than {limits.file_bytes:,} bytes"
            if reason:
                options.losses.add("entries", reason, f"{source} = {target}")
                continue
            seen.add(source)
            size += out.write(line)
            for other in targets[1:]:
                options.losses.add(Category.SYNONYMS, "left out: one translation a term", f"{source} = {other.text}")


def _refused(source: str, target: str, limits: Limits, seen: set[str]) -> str | None:
    if source in seen:
        return "left out: the source term is in the file already"
    if not source or not target:
        return "left out: a term is empty"
    if REFUSED.search(source) or REFUSED.search(target):
        return "left out: a control character or line break"
    if limits.term_bytes and max(len(source.encode()), len(target.encode())) > limits.term_bytes:
        return f"left out: a term of more than {limits.term_bytes} bytes"
    return None


def _line(source: str, target: str, separator: str) -> str:
    if separator == ",":
        source, target = (
            '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"') else text
            for text in (source, target)
        )
    return f"{source}{separator}{target}\n"


def read_pairs(
    separator: str | None, comments: bool, header: bool, source: SourceFile, options: Options
) -> Iterator[Incoming]:
    """Rows of source, target and perhaps a comment; a first row of the two languages asked for is a header.

    ``header``: the first row has the languages of all columns.
    """
    separator = options.delimiter or separator or guess_delimiter(source)
    rows = _plain(source, separator, comments) if separator == "\t" else cells_of(source, separator)
    languages = (options.source, options.target)
    others: dict[int, tuple[str, str]] = {}
    for number, (line, cells) in enumerate(rows):
        if number == 0 and header and len(cells) > 1 and tag_in(cells[0]) and tag_in(cells[1]):
            languages = stated_languages(options, cells[0], cells[1])
            others = {index: ("language", tag) for index, tag in enumerate(cells[2:], 2)}
            continue
        if number == 0 and _is_header(cells, options):
            continue
        if len(cells) < 2:
            raise InputError(
                f"this line has no {'tab' if separator == chr(9) else repr(separator)}", source.place, line
            )
        note, *further = [cell.strip() for cell in cells[2:]] if cells[2:] and not others else [""]
        if not comments and further and tag_in(note) and tag_in(further[0]):
            # As DeepL exports: the languages of each row.
            languages = stated_languages(options, note, further[0])
            note, further = "", further[1:]
        values = {
            "source": cells[0], "target": cells[1], "note": note, "source_part_of_speech": "",
            "source_language": languages[0], "target_language": languages[1],
        }  # fmt: skip
        for cell in filter(None, further):
            options.losses.add("further columns", "not imported", cell)
        concept = from_cells(values, languages, source.place, line, split=False)
        if concept is None:
            options.losses.add("rows without a source term", "not imported", f"line {line}")
        else:
            yield Incoming(with_others(concept, cells, others), line)


def _plain(source: SourceFile, separator: str, comments: bool) -> Iterator[tuple[int, list[str]]]:
    """Lines cut at tabs, without quotes; comment lines begin with a number sign."""
    for number, line in enumerate(source.lines(), 1):
        if line.strip() and not (comments and line.startswith("#")):
            yield number, line.rstrip("\n").split(separator)


def _is_header(cells: list[str], options: Options) -> bool:
    pair = [cell.strip().replace("_", "-").split("-")[0].lower() for cell in cells[:2]]
    return pair == [primary_subtag(options.source), primary_subtag(options.target)]


def write_omegat(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """Source, target and a comment, tabs between them. OmegaT passes over lines that begin with a number sign."""
    for concept in concepts:
        for name, term in sides(concept, options.source, options.target):
            source, target = (on_one_line(text).strip() for text in (name.text, term.text if term else name.text))
            if source.startswith("#"):
                options.losses.add("entries", "left out: OmegaT takes # for the start of a comment", source)
                continue
            out.write(without_control(f"{source}\t{target}\t{_comment(concept, name, term)}\n").encode())


def _comment(concept: Concept, name: Term, term: Term | None) -> str:
    parts = [concept.definition, concept.note, term.note if term else None, concept.subject_field]
    if name.do_not_translate or (term and term.do_not_translate):
        parts.insert(0, "do not translate")
    return on_one_line("; ".join(dict.fromkeys(part for part in parts if part)))


IN_COMMENT = "written into the comment"
OMEGAT = Format(
    "omegat", "OmegaT glossary", (".utf8",), partial(read_pairs, "\t", True, False), write_omegat,
    frozenset(),
    dict.fromkeys((Category.DEFINITION, Category.CONCEPT_NOTE, Category.TERM_NOTE, Category.SUBJECT_FIELD), IN_COMMENT)
    | {
        Category.DO_NOT_TRANSLATE: "written as its own translation, with a comment",
        Category.STATUS: "admitted terms are written like preferred ones",
        Category.SYNONYMS: "further translations of a term are conflicts when they are read back",
    },
    pair=True, keyed=False, alters=(CONTROL, ENDS, LINES), tools=("OmegaT",),
    limits="UTF-8: name the file .utf8, or .txt where OmegaT reads UTF-8",
)  # fmt: skip
SERVICE_FORMATS = [
    Format(
        name, title, (), partial(read_pairs, limits.separator, False, limits.header), partial(write_service, limits),
        frozenset(),
        {
            Category.DO_NOT_TRANSLATE: "written as its own translation",
            Category.STATUS: "admitted terms are written where there is no preferred one",
        }, pair=True, keyed=False, alters=(ENDS,), tools=(title.split()[0],),
        limits=f"no source term twice, {limits}, no control characters, "
        f"{'languages on top' if limits.header else 'no header'}; the rest is listed",
    )
    for name, (title, limits) in SERVICES.items()
]  # fmt: skip
