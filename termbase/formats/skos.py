"""SKOS in Turtle and JSON-LD. Reading needs rdflib (`pip install termbase[skos]`).

Preferred terms are preferred labels, the first of a language; further ones alternative labels. Deprecated, superseded
and forbidden terms are hidden labels: found by search, never offered.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from termbase.errors import InputError, UsageError
from termbase.formats.base import Format, Options
from termbase.formats.categories import REJECTED, TAG_FIELD, Category, tag_of
from termbase.formats.source import SourceFile
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus as Status
from termbase.model import Concept, Term

PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix term: <urn:termbase:concept:> .

"""
BASE = "urn:termbase:concept:"
CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#", "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}  # fmt: skip
RELATIONS = {"broader": "broader", "narrower": "narrower", "associative": "related"}
ESCAPED = re.compile('[\\\\"\n\r\t\x00-\x1f]')
SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# rdflib holds the whole graph in memory; a larger file is refused.
LARGEST = 64 << 20


def write_skos(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """Turtle in UTF-8."""
    out.write(PREFIXES.encode())
    for concept in concepts:
        parts = ["a skos:Concept", f'skos:notation "{concept.id}"']
        parts += [f"skos:{label} {literal(term.text)}@{tag_of(term)}" for label, term in _labelled(concept, options)]
        parts += [f"{name} {literal(text)}" for name, text in described(concept)]
        parts += [f"skos:{relation} term:{other}" for relation, other in related(concept, options)]
        out.write(_entry(concept.id, parts))


def write_jsonld(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """JSON-LD in UTF-8, a concept a line; its context stands in the file."""
    out.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": ['.encode())
    for number, concept in enumerate(concepts):
        node: dict[str, Any] = {"@id": f"{BASE}{concept.id}", "@type": "skos:Concept", "skos:notation": str(concept.id)}
        for label, term in _labelled(concept, options):
            value = {"@value": term.text, "@language": tag_of(term)}
            node.setdefault(f"skos:{label}", []).append(value)
        node.update(described(concept))
        for relation, other in related(concept, options):
            node.setdefault(f"skos:{relation}", []).append({"@id": f"{BASE}{other}"})
        out.write((",\n" if number else "\n").encode() + json.dumps(node, ensure_ascii=False).encode("utf-8"))
    out.write(b"\n]}\n")


def _labelled(concept: Concept, options: Options) -> Iterator[tuple[str, Term]]:
    """Each term with the kind of its label, the preferred ones first; SKOS has one preferred label a language."""
    preferred: set[str] = set()
    for term in sorted(concept.terms, key=lambda term: term.administrative_status is not Status.PREFERRED):
        tag = tag_of(term).lower()
        if term.administrative_status in REJECTED:
            if term.administrative_status is not Status.FORBIDDEN:
                options.losses.add(Category.STATUS, "deprecated and superseded terms written as forbidden", term.text)
            yield "hiddenLabel", term
        elif term.administrative_status is Status.PREFERRED and tag not in preferred:
            preferred.add(tag)
            yield "prefLabel", term
        else:
            if term.administrative_status is Status.PREFERRED:
                options.losses.add(
                    Category.STATUS, "further preferred terms of a language written as admitted", term.text
                )
            yield "altLabel", term


def described(concept: Concept) -> Iterator[tuple[str, str]]:
    """The properties of the concept itself, by prefixed name."""
    for name, text in (
        ("skos:definition", concept.definition), ("skos:note", concept.note), ("dct:subject", concept.subject_field),
        ("foaf:depiction", concept.image),
    ):  # fmt: skip
        if text:
            yield name, text


def related(concept: Concept, options: Options) -> Iterator[tuple[str, str]]:
    """The relations that SKOS has, by local name, and the number of the other concept; the rest is reported."""
    for relation, other in concept.relations:
        if relation in RELATIONS:
            yield RELATIONS[relation], other
        else:
            options.losses.add(Category.RELATIONS, "left out: SKOS has broader, narrower and related", relation)


def _entry(number: int, parts: list[str]) -> bytes:
    return (f"term:{number} " + " ;\n    ".join(parts) + " .\n").encode("utf-8")


def literal(text: str) -> str:
    """A literal of Turtle."""
    return '"' + ESCAPED.sub(lambda m: SIGNS.get(m[0], f"\\u{ord(m[0]):04X}"), text) + '"'


def graph_of(source: SourceFile) -> Any:
    """A Turtle or JSON-LD file as a graph of rdflib. Raises `InputError`, `UsageError` without rdflib."""
    try:
        import rdflib
    except ImportError:
        raise UsageError("RDF is read with rdflib: pip install termbase[skos]") from None
    if source.size > LARGEST:
        raise InputError(f"has {source.size >> 20} MiB; RDF of at most {LARGEST >> 20} MiB is read", source.place)
    text = "".join(source.lines())
    # It warns of addresses that it could not write; nothing is written here.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    graph = rdflib.Graph()
    try:
        if text.lstrip()[:1] in "{[":
            _no_remote_context(json.loads(text), source.place)
            graph.parse(data=text, format="json-ld")
        else:
            graph.parse(data=text, format="turtle")
    except InputError:
        raise
    except Exception as error:
        # Parsers of rdflib raise errors of many kinds on a damaged file.
        line = getattr(error, "lines", None)
        raise InputError(f"is no RDF that can be read: {str(error)[:200]}", source.place, line) from None
    return graph


def read_skos(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The concepts of a Turtle or JSON-LD file. Raises `InputError`."""
    graph = graph_of(source)
    from rdflib.namespace import RDF, SKOS

    report_unread(graph, {SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel}, options)
    found = sorted(graph.subjects(RDF.type, SKOS.Concept, unique=True), key=lambda s: (len(str(s)), str(s)))
    for subject in found:
        terms = [
            *_labels(graph, subject, SKOS.prefLabel, Status.PREFERRED, options),
            *_labels(graph, subject, SKOS.altLabel, Status.ADMITTED, options),
            *_labels(graph, subject, SKOS.hiddenLabel, Status.FORBIDDEN, options),
        ]
        terms.sort(key=lambda term: term.language != options.source)
        if not terms:
            options.losses.add("concepts without a label", "not imported", str(subject))
            continue
        definition, note, field, image = text_of(graph, subject)
        concept = Concept(tuple(terms), field, definition, note, image, relations=relations_in(graph, subject))
        yield Incoming(concept, 0, key=key_of(subject), whole=True)


def report_unread(graph: Any, known: set[Any], options: Options) -> None:
    """Report all statements but those of properties that are read: ``known``, and those that describe a concept."""
    from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS

    known = known | {
        RDF.type, SKOS.notation, SKOS.definition, SKOS.note, SKOS.scopeNote, DCTERMS.subject, FOAF.depiction,
        *(SKOS[local] for local in RELATIONS.values()),
    }  # fmt: skip
    for predicate in sorted(set(graph.predicates()) - known, key=str):
        objects = sorted(map(str, graph.objects(None, predicate)))
        options.losses.add(f"property {predicate}", "not imported", objects[0], len(objects))


def text_of(graph: Any, subject: Any) -> tuple[str | None, ...]:
    """Definition, note, subject field and image of a concept."""
    from rdflib.namespace import DCTERMS, FOAF, SKOS

    return tuple(
        "\n".join(sorted(str(o) for predicate in predicates for o in graph.objects(subject, predicate))) or None
        for predicates in (
            (SKOS.definition,), (SKOS.note, SKOS.scopeNote), (DCTERMS.subject,), (FOAF.depiction,),
        )
    )  # fmt: skip


def relations_in(graph: Any, subject: Any) -> tuple[tuple[str, str], ...]:
    """The relations of a concept to others."""
    from rdflib.namespace import SKOS

    return tuple(
        (name, key_of(other))
        for name, local in RELATIONS.items()
        for other in sorted(graph.objects(subject, SKOS[local]), key=str)
    )


def key_of(subject: Any) -> str:
    """The id of a concept in its file."""
    return str(subject).removeprefix(BASE)


def _labels(graph: Any, subject: Any, predicate: Any, status: Status, options: Options) -> Iterator[Term]:
    for label in sorted(graph.objects(subject, predicate), key=lambda label: (str(label.language), str(label))):
        tag = label.language or options.source
        code = primary_subtag(tag)
        if str(label).strip():
            yield Term(str(label), code, status, fields=((TAG_FIELD, tag),) if tag != code else ())


def _no_remote_context(data: Any, place: str) -> None:
    """Refuse JSON-LD that would make the parser fetch a context from the network."""
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            context = node.get("@context")
            if isinstance(context, str) or (isinstance(context, list) and any(isinstance(c, str) for c in context)):
                raise InputError(
                    "has an @context at an address; nothing is fetched, put the context into the file", place
                )
            if "@import" in node:
                raise InputError("imports a context from an address; nothing is fetched", place)
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


KEPT = frozenset({
    Category.DEFINITION, Category.CONCEPT_NOTE, Category.SUBJECT_FIELD, Category.IMAGE, Category.RELATIONS,
    Category.LANGUAGES, Category.SYNONYMS, Category.LANGUAGE_TAG, Category.MISSING_SIDE, Category.STATUS,
})  # fmt: skip
LIMITS = "superseded, deprecated and forbidden terms are hidden labels, read back as forbidden; reading needs rdflib"
SKOS_FORMATS = [
    Format("skos", "SKOS (Turtle)", (".ttl",), read_skos, write_skos, KEPT, {}, by_concept=True, warns=True,
           limits=LIMITS),
    Format("skos-jsonld", "SKOS (JSON-LD)", (".jsonld",), read_skos, write_jsonld, KEPT, {}, by_concept=True,
           warns=True, limits=LIMITS),
]  # fmt: skip
