"""OntoLex-Lemon in Turtle: each term a lexical entry that evokes its concept, said with LexInfo.

W3C Community Report "Lexicon Model for Ontologies", 2016; LexInfo 3.0 for part of speech, gender, number, type and
status. Reading needs rdflib (`pip install termbase[skos]`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from termbase.formats.base import Format, Options
from termbase.formats.categories import TAG_FIELD, Category, tag_of
from termbase.formats.skos import (
    KEPT,
    PREFIXES,
    described,
    graph_of,
    key_of,
    literal,
    related,
    relations_in,
    report_unread,
)
from termbase.formats.skos import text_of as text_in
from termbase.formats.source import SourceFile
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus as Status
from termbase.model import Concept, Term

ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
LEXINFO = "http://www.lexinfo.net/ontology/3.0/lexinfo#"
HEAD = PREFIXES.rstrip("\n") + (
    f"\n@prefix ontolex: <{ONTOLEX}> .\n@prefix lexinfo: <{LEXINFO}> .\n@prefix entry: <urn:termbase:entry:> .\n\n"
)
STATUS = {
    Status.PREFERRED: "preferredTerm", Status.ADMITTED: "admittedTerm", Status.DEPRECATED: "deprecatedTerm",
    Status.SUPERSEDED: "supersededTerm", Status.FORBIDDEN: "deprecatedTerm",
}  # fmt: skip
READ = {name: status for status, name in STATUS.items() if status is not Status.FORBIDDEN}
# Our values that are individuals of LexInfo under the same name; others are left out and reported.
PROPERTIES = {
    "part_of_speech": ("partOfSpeech", {"noun", "verb", "adjective", "adverb"}, Category.PART_OF_SPEECH),
    "grammatical_gender": ("gender", {"masculine", "feminine", "neuter"}, Category.GENDER),
    "grammatical_number": ("number", {"singular", "plural", "dual"}, Category.NUMBER),
    "term_type": ("termType", {"fullForm", "acronym", "abbreviation", "shortForm"}, Category.TERM_TYPE),
}


def write_ontolex(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """Turtle in UTF-8."""
    out.write(HEAD.encode())
    for concept in concepts:
        parts = ["a ontolex:LexicalConcept, skos:Concept", f'skos:notation "{concept.id}"']
        parts += [f"{name} {literal(text)}" for name, text in described(concept)]
        parts += [f"skos:{relation} term:{other}" for relation, other in related(concept, options)]
        lines = [f"term:{concept.id} " + " ;\n    ".join(parts) + " .\n"]
        for number, term in enumerate(concept.terms, 1):
            lines.append(f"entry:{concept.id}-{number} " + " ;\n    ".join(_entry(concept, term, options)) + " .\n")
        out.write("".join(lines).encode("utf-8"))


def _entry(concept: Concept, term: Term, options: Options) -> Iterator[str]:
    yield "a ontolex:LexicalEntry"
    yield f"ontolex:evokes term:{concept.id}"
    yield f"ontolex:canonicalForm [ ontolex:writtenRep {literal(term.text)}@{tag_of(term)} ]"
    yield f"lexinfo:normativeAuthorization lexinfo:{STATUS[term.administrative_status]}"
    if term.administrative_status is Status.FORBIDDEN:
        options.losses.add(Category.STATUS, "forbidden terms written as deprecated", term.text)
    for attribute, (name, values, category) in PROPERTIES.items():
        value = getattr(term, attribute)
        if value in values:
            yield f"lexinfo:{name} lexinfo:{value}"
        elif value:
            options.losses.add(category, f"left out: {value} is not in LexInfo", term.text)


def read_ontolex(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The concepts that the lexical entries of a Turtle or JSON-LD file evoke. Raises `InputError`."""
    graph = graph_of(source)
    from rdflib import Namespace

    ontolex, lexinfo = Namespace(ONTOLEX), Namespace(LEXINFO)
    evoked: dict[Any, list[tuple[str, Term]]] = {}
    for entry, concept in graph.subject_objects(ontolex.evokes):
        for form in graph.objects(entry, ontolex.canonicalForm):
            for text in graph.objects(form, ontolex.writtenRep):
                term = _term(graph, entry, text, lexinfo, options)
                if term is not None:
                    evoked.setdefault(concept, []).append((str(entry), term))
    known = {ontolex.evokes, ontolex.canonicalForm, ontolex.writtenRep, lexinfo.normativeAuthorization}
    report_unread(graph, known | {lexinfo[name] for name, *_ in PROPERTIES.values()}, options)
    for subject in sorted(evoked, key=lambda s: (len(str(s)), str(s))):
        entries = sorted(evoked[subject], key=lambda pair: (len(pair[0]), pair[0]))
        terms = sorted((term for _, term in entries), key=lambda term: term.language != options.source)
        definition, note, field, image = text_in(graph, subject)
        concept = Concept(tuple(terms), field, definition, note, image, relations=relations_in(graph, subject))
        yield Incoming(concept, 0, key=key_of(subject), whole=True)


def _term(graph: Any, entry: Any, text: Any, lexinfo: Any, options: Options) -> Term | None:
    if not str(text).strip():
        return None
    tag = text.language or options.source
    code = primary_subtag(tag)
    said: dict[str, Any] = {
        attribute: str(value).removeprefix(LEXINFO)
        for attribute, (name, *_) in PROPERTIES.items()
        for value in graph.objects(entry, lexinfo[name])
    }
    ruled = [str(v).removeprefix(LEXINFO) for v in graph.objects(entry, lexinfo.normativeAuthorization)]
    status = next((READ[name] for name in ruled if name in READ), Status.PREFERRED)
    return Term(str(text), code, status, fields=((TAG_FIELD, tag),) if tag != code else (), **said)


ONTOLEX_FORMAT = Format(
    "ontolex", "OntoLex-Lemon (Turtle)", (), read_ontolex, write_ontolex, KEPT,
    {
        Category.PART_OF_SPEECH: "those that LexInfo has", Category.GENDER: "those that LexInfo has",
        Category.NUMBER: "those that LexInfo has", Category.TERM_TYPE: "those that LexInfo has",
    },
    by_concept=True, warns=True, limits="forbidden terms are read back as deprecated; reading needs rdflib",
)  # fmt: skip
