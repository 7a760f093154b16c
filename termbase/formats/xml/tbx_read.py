"""TBX in: ISO 30042:2019 (DCA and DCT, any dialect), ISO 30042:2008 (martif, `tig` and `ntig`) and TBX-Min of 2013.

What the model has no place for is kept in `fields` under the name of its data category; what stands at a language goes
to the concept as `name@language`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from termbase.errors import InputError, UsageError
from termbase.formats.base import Options
from termbase.formats.categories import TAG_FIELD
from termbase.formats.source import SourceFile
from termbase.formats.statuses import status_of
from termbase.formats.xml import machine_notes
from termbase.formats.xml.records import Node
from termbase.formats.xml.shapes import entries
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

ENTRIES = ("conceptEntry", "termEntry", "entry")
LANGUAGES = ("langSec", "langSet", "langGroup")
GROUPS = ("descripGrp", "adminGrp", "termNoteGrp", "transacGrp")
TYPED = ("descrip", "admin", "termNote", "ref", "xref", "transac", "adminNote", "descripNote", "transacNote")
RELATIONS = {
    "crossReference": "associative", "relatedConcept": "associative", "associatedConcept": "associative",
    "relatedConceptBroader": "broader", "relatedConceptNarrower": "narrower", "broaderConceptGeneric": "broader",
    "broaderConceptPartitive": "broader", "subordinateConceptGeneric": "narrower",
    "subordinateConceptPartitive": "narrower", "superordinateConceptGeneric": "broader",
    "superordinateConceptPartitive": "broader", "coordinateConceptGeneric": "associative",
    "antonymConcept": "antonym",
}  # fmt: skip
IMAGES = ("xGraphic", "figure", "graphic")
STATUS = {f"{status.value}Term-admn-sts": status for status in AdministrativeStatus}
STATUS_CATEGORIES = ("administrativeStatus", "normativeAuthorization", "termStatus")
PROCESS = {"provisionallyProcessed": "proposed", "unprocessed": "proposed", "proposed": "proposed"}
SIMPLE = {
    "partOfSpeech": "part_of_speech", "grammaticalGender": "grammatical_gender",
    "grammaticalNumber": "grammatical_number", "termType": "term_type", "source": "source", "context": "context",
}  # fmt: skip


# What stands in these decides how it is read; all other texts are only passed on.
CODES = re.compile("(?i)administrativeStatus|termStatus|normativeAuthorization|processStatus|translat|graphic|figure")


@dataclass(slots=True)
class Statement:
    """One data category with its text, its target if it points somewhere, and what is said about it."""

    category: str
    text: str
    target: str
    about: list[tuple[str, str]]


def read_tbx(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The concepts of a TBX file. Raises `InputError` with the line."""

    def read(entry: Node) -> Incoming:
        return Incoming(_concept(entry, source.place), entry.line, key=entry.get("id"), whole=True)

    for row in entries(source, ENTRIES, ("tbx", "martif", "TBX"), CODES, read, options.losses):
        if row.concept.terms:
            yield row
        else:
            options.losses.add("entries without a term", "not imported", f"line {row.line}")


def _statement(node: Node) -> Statement:
    """What an element says: data category as attribute, or as tag, or as a group of a statement and remarks on it."""
    if node.name in GROUPS and node.children:
        first, *rest = node.children
        found = _statement(first)
        if node.name == "transacGrp":
            texts = [text for child in rest for text in (child.content(), child.get("target")) if text]
            return Statement(f"transaction {found.text}".strip(), " ".join(texts), "", [])
        found.about += [(said.category, said.text or said.target) for said in map(_statement, rest)]
        return found
    category = (node.get("type") or node.name) if node.name in TYPED else node.name
    text = node.content()
    if node.children and category == node.name and not any(part.tail.strip() for part in node.within()):
        # A list of something that the model does not know.
        text = " ".join(filter(None, (part.text.strip() for part in node.within())))
    return Statement(category, text, node.get("target"), [])


def _concept(entry: Node, place: str) -> Concept:
    concept = Concept(())
    terms: list[Term] = []
    for node in entry.children:
        if node.name in LANGUAGES:
            code, found, said = _language(node, place)
            terms += found
            for statement in said:
                concept = _at_language(concept, statement, code)
        else:
            concept = _said_of_concept(concept, _statement(node))
    return replace(concept, terms=tuple(terms))


