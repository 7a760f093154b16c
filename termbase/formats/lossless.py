"""JSON: every concept with everything it has, one a line, keys sorted; made for version control.

    {"format": "termbase", "version": 1, "concepts": [
    {"id": 1, "terms": [{"language": "en", "text": "packet"}, …]},
    …
    ]}

What is empty or the default (status preferred, process status reviewed) is not written. Concepts come by id, terms in
the order in which they were added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from termbase.errors import InputError, TermbaseError
from termbase.formats.base import Options
from termbase.formats.source import SourceFile
from termbase.languages import primary_subtag
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

HEADER = '{"format": "termbase", "version": 1, "concepts": ['
TERM_TEXTS = (
    "part_of_speech", "grammatical_gender", "grammatical_number", "term_type", "context", "source", "note",
)  # fmt: skip
CONCEPT_TEXTS = ("subject_field", "definition", "note", "image", "external_id")
# A file that is laid out in another way is read whole, up to this size in characters.
LARGEST_OTHER = 64 << 20


def write_json(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """All concepts, in UTF-8 with line feeds."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(", ", ": ")).encode
    out.write((HEADER + "\n").encode())
    before = ""
    pending: list[str] = []
    for concept in concepts:
        pending.append(before + encode(as_record(concept)))
        before = ",\n"
        if len(pending) >= 1000:
            out.write("".join(pending).encode("utf-8"))
            pending.clear()
    pending.append("\n]}\n" if before else "]}\n")
    out.write("".join(pending).encode("utf-8"))


def as_record(concept: Concept) -> dict[str, Any]:
    """A concept as JSON holds it."""
    record: dict[str, Any] = {"id": concept.id, "terms": [_term_record(term) for term in concept.terms]}
    for name in CONCEPT_TEXTS:
        if value := getattr(concept, name):
            record[name] = value
    if concept.fields:
        record["fields"] = [list(pair) for pair in concept.fields]
    if concept.relations:
        record["relations"] = [[name, int(other) if other.isdecimal() else other] for name, other in concept.relations]
    return record


def _term_record(term: Term) -> dict[str, Any]:
    record: dict[str, Any] = {"language": term.language, "text": term.text}
    if term.administrative_status is not AdministrativeStatus.PREFERRED:
        record["administrative_status"] = term.administrative_status.value
    if term.process_status != "reviewed":
        record["process_status"] = term.process_status
    for name in TERM_TEXTS:
        if value := getattr(term, name):
            record[name] = value
    if term.do_not_translate:
        record["do_not_translate"] = True
    if term.reliability is not None:
        record["reliability"] = term.reliability
    if term.fields:
        record["fields"] = [list(pair) for pair in term.fields]
    return record


def read_json(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The concepts of a file; they keep their ids where those were never used. Raises `InputError` with the line."""
    lines = source.lines()
    first = next(lines)
    if first.rstrip("\n").startswith(HEADER):
        records = _by_line(lines, first.rstrip("\n").removeprefix(HEADER), source.place)
    else:
        records = _whole(first, lines, source.place)
    for line, record in records:
        try:
            concept = _concept(record)
        except (KeyError, TypeError, ValueError, TermbaseError) as error:
            said = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            reason = error.reason if isinstance(error, TermbaseError) else said
            raise InputError(f"is no concept of a termbase: {reason}", source.place, line) from None
        if not concept.terms:
            options.losses.add("entries without a term", "not imported", f"line {line}")
        else:
            yield Incoming(concept, line, key=str(concept.id) if concept.id else "", whole=True, keep_id=True)


def _by_line(lines: Iterator[str], rest: str, place: str) -> Iterator[tuple[int, Any]]:
    ended = rest.strip() == "]}"
    for number, line in enumerate(lines, 2):
        text = line.strip()
        if ended and text:
            raise InputError("goes on behind its end", place, number)
        if text == "]}":
            ended = True
        elif text:
            yield number, _parsed(text.removesuffix(","), place, number)
    if not ended:
        raise InputError("is cut off: the last line is not ]}", place)


def _whole(first: str, lines: Iterator[str], place: str) -> Iterator[tuple[int, Any]]:
    parts, size = [first], len(first)
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > LARGEST_OTHER:
            raise InputError(
                f"is not one concept a line, and too large to be read whole ({LARGEST_OTHER >> 20} MiB)", place
            )
    record = _parsed("".join(parts), place, 1)
    if (
        not isinstance(record, dict)
        or record.get("format") != "termbase"
        or not isinstance(record.get("concepts"), list)
    ):
        raise InputError('is JSON, but no termbase: expected {"format": "termbase", "concepts": […]}', place, 1)
    for concept in record["concepts"]:
        yield 1, concept


def _parsed(text: str, place: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"is not well-formed JSON: {error.msg}", place, line + error.lineno - 1) from None
    except RecursionError:
        raise InputError("is nested too deeply", place, line) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{str(value)[:40]!r} is no text")
    return value


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(text)) for name, text in value)


def _concept(record: Any) -> Concept:
    if not isinstance(record, dict):
        raise TypeError("it is no object")
    unknown = set(record) - {"id", "terms", "fields", "relations", *CONCEPT_TEXTS}
    if unknown:
        raise ValueError(f"it has {min(unknown)!r}, which is not known")
    number = record.get("id", 0)
    if not isinstance(number, int) or not 0 <= number < 1 << 62:
        raise ValueError(f"the id {number!r} is no number")
    texts: dict[str, Any] = {name: _text(record[name]) for name in CONCEPT_TEXTS if name in record}
    relations = tuple((_text(name), str(other)) for name, other in record.get("relations", ()))
    terms = tuple(map(_term, record["terms"]))
    return Concept(terms, **texts, id=number, fields=_pairs(record.get("fields", ())), relations=relations)


def _term(record: Any) -> Term:
    known = {"language", "text", "administrative_status", "process_status", "do_not_translate", "reliability", "fields"}
    unknown = set(record) - known - set(TERM_TEXTS)
    if unknown:
        raise ValueError(f"a term has {min(unknown)!r}, which is not known")
    reliability = record.get("reliability")
    if not _text(record["text"]):
        raise ValueError("a term has no text")
    texts: dict[str, Any] = {name: _text(record[name]) for name in TERM_TEXTS if name in record}
    return Term(
        record["text"], primary_subtag(_text(record["language"])),
        AdministrativeStatus(record.get("administrative_status", "preferred")),
        _text(record.get("process_status", "reviewed")), do_not_translate=bool(record.get("do_not_translate")),
        reliability=None if reliability is None else float(reliability), fields=_pairs(record.get("fields", ())),
        **texts,
    )  # fmt: skip
