"""XLIFF 2.1 with its glossary module: a unit for each source term, with an entry that has its translations.

Glossary entries of any XLIFF 2 file are read; the segments are documents, not terminology.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from termbase.formats.base import Format, Options
from termbase.formats.categories import Category
from termbase.formats.source import SourceFile
from termbase.formats.stated_languages import of_language, stated_languages
from termbase.formats.tables.rows import grouped
from termbase.formats.texts import XML
from termbase.formats.xml.records import Node, RecordParser, attribute, escape
from termbase.formats.xml.tmx import own_key
from termbase.formats.xml.unread import report_unread
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

CORE = "urn:oasis:names:tc:xliff:document:2.0"
# What is around the text of segments, and inside of it.
OF_SEGMENTS = frozenset({"source", "target", "note", "notes", "segment", "ignorable", "unit", "trans-unit"})
NO_CODES = re.compile("(?!)")
ADMITTED = "the first translation is read back as preferred, the others as admitted"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"


def write_xliff(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """XLIFF in UTF-8."""
    out.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff xmlns="{CORE}" xmlns:gls="{GLOSSARY}" version="2.1" '
        f'srcLang="{attribute(options.source)}" trgLang="{attribute(options.target)}">\n<file id="terms">\n'.encode()
    )
    written = False
    for concept in concepts:
        targets = [term for term in concept.terms if term.language == options.target]
        targets.sort(key=lambda term: term.administrative_status is not AdministrativeStatus.PREFERRED)
        for term in targets[1:]:
            if term.administrative_status is AdministrativeStatus.PREFERRED:
                options.losses.add(Category.STATUS, ADMITTED, term.text)
        names = [term for term in concept.terms if term.language == options.source]
        for number, name in enumerate(names, 1):
            out.write(_unit(concept, name, targets, number).encode("utf-8"))
            written = True
    if not written:
        out.write(b'<unit id="none"><segment><source/></segment></unit>\n')
    out.write(b"</file>\n</xliff>\n")


def _unit(concept: Concept, name: Term, targets: list[Term], number: int) -> str:
    kept = name.do_not_translate or any(term.do_not_translate for term in targets)
    entry = [f"<gls:term{_source(name)}>{escape(name.text)}</gls:term>"]
    entry += [f"<gls:translation{_source(term)}>{escape(term.text)}</gls:translation>" for term in targets]
    if concept.definition or not targets:
        # The specification asks for a translation or a definition.
        entry.append(f"<gls:definition>{escape(concept.definition or '')}</gls:definition>")
    notes = f"<notes><note>{escape(concept.note)}</note></notes>" if concept.note else ""
    target = f"<target>{escape(targets[0].text)}</target>" if targets else ""
    return (
        f'<unit id="c{concept.id}-{number}"{" translate=" + chr(34) + "no" + chr(34) if kept else ""}>'
        f"<gls:glossary><gls:glossEntry>{''.join(entry)}</gls:glossEntry></gls:glossary>{notes}"
        f"<segment><source>{escape(name.text)}</source>{target}</segment></unit>\n"
    )


def _source(term: Term) -> str:
    return f' source="{attribute(term.source)}"' if term.source else ""


def read_xliff(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The glossary entries of an XLIFF 2 file. Raises `InputError` with the line."""
    yield from grouped(_rows(source, options), options.losses)


def _rows(source: SourceFile, options: Options) -> Iterator[Incoming]:
    parser = RecordParser(source, ("unit", "trans-unit"), ("xliff",), options.losses)
    languages: tuple[Term, Term] | None = None
    for unit in parser.records(source):
        if languages is None:
            tags = stated_languages(options, parser.root.get("srcLang", ""), parser.root.get("trgLang", ""))
            languages = of_language(tags[0]), of_language(tags[1])
        key = own_key(unit.get("id"))
        glossaries = list(unit.all("glossary"))
        concepts = []
        for entry in (entry for glossary in glossaries for entry in glossary.all("glossEntry")):
            concept = _concept(entry, unit, languages)
            if concept is None:
                options.losses.add("entries without a term", "not imported", f"line {entry.line}")
            else:
                report_unread(entry, concept, options.losses, NO_CODES)
                concepts.append(concept)
                yield Incoming(concept, entry.line, key=key)
        # The text of a document may hold the terms once more.
        unit.children = [child for child in unit.children if child not in glossaries]
        _report_text(unit, concepts, options)


def _report_text(unit: Node, concepts: list[Concept], options: Options) -> None:
    """Report what a unit says outside of its glossary: the segments are those of a document, not terminology."""
    known = {term.text for concept in concepts for term in concept.terms}
    for name, value in unit.attributes.items() if concepts and not own_key(unit.get("id")) else ():
        if name != "translate" and not name.startswith("xml"):
            options.losses.add(f"unit: {name}", "not imported", value)
    for node in unit.within():
        text = node.content()
        if node.name in ("source", "target") and text and text not in known:
            options.losses.add("segments", "not imported: termbase extract reads documents", text)
        elif node.name == "note" and not concepts and text:
            options.losses.add("notes of segments", "not imported", text)
        elif node.name not in OF_SEGMENTS and not node.children and text:
            options.losses.add(node.name, "not imported", text)


def _concept(entry: Node, unit: Node, languages: tuple[Term, Term]) -> Concept | None:
    name, definition, notes = entry.find("term"), entry.find("definition"), unit.find("notes")
    if name is None or not name.content():
        return None
    kept = unit.get("translate") == "no"
    terms: list[Term] = []
    for node in (name, *(node for node in entry.all("translation") if node.content())):
        term = replace(
            languages[bool(terms)], text=node.content(), source=node.get("source") or None, do_not_translate=kept
        )
        terms.append(replace(term, administrative_status=AdministrativeStatus.ADMITTED) if len(terms) > 1 else term)
    text = "\n".join(node.content() for node in notes.all("note") if node.content()) if notes is not None else ""
    said = definition.content() or None if definition is not None else None
    of_definition = definition.get("source") if definition is not None else ""
    fields = (("definitionSource", of_definition),) if of_definition else ()
    return Concept(tuple(terms), definition=said, note=text or None, fields=fields)


XLIFF = Format(
    "xliff", "XLIFF 2.1, glossary module", (".xlf", ".xliff"), read_xliff, write_xliff,
    frozenset({
        Category.DEFINITION, Category.CONCEPT_NOTE, Category.SOURCE, Category.DO_NOT_TRANSLATE, Category.MISSING_SIDE,
        Category.SYNONYMS,
    }),
    {Category.STATUS: ADMITTED}, pair=True,
    shared=frozenset({Category.DO_NOT_TRANSLATE}), alters=XML,
    limits="one pair of languages; no deprecated or forbidden terms",
)  # fmt: skip
