"""TMX 1.4b: a unit for each pair of terms; what TMX has no place for stands in `prop` elements and is read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from termbase.errors import InputError, UsageError
from termbase.formats.base import Format, Options
from termbase.formats.categories import EVERYTHING, TAG_FIELD, Category, tag_of
from termbase.formats.source import SourceFile
from termbase.formats.tables.rows import grouped, sides
from termbase.formats.texts import XML
from termbase.formats.xml import machine_notes
from termbase.formats.xml.records import Node, attribute, escape, records
from termbase.formats.xml.unread import report_unread
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import Concept, Term

PROP = "x-termbase-"
OWN = re.compile(PROP)
OWN_UNIT = re.compile("c[0-9]+-[0-9]+")


def write_tmx(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """TMX in UTF-8."""
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        '<header creationtool="termbase" creationtoolversion="1" segtype="phrase" o-tmf="termbase" adminlang="en" '
        f'srclang="{attribute(options.source)}" datatype="plaintext"/>\n<body>\n'.encode()
    )
    for concept in concepts:
        shared = _notes(machine_notes.of_concept(concept), concept.note)
        for number, (name, term) in enumerate(sides(concept, options.source, options.target), 1):
            units = "".join(map(_unit, (name,) if term is None else (name, term)))
            out.write(f'<tu tuid="c{concept.id}-{number}">{shared}{units}</tu>\n'.encode())
    out.write(b"</body>\n</tmx>\n")


def _unit(term: Term) -> str:
    notes = _notes(machine_notes.of_term(term), term.note)
    return f'<tuv xml:lang="{attribute(tag_of(term))}">{notes}<seg>{escape(term.text)}</seg></tuv>'


def _notes(texts: Iterable[str], note: str | None) -> str:
    props = [machine_notes.split(text) for text in texts]
    written = "".join(f'<prop type="{PROP}{attribute(p[0])}">{escape(p[1])}</prop>' for p in props if p)
    return (f"<note>{escape(machine_notes.of_person(note))}</note>" if note else "") + written


def read_tmx(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The units of a TMX file as concepts, the source language first. Raises `InputError` with the line."""
    yield from grouped(_units(source, options), options.losses)


def _units(source: SourceFile, options: Options) -> Iterator[Incoming]:
    for unit in records(source, ("tu",), ("tmx",), options.losses):
        concept = _concept(unit, source.place, options.source)
        key = own_key(unit.get("tuid"))
        report_unread(unit, concept, options.losses, OWN, unit.get("tuid") if key else "")
        if concept.terms:
            yield Incoming(concept, unit.line, key=key)
        else:
            options.losses.add("units without text", "not imported", f"line {unit.line}")


def own_key(number: str) -> str:
    """The id of the concept that a unit of ours (`c12-1`) is of; nothing for units of others."""
    return number.partition("-")[0] if OWN_UNIT.fullmatch(number) else ""


def _concept(unit: Node, place: str, source: str) -> Concept:
    concept: Concept = _said(Concept(()), unit)
    terms = []
    for node in unit.all("tuv"):
        tag = (node.get("xml:lang") or node.get("lang")).replace("_", "-")
        segment = node.find("seg")
        text = segment.content() if segment is not None else ""
        if not text:
            continue
        try:
            code = primary_subtag(tag)
        except UsageError as error:
            raise InputError(error.reason, place, node.line) from None
        fields = ((TAG_FIELD, tag),) if tag != code else ()
        terms.append(_said(Term(text, code, fields=fields), node))
    terms.sort(key=lambda term: term.language != source)
    return replace(concept, terms=tuple(terms))


def _said(thing: Any, node: Node) -> Any:
    for child in node.children:
        if child.name == "note" and child.content():
            thing = machine_notes.take(thing, child.content())
        elif child.name == "prop" and child.content():
            name = child.get("type")
            text = machine_notes.note(name.removeprefix(PROP), child.content())
            if not name.startswith(PROP):
                text = machine_notes.note(machine_notes.FIELD + name, child.content())
            thing = machine_notes.take(thing, text)
    return thing


TMX = Format(
    "tmx", "TMX 1.4b", (".tmx",), read_tmx, write_tmx, EVERYTHING - {Category.LANGUAGES}, pair=True, alters=XML,
    tools=("Trados", "memoQ", "OmegaT", "Amazon", "Google"),
    limits="one pair of languages; no deprecated or forbidden terms, since a memory offers all it has",
)  # fmt: skip
