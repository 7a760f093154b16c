"""What a format has no place for, as notes of a fixed form: `[termbase] name: value`. Readable, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from termbase.formats.categories import further
from termbase.model import AdministrativeStatus, Concept, Term

MARK = "[termbase] "
NOTE = re.compile(r"\[termbase\] ([^:]+(?::[^:]+)*?): (.*)", re.DOTALL)
FIELD = "field/"
TERM_NAMES = {
    "partOfSpeech": "part_of_speech", "grammaticalGender": "grammatical_gender",
    "grammaticalNumber": "grammatical_number", "termType": "term_type", "context": "context", "source": "source",
    "processStatus": "process_status", "note": "note",
}  # fmt: skip
CONCEPT_NAMES = {
    "definition": "definition", "subjectField": "subject_field", "image": "image", "externalId": "external_id",
    "note": "note",
}  # fmt: skip


def note(name: str, value: str) -> str:
    """The note for one statement."""
    if ": " in name or "%" in name:
        # A colon and a blank end the name.
        name = name.replace("%", "%25").replace(":", "%3A")
    return f"{MARK}{name}: {value}"


def of_person(text: str) -> str:
    """The note that a person made, written so that it is not taken for one of ours."""
    return note("note", text) if text.startswith(MARK) else text


def split(text: str) -> tuple[str, str] | None:
    """Name and value of a note that we wrote, or None for one of a person."""
    match = NOTE.fullmatch(text) if text.startswith(MARK) else None
    return (unquote(match[1]), match[2]) if match else None


def of_term(term: Term, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """The notes for everything a term has but its text, language and note; ``skip`` names what is written elsewhere."""
    if term.administrative_status is not AdministrativeStatus.PREFERRED and "administrativeStatus" not in skip:
        yield note("administrativeStatus", term.administrative_status.value)
    if term.process_status != "reviewed" and "processStatus" not in skip:
        yield note("processStatus", term.process_status)
    for name, attribute in TERM_NAMES.items():
        value = getattr(term, attribute)
        if value and name not in skip and name not in ("note", "processStatus"):
            yield note(name, value)
    if term.do_not_translate and "doNotTranslate" not in skip:
        yield note("doNotTranslate", "yes")
    if term.reliability is not None and "reliability" not in skip:
        yield note("reliability", repr(term.reliability))
    for name, value in further(term):
        yield note(FIELD + name, value)


def of_concept(concept: Concept, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """The notes for everything a concept has but its terms and its note."""
    for name, attribute in CONCEPT_NAMES.items():
        value = getattr(concept, attribute)
        if value and name not in skip and name != "note":
            yield note(name, value)
    if "relation" not in skip:
        for relation, other in concept.relations:
            yield note("relation", f"{relation} {other}")
    for name, value in concept.fields:
        if name not in skip:
            yield note(FIELD + name, value)


def to_term(term: Term, name: str, value: str) -> Term:
    """A term with one statement taken back from a note."""
    if name == "administrativeStatus":
        return replace(term, administrative_status=AdministrativeStatus(value))
    if name == "doNotTranslate":
        return replace(term, do_not_translate=True)
    if name == "reliability":
        return replace(term, reliability=float(value))
    if name in TERM_NAMES:
        changed: Term = _set(term, TERM_NAMES[name], value)
        return changed
    return replace(term, fields=(*term.fields, (name.removeprefix(FIELD), value)))


def to_concept(concept: Concept, name: str, value: str) -> Concept:
    """A concept with one statement taken back from a note."""
    if name == "relation":
        relation, _, other = value.rpartition(" ")
        return replace(concept, relations=(*concept.relations, (relation, other)))
    if name in CONCEPT_NAMES:
        changed: Concept = _set(concept, CONCEPT_NAMES[name], value)
        return changed
    return replace(concept, fields=(*concept.fields, (name.removeprefix(FIELD), value)))


def _set(thing: Any, attribute: str, value: str) -> Any:
    return replace(thing, **{attribute: value})


def take(thing: Term | Concept, text: str) -> Any:
    """A term or a concept with a note added: taken apart where it is one of ours, else appended to its note.

    A note of ours whose value is none that we would write is kept as it stands.
    """
    parts = split(text)
    if parts:
        try:
            return to_term(thing, *parts) if isinstance(thing, Term) else to_concept(thing, *parts)
        except ValueError:
            pass
    return replace(thing, note=f"{thing.note}\n{text}" if thing.note else text)