def _said_of_concept(concept: Concept, said: Statement) -> Concept:
    text = said.text or said.target
    if not text:
        return concept
    extra = tuple((f"{said.category}{name[:1].upper()}{name[1:]}", value) for name, value in said.about if value)
    concept = replace(concept, fields=concept.fields + extra) if extra else concept
    match said.category:
        case "note":
            return machine_notes.take(concept, said.text)  # type: ignore[no-any-return]
        case "subjectField" if not concept.subject_field:
            return replace(concept, subject_field=text)
        case "definition" if not concept.definition:
            return replace(concept, definition=text)
        case category if category in IMAGES and not concept.image:
            title = (("imageTitle", said.text),) if said.target and said.text not in ("", said.target) else ()
            return replace(concept, image=said.target or said.text, fields=concept.fields + title)
        case category if category in RELATIONS and said.target and "://" not in said.target:
            return replace(concept, relations=(*concept.relations, (RELATIONS[category], said.target.lstrip("#"))))
    value = f"{said.target} {said.text}".strip() if said.target else text
    return replace(concept, fields=(*concept.fields, (said.category, value)))


def _at_language(concept: Concept, said: Statement, code: str) -> Concept:
    text = said.text or said.target
    if not text:
        return concept
    extra = tuple((f"{said.category}{name[:1].upper()}{name[1:]}@{code}", value) for name, value in said.about if value)
    if said.category == "definition" and not concept.definition:
        extra = (("definitionLanguage", code), *extra)
        return replace(concept, definition=text, fields=concept.fields + extra)
    return replace(concept, fields=(*concept.fields, (f"{said.category}@{code}", text), *extra))


def _language(node: Node, place: str) -> tuple[str, list[Term], list[Statement]]:
    tag = (node.get("xml:lang") or node.get("lang")).strip()
    if not tag:
        raise InputError(f"<{node.name}> has no xml:lang", place, node.line)
    try:
        code = primary_subtag(tag)
    except UsageError as error:
        raise InputError(error.reason, place, node.line) from None
    base = Term("", code, fields=((TAG_FIELD, tag),) if tag != code else ())
    terms: list[Term] = []
    said: list[Statement] = []
    for child in node.children:
        if child.name in ("termSec", "tig", "termGroup"):
            terms += _term(child, child, base)
        elif child.name == "ntig":
            group = child.find("termGrp")
            if group is not None:
                terms += _term(group, child, base)
        else:
            said.append(_statement(child))
    return tag, terms, said


def _term(group: Node, outer: Node, base: Term) -> Iterator[Term]:
    """The term of a group; ``outer`` has what an `ntig` says beside its `termGrp`. None where the term is empty."""
    text = ""
    values: dict[str, Any] = {}
    fields: list[tuple[str, str]] = []
    notes: list[str] = []
    for node in group.children if outer is group else [*group.children, *outer.children]:
        if node.name == "term":
            text = text or node.content()
        elif node.name == "termNote" or node.name in SIMPLE:
            # The most frequent ones, without a detour.
            category = node.attributes.get("type", node.name)
            _of_term(category, node.content(), node.attributes.get("target", ""), values, fields, notes)
        elif node.name != "termGrp":
            said = _statement(node)
            if said.text or said.target:
                fields += [(f"{said.category}{n[:1].upper()}{n[1:]}", value) for n, value in said.about if value]
                _of_term(said.category, said.text, said.target, values, fields, notes)
    if not text:
        return
    if outer.get("id"):
        fields.append(("id", outer.get("id")))
    if fields and base.fields:
        fields[:0] = base.fields
    term = Term(text, base.language, fields=tuple(fields) or base.fields, **values)
    for note in notes:
        term = machine_notes.take(term, note)
    yield term


def _of_term(
    category: str, text: str, target: str, values: dict[str, Any], fields: list[tuple[str, str]], notes: list[str]
) -> None:
    """Put one statement about a term where it belongs."""
    if not text and not target:
        return
    attribute = SIMPLE.get(category)
    if attribute and attribute not in values and text:
        values[attribute] = text
    elif category == "administrativeStatus" and text in STATUS and "administrative_status" not in values:
        values["administrative_status"] = STATUS[text]
    elif category == "note":
        notes.append(text)
    elif category in STATUS_CATEGORIES and (status := status_of(text)) is not None:
        values.setdefault("administrative_status", status)
        fields.append((category, text))
    elif category == "processStatus":
        values.setdefault("process_status", PROCESS.get(text, "reviewed"))
        if text not in ("reviewed", "proposed"):
            fields.append((category, text))
    elif category.casefold() in ("translation needed", "translate", "translationnote") and text.casefold() == "no":
        values["do_not_translate"] = True
    else:
        fields.append((category, f"{target} {text}".strip()))
