"""MultiTerm XML (MTF), in UTF-16 as MultiTerm writes it.

Descriptive fields have the names that MultiTerm templates use.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from termbase.errors import InputError, UsageError
from termbase.formats.base import Format, Options
from termbase.formats.categories import EVERYTHING, TAG_FIELD, tag_of
from termbase.formats.source import SourceFile
from termbase.formats.statuses import NAMES as STATUS_NAMES
from termbase.formats.statuses import status_of
from termbase.formats.texts import XML
from termbase.formats.xml import machine_notes
from termbase.formats.xml.records import Node, attribute, escape, records
from termbase.formats.xml.unread import report_unread
from termbase.languages import primary_subtag
from termbase.languages.names import NAMES
from termbase.matching import Incoming
from termbase.model import Concept, Term

# The field of MultiTerm, and what it is here.
CONCEPT_FIELDS = {"Subject": "subject_field", "Definition": "definition", "Note": "note", "Graphic": "image"}
TERM_FIELDS = {
    "Part of Speech": "part_of_speech", "Gender": "grammatical_gender", "Number": "grammatical_number",
    "Category": "term_type", "Context": "context", "Source": "source", "Note": "note",
    "Process Status": "process_status",
}  # fmt: skip
FIELD = "termbase "


def write_multiterm(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """MTF in UTF-16 with a byte order mark; lines end with CR LF."""
    out.write(codecs.BOM_UTF16_LE)

    def put(text: str) -> None:
        out.write(text.replace("\n", "\r\n").encode("utf-16-le"))

    put('<?xml version="1.0" encoding="UTF-16"?>\n<mtf>\n')
    for concept in concepts:
        put(_concept_xml(concept))
    put("</mtf>\n")


def _concept_xml(concept: Concept) -> str:
    parts = [f"<conceptGrp><concept>{concept.id}</concept>"]
    parts += [_field(name, value) for name, key in CONCEPT_FIELDS.items() if (value := getattr(concept, key))]
    skip = frozenset({"subjectField", "definition", "image"})
    parts += _more(machine_notes.of_concept(concept, skip))
    by_tag: dict[str, list[Term]] = {}
    for term in concept.terms:
        by_tag.setdefault(tag_of(term), []).append(term)
    for tag, terms in by_tag.items():
        name = NAMES.get(primary_subtag(tag), tag)
        parts.append(f'\n<languageGrp><language type="{attribute(name)}" lang="{attribute(tag.upper())}"/>')
        for term in terms:
            parts.append(f"<termGrp><term>{escape(term.text)}</term>")
            parts.append(_field("Status", term.administrative_status.value))
            parts += [
                _field(name, value) for name, key in TERM_FIELDS.items()
                if (value := getattr(term, key)) and (key, value) != ("process_status", "reviewed")
            ]  # fmt: skip
            skip = frozenset({"administrativeStatus", *machine_notes.TERM_NAMES})
            parts += _more(machine_notes.of_term(term, skip))
            parts.append("</termGrp>")
        parts.append("</languageGrp>")
    parts.append("</conceptGrp>\n")
    return "".join(parts)


def _field(name: str, value: str) -> str:
    return f'<descripGrp><descrip type="{attribute(name)}">{escape(value)}</descrip></descripGrp>'


def _more(notes: Iterable[str]) -> list[str]:
    pairs = (machine_notes.split(text) for text in notes)
    return [_field(FIELD + pair[0], pair[1]) for pair in pairs if pair]


# What stands in these is read as a code.
CODES = re.compile("(?i)status")


def read_multiterm(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The concepts of a MultiTerm XML file. Raises `InputError` with the line."""
    for group in records(source, ("conceptGrp",), ("mtf",), options.losses):
        concept = Concept(())
        terms: list[Term] = []
        key = ""
        for node in group.children:
            if node.name == "concept":
                key = node.content()
            elif node.name == "languageGrp":
                found, said = _language(node, source.place)
                terms += found
                concept = replace(concept, fields=concept.fields + said)
            else:
                for name, value in _said(node):
                    concept = _to_concept(concept, name, value)
        concept = replace(concept, terms=tuple(terms))
        report_unread(group, concept, options.losses, CODES, key)
        if terms:
            yield Incoming(concept, group.line, key=key, whole=True)
        else:
            options.losses.add("entries without a term", "not imported", f"line {group.line}")


