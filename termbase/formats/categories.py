"""The data categories of a termbase (names after ISO 30042), and what a concept has of them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from termbase.model import AdministrativeStatus, Concept, Term

REJECTED = frozenset({AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED})
TAG_FIELD = "languageTag"


class Category(StrEnum):
    """One kind of content that a format keeps, bends or cannot carry."""

    CONCEPT_ID = "concept id"
    SUBJECT_FIELD = "subject field"
    DEFINITION = "definition"
    CONCEPT_NOTE = "note of the concept"
    IMAGE = "image"
    RELATIONS = "relations"
    CONCEPT_FIELDS = "other fields of the concept"
    LANGUAGES = "further languages"
    SYNONYMS = "synonyms"
    MISSING_SIDE = "concepts without a translation"
    LANGUAGE_TAG = "regional language tags"
    STATUS = "administrative status"
    PROCESS_STATUS = "process status"
    PART_OF_SPEECH = "part of speech"
    GENDER = "grammatical gender"
    NUMBER = "grammatical number"
    TERM_TYPE = "term type"
    DO_NOT_TRANSLATE = "do not translate"
    CONTEXT = "context"
    SOURCE = "source of the term"
    RELIABILITY = "reliability"
    TERM_NOTE = "note of the term"
    TERM_FIELDS = "other fields of the term"


EVERYTHING = frozenset(Category)
# What a concept has apart from its terms.
OF_CONCEPT = frozenset({
    Category.CONCEPT_ID, Category.SUBJECT_FIELD, Category.DEFINITION, Category.CONCEPT_NOTE, Category.IMAGE,
    Category.RELATIONS, Category.CONCEPT_FIELDS,
})  # fmt: skip


def of_concept(concept: Concept) -> Iterator[Category]:
    """The categories of the concept itself that have content."""
    if concept.subject_field:
        yield Category.SUBJECT_FIELD
    if concept.definition:
        yield Category.DEFINITION
    if concept.note:
        yield Category.CONCEPT_NOTE
    if concept.image:
        yield Category.IMAGE
    if concept.relations:
        yield Category.RELATIONS
    if concept.fields or concept.external_id:
        yield Category.CONCEPT_FIELDS


def of_term(term: Term) -> Iterator[Category]:
    """The categories of a term that have content; the defaults (preferred, reviewed) are no content."""
    if term.administrative_status is not AdministrativeStatus.PREFERRED:
        yield Category.STATUS
    if term.process_status != "reviewed":
        yield Category.PROCESS_STATUS
    if term.part_of_speech:
        yield Category.PART_OF_SPEECH
    if term.grammatical_gender:
        yield Category.GENDER
    if term.grammatical_number:
        yield Category.NUMBER
    if term.term_type:
        yield Category.TERM_TYPE
    if term.do_not_translate:
        yield Category.DO_NOT_TRANSLATE
    if term.context:
        yield Category.CONTEXT
    if term.source:
        yield Category.SOURCE
    if term.reliability is not None:
        yield Category.RELIABILITY
    if term.note:
        yield Category.TERM_NOTE
    yield from _of_fields(term)


def _of_fields(term: Term) -> Iterator[Category]:
    names = {name for name, _ in term.fields}
    if TAG_FIELD in names:
        yield Category.LANGUAGE_TAG
    if names - {TAG_FIELD}:
        yield Category.TERM_FIELDS


def tag_of(term: Term) -> str:
    """The BCP 47 tag of a term: the one it came with, else its language."""
    return dict(term.fields).get(TAG_FIELD, term.language) if term.fields else term.language


def further(term: Term) -> list[tuple[str, str]]:
    """The fields of a term but for its language tag."""
    return [(name, value) for name, value in term.fields if name != TAG_FIELD]
