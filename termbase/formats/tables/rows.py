"""Concepts as rows of a bilingual table, and back: what all table formats share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import groupby
from typing import TypeVar

from termbase.errors import InputError, UsageError
from termbase.formats.categories import TAG_FIELD, further, tag_of
from termbase.formats.losses import Losses
from termbase.formats.statuses import is_true, status_of
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

Told = TypeVar("Told", Concept, Term)
ALTERNATIVES = re.compile(r"\s+/\s+|\s*[;؛]\s*|\s*،\s+")
ABBREVIATED = re.compile(r"^(?P<long>.+?)\s*\((?P<short>[A-Z][A-Za-z0-9&.-]{1,9})\)$")
# The columns of a CSV that loses nothing; the first ten are the ones that people edit.
COLUMNS = (
    "source", "target", "status", "part_of_speech", "definition", "note", "subject_field", "gender", "do_not_translate",
    "concept_id", "grammatical_number", "term_type", "process_status", "confidence", "context", "term_source",
    "term_note",
    "target_language", "fields", "source_status", "source_part_of_speech", "source_gender", "source_grammatical_number",
    "source_term_type", "source_process_status", "source_confidence", "source_context", "source_term_source",
    "source_term_note", "source_language", "source_fields", "image", "external_id", "relations", "concept_fields",
    "source_do_not_translate",
)  # fmt: skip
# A cell that begins so would be run as a formula by a spreadsheet (OWASP, CSV injection); an apostrophe stops that.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


def neutralise(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return "'" + cell if FORMULA.match(cell) else cell


def restore(cell: str) -> str:
    """A cell as it was before `neutralise`."""
    return cell[1:] if NEUTRALISED.match(cell) else cell


def sides(concept: Concept, source: str, target: str) -> Iterator[tuple[Term, Term | None]]:
    """Each source term with each target term; with None where there is no target term."""
    names = [term for term in concept.terms if term.language == source]
    targets: list[Term | None] = [term for term in concept.terms if term.language == target]
    for name in names:
        for term in targets or [None]:
            yield name, term


def to_cells(concept: Concept, name: Term, term: Term | None) -> tuple[str, ...]:
    """The cells of `COLUMNS` for one pair of terms."""
    return (
        name.text, *_term_cells(term, name)[:3], concept.definition or "", concept.note or "",
        concept.subject_field or "", *_term_cells(term, name)[3:5], str(concept.id), *_term_cells(term, name)[5:],
        *_source_cells(name), concept.image or "", concept.external_id or "",
        _json(concept.relations), _json(concept.fields), _said_otherwise(name, term),
    )  # fmt: skip


def _said_otherwise(name: Term, term: Term | None) -> str:
    """Whether a source term is translated, where that is not what the row says of its translation."""
    if term is None or term.do_not_translate == name.do_not_translate:
        return ""
    return "yes" if name.do_not_translate else "no"


def _json(pairs: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> str:
    return json.dumps(pairs, ensure_ascii=False) if pairs else ""


def _term_cells(term: Term | None, name: Term) -> tuple[str, ...]:
    if term is None:
        return ("", "", "", "", "yes" if name.do_not_translate else "", *[""] * 9)
    reliability = "" if term.reliability is None else repr(term.reliability)
    return (
        term.text, term.administrative_status.value, term.part_of_speech or "", term.grammatical_gender or "",
        "yes" if term.do_not_translate else "", term.grammatical_number or "", term.term_type or "",
        "" if term.process_status == "reviewed" else term.process_status, reliability, term.context or "",
        term.source or "", term.note or "", _tag(term), _json(further(term)),
    )  # fmt: skip


def _source_cells(name: Term) -> tuple[str, ...]:
    _, status, speech, gender, _, *rest = _term_cells(name, name)
    return ("" if status == "preferred" else status, speech, gender, *rest)


def _tag(term: Term) -> str:
    return tag_of(term) if term.fields else ""


def from_cells(
    cells: Mapping[str, str], languages: tuple[str, str], place: str, line: int, *, split: bool = True
) -> Concept | None:
    """The concept that a row states, or None for a row without a source term.

    ``cells`` are by the names of `COLUMNS`. Without a column ``source_part_of_speech`` the part of speech is that of
    both. ``split``: abbreviations in brackets and several renderings in one cell become terms of their own.
    Raises `InputError`.
    """
    text, rendering = cells.get("source", "").strip(), cells.get("target", "").strip()
    if not text:
        return None
    kept = is_true(cells.get("do_not_translate", ""))
    # Only a column of its own says what the part of speech of the source is; else the row speaks of both.
    shared = {} if "source_part_of_speech" in cells else {"source_part_of_speech": cells.get("part_of_speech", "")}
    name = _read_term({**cells, **shared}, "source_", languages[0], place, line)
    name = replace(
        name, text=text, do_not_translate=is_true(cells.get("source_do_not_translate") or ("1" if kept else ""))
    )
    terms = [name]
    match = ABBREVIATED.match(text) if split else None
    if match:
        short = replace(name, text=match["short"], term_type="abbreviation")
        terms = [replace(name, text=match["long"])]
        terms.append(replace(short, administrative_status=AdministrativeStatus.ADMITTED))
    if kept and not rendering and split:
        rendering = text
    rendered = replace(_read_term(cells, "", languages[1], place, line), do_not_translate=kept)
    note = cells.get("note") or None
    if (
        note
        and split
        and "term_note" not in cells
        and rendered.administrative_status is not AdministrativeStatus.PREFERRED
    ):
        # A row that rules a term out, or admits it, speaks of that term and not of the concept.
        rendered, note = replace(rendered, note=note), None
    parts = [part.strip() for part in ALTERNATIVES.split(rendering)] if split else [rendering]
    for number, part in enumerate(filter(None, parts)):
        ruled = rendered.administrative_status
        if number and ruled is AdministrativeStatus.PREFERRED:
            ruled = AdministrativeStatus.ADMITTED
        terms.append(replace(rendered, text=part, administrative_status=ruled))
    return Concept(
        tuple(terms), cells.get("subject_field") or None, cells.get("definition") or None, note,
        cells.get("image") or None, 0, cells.get("external_id") or None,
        _pairs(cells.get("concept_fields", ""), place, line), _pairs(cells.get("relations", ""), place, line),
    )  # fmt: skip


def read_term(
    cells: Mapping[str, str], text: str, code: str, more: tuple[tuple[str, str], ...], kept: bool, place: str, line: int
) -> Term:
    """A term with what the cells of a row say of it, and ``more`` fields. Raises `InputError`."""
    term = _read_term(cells, "", code, place, line)
    return replace(term, text=text, do_not_translate=kept, fields=more + term.fields)


def _read_term(cells: Mapping[str, str], side: str, code: str, place: str, line: int) -> Term:
    """A term without text from the cells of one side (``source_`` or nothing)."""
    word = cells.get(side + "status", "")
    status = status_of(word)
    if status is None:
        raise InputError(
            f"unknown status {word!r}; known are {', '.join(AdministrativeStatus)}, and what other tools call them",
            place,
            line,
        )
    try:
        share = cells.get(side + "confidence", "").strip()
        confidence = None if not share else float(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
        tag = cells.get("target_language" if not side else "source_language", "")
        code = primary_subtag(tag) if tag else code
    except (ValueError, UsageError) as error:
        raise InputError(f"a cell cannot be read: {error}", place, line) from None
    fields = _pairs(cells.get(side + "fields", ""), place, line)
    process = cells.get(side + "process_status") or "reviewed"
    if process not in ("proposed", "reviewed"):
        fields += (("processStatus", process),)
    return Term(
        "", code, status, process if process in ("reviewed", "proposed") else "reviewed",
        cells.get(side + "part_of_speech") or None, cells.get(side + "gender") or None,
        cells.get(side + "grammatical_number") or None, cells.get(side + "term_type") or None, False,
        cells.get(side + "context") or None, cells.get(side + "term_source") or None,
        min(max(confidence, 0.0), 1.0) if confidence is not None else None, cells.get(side + "term_note") or None, 0,
        (((TAG_FIELD, tag),) if tag and tag != code else ()) + fields,
    )  # fmt: skip


def _pairs(cell: str, place: str, line: int) -> tuple[tuple[str, str], ...]:
    if not cell:
        return ()
    try:
        return tuple((str(name), str(value)) for name, value in json.loads(cell))
    except (ValueError, TypeError, RecursionError):
        raise InputError(f"{cell[:40]!r} is no JSON array of pairs", place, line) from None


def with_others(concept: Concept, cells: list[str], others: Mapping[int, tuple[str, str]]) -> Concept:
    """A concept with what stands in further columns of its row: terms of other languages, and fields."""
    terms, kept = list(concept.terms), list(concept.fields)
    for index, (kind, name) in others.items():
        text = restore(cells[index].strip()) if index < len(cells) else ""
        if text and kind == "field":
            kept.append((name, text))
        elif text:
            code = primary_subtag(name)
            terms.append(Term(text, code, fields=((TAG_FIELD, name),) if name != code else ()))
    return replace(concept, terms=tuple(terms), fields=tuple(kept))


def grouped(rows: Iterable[Incoming], losses: Losses) -> Iterator[Incoming]:
    """Rows with an id that stand together as one concept; rows without one as they are.

    What a later row says otherwise than an earlier one of its concept is reported.
    """
    for key, group in groupby(rows, key=lambda row: row.key):
        if not key:
            yield from group
            continue
        first, *others = group
        concept = first.concept
        for row in others:
            concept = _joined(concept, row, losses)
        yield replace(first, concept=concept, whole=True)


def _joined(concept: Concept, row: Incoming, losses: Losses) -> Concept:
    known = {(term.language, term.text): number for number, term in enumerate(concept.terms)}
    terms = list(concept.terms)
    for term in row.concept.terms:
        number = known.get((term.language, term.text))
        if number is None:
            terms.append(term)
        elif terms[number] != term:
            terms[number] = _filled(terms[number], term, term.text, losses)
    bare = replace(row.concept, terms=())
    if bare != replace(concept, terms=()):
        concept = _filled(concept, bare, row.concept.terms[0].text, losses)
    return replace(concept, terms=tuple(terms))


def _filled(here: Told, other: Told, name: str, losses: Losses) -> Told:
    """What an earlier row says, and where it says nothing, what a later one says."""
    empty = type(here)(()) if isinstance(here, Concept) else Term("", "")
    for attribute in ATTRIBUTES[type(here)]:
        old, new = getattr(here, attribute), getattr(other, attribute)
        if new in (old, getattr(empty, attribute)):
            continue
        if old == getattr(empty, attribute):
            here = replace(here, **{attribute: new})
        else:
            losses.add(
                f"{attribute.replace('_', ' ')} of {name}", "not imported, an earlier row says otherwise", str(new)
            )
    return here


ATTRIBUTES = {
    kind: tuple(field.name for field in fields(kind) if field.name not in ("terms", "text", "language", "id"))
    for kind in (Concept, Term)
}