def _said(node: Node) -> Iterator[tuple[str, str]]:
    """The fields that an element states, also those below it."""
    if node.name == "transacGrp":
        parts = [child.content() for child in node.children if child.content()]
        kind = next((child.get("type") for child in node.children if child.name == "transac"), "")
        if parts:
            yield f"transaction {kind}".strip(), " ".join(reversed(parts))
    elif node.name in ("descrip", "system", "xref", "note"):
        if node.content():
            yield node.get("type") or node.name, node.content()
    else:
        for child in node.children:
            yield from _said(child)


def _to_concept(concept: Concept, name: str, value: str) -> Concept:
    if name.startswith(FIELD):
        return machine_notes.take(concept, machine_notes.note(name.removeprefix(FIELD), value))  # type: ignore[no-any-return]
    key = CONCEPT_FIELDS.get(name)
    if key and not getattr(concept, key):
        return replace(concept, **{key: value})  # type: ignore[arg-type]
    return replace(concept, fields=(*concept.fields, (name, value)))


def _language(node: Node, place: str) -> tuple[list[Term], tuple[tuple[str, str], ...]]:
    named = node.find("language")
    tag = named.get("lang") if named is not None else ""
    try:
        code = primary_subtag(tag)
    except UsageError as error:
        raise InputError(f"<languageGrp> has no language: {error.reason}", place, node.line) from None
    # MultiTerm writes tags in capitals.
    parts = tag.replace("_", "-").split("-")
    tag = "-".join([code, *(part.upper() if len(part) == 2 else part.title() for part in parts[1:])])
    base = Term("", code, fields=((TAG_FIELD, tag),) if tag != code else ())
    terms = []
    said: list[tuple[str, str]] = []
    for child in node.children:
        if child.name == "termGrp":
            text = child.find("term")
            if text is not None and text.content():
                term = replace(base, text=text.content())
                for other in child.children:
                    for name, value in _said(other) if other.name != "term" else ():
                        term = _to_term(term, name, value)
                terms.append(term)
        elif child.name != "language":
            said += [(f"{name}@{tag}", value) for name, value in _said(child)]
    return terms, tuple(said)


def _to_term(term: Term, name: str, value: str) -> Term:
    if name.startswith(FIELD):
        return machine_notes.take(term, machine_notes.note(name.removeprefix(FIELD), value))  # type: ignore[no-any-return]
    if name.casefold() in STATUS_NAMES:
        status = status_of(value)
        if status is not None:
            # The word of others is kept beside what it is here.
            kept = ((name, value),) if value.casefold() not in ("", status.value) else ()
            return replace(term, administrative_status=status, fields=term.fields + kept)
    key = TERM_FIELDS.get(name)
    if key == "process_status":
        if value in ("proposed", "reviewed"):
            return replace(term, process_status=value)
        return replace(term, fields=(*term.fields, ("processStatus", value)))
    if key and not getattr(term, key):
        return replace(term, **{key: value})  # type: ignore[arg-type]
    return replace(term, fields=(*term.fields, (name, value)))


MULTITERM = Format(
    "multiterm", "MultiTerm XML", (".mtf", ".xml"), read_multiterm, write_multiterm, EVERYTHING,
    by_concept=True, warns=True, alters=XML, tools=("Trados",),
    limits="fields have the names of MultiTerm's templates; no termbase definition (XDT) is written, since the form "
    "of that file is not published",
)  # fmt: skip
