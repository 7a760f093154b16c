"""The forms about concepts and pairs: from the fields that a browser sends to what the API takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from termbase.api.shapes import ConceptBody, ConceptPatch
from termbase.errors import UsageError
from termbase.languages import has_script, script_of_language
from termbase.languages.names import AUTONYMS
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, AdministrativeStatus
from termbase.store import queries

DESCRIPTIONS = ("subject_field", "definition", "note")
STATUSES = tuple(status.value for status in AdministrativeStatus)
# The languages of a form where neither terms nor documents tell.
LANGUAGES = (DEFAULT_SOURCE, DEFAULT_TARGET)
# Each term of a concept has up to three fields in its form, which has at most `session.MOST_FIELDS`.
MOST_TERMS = 60
# Terms that the form for a new concept takes; its page can take further ones.
MOST_ROWS = 20
Form = TypeVar("Form", bound=BaseModel)


def rows(fields: Mapping[str, str], languages: Sequence[str], number: int) -> list[dict[str, str]]:
    """The terms of the form for a new concept, filled in or not: so many rows, each with text, language and status.

    The first rows are one of each language, to be preferred; those after them are of the last language.
    """
    found = []
    for n in range(1, min(number, MOST_ROWS) + 1):
        default = languages[min(n, len(languages)) - 1]
        status = "preferred" if n <= len(languages) else "admitted"
        found.append(
            {
                "text": fields.get(f"text-{n}", ""),
                "language": fields.get(f"language-{n}", default),
                "status": fields.get(f"status-{n}", status),
            }
        )
    return found


def row_for(text: str, languages: Sequence[str]) -> int:
    """The row, from 1, that a text goes into: that of the first language in whose script it is written."""
    fitting = (n for n, code in enumerate(languages, 1) if has_script(text, script_of_language(code) or ""))
    return next(fitting, 1)


def number_of_rows(fields: Mapping[str, str]) -> int:
    """How many rows a form for a new concept has; rows that are numbered otherwise are none of it."""
    return sum(1 for n in range(1, MOST_ROWS + 1) if f"text-{n}" in fields)


def new_concept(fields: Mapping[str, str]) -> ConceptBody:
    """What a form for a new concept says; rows without a text are left out. Raises `UsageError`."""
    terms = [
        {"text": row["text"].strip(), "language": row["language"].strip(), "administrative_status": row["status"]}
        for row in rows(fields, ("",), number_of_rows(fields)) if row["text"].strip()
    ]  # fmt: skip
    said = {name: plain(fields.get(name, "")) or None for name in DESCRIPTIONS}
    return valid(ConceptBody, {**said, "terms": terms})


def changed_concept(record: Mapping[str, Any], fields: Mapping[str, str]) -> ConceptPatch:
    """What the fields of the form change in a concept as the API gives it. Raises `UsageError`.

    A field that is not sent changes nothing, an empty description clears.
    """
    said = {
        name: plain(fields[name]) or None
        for name in DESCRIPTIONS if name in fields and plain(fields[name]) != plain(record[name] or "")
    }  # fmt: skip
    terms = [_changed_term(term, fields) for term in record["terms"] if f"remove-{term['id']}" not in fields]
    if fields.get("text", "").strip():
        new = {"text": fields["text"].strip(), "language": fields.get("language", "").strip()}
        terms.append({**new, "administrative_status": fields.get("status", "admitted")})
    if not terms:
        raise UsageError("a concept keeps at least one term; an administrator can delete the concept as a whole")
    return valid(ConceptPatch, {**said, "terms": terms})


def _changed_term(term: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    number, kept = term["id"], term["text"]
    text = fields.get(f"text-{number}", kept)
    if _one_line(text) != _one_line(kept):
        kept = text.strip()
    return {
        **term, "text": kept,
        "administrative_status": fields.get(f"status-{number}", term["administrative_status"]),
    }  # fmt: skip


def valid(shape: type[Form], values: dict[str, Any]) -> Form:
    """What a form says, in the shape that the API takes. Raises `UsageError`, in words of the page."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise UsageError(_wrong(error.errors()[0], values)) from None


def _wrong(error: Any, values: Mapping[str, Any]) -> str:
    """What is wrong with a form, in words of its page."""
    place, kind, more = error["loc"], error["type"], error.get("ctx", {})
    if kind == "too_short":
        return "give at least one term"
    if kind == "string_too_short":
        return "nothing was written"
    name = {"administrative_status": "status"}.get(place[-1], str(place[-1]).replace("_", " "))
    if place[0] == "terms":
        name += f" of {values['terms'][place[1]]['text'][:40]!r}"
    reason = {
        "string_too_long": f"has more than {more.get('max_length', 0):,} characters",
        "string_pattern_mismatch": "has characters that cannot be kept there",
        "literal_error": "is none of those on the page",
    }
    return f"the {name} {reason.get(kind, 'cannot be kept')}"


def state_in(fields: Mapping[str, str], name: str = "state") -> str:
    """The ETag of a concept that a form showed; a star would stand for any."""
    return fields.get(name, "").replace("*", "")


def plain(text: str) -> str:
    """A text as a browser may send it back: it ends lines in its own way."""
    return "\n".join(text.splitlines()).strip()


def _one_line(text: str) -> str:
    """A text as a field of one line sends it back."""
    return "".join(text.splitlines()).strip()


def offered_languages(connection: sqlite3.Connection, first: list[str]) -> dict[str, Any]:
    """The languages that a form offers: ``first``, then those in use here, then all others; and the statuses."""
    codes = list(dict.fromkeys([*first, *queries.languages_in_use(connection)])) or list(LANGUAGES)
    others = [code for code in AUTONYMS if code not in codes]
    return {"languages": codes, "other_languages": others, "statuses": STATUSES}
