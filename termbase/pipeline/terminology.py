"""Bringing terminology in: plan, preview, write; one transaction, one revision."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from termbase.documents import content_hash, decode, read_bytes
from termbase.documents.files import MEBIBYTE, document_name
from termbase.errors import UsageError
from termbase.formats import READERS, format_of
from termbase.languages import primary_subtag
from termbase.matching import ChangeKind, Plan, TermIndex, plan_merge
from termbase.model import Concept, Document, Evidence, TermPair
from termbase.pipeline.standings import refresh_standings
from termbase.store import queries, revisions, transaction, writes

LARGEST_FILE = 512 * MEBIBYTE
# What a rendering that contradicts the termbase is worth as a proposal, when the file does not say.
CONFIDENCE = 0.9


@dataclass(frozen=True)
class ImportOutcome:
    """The plan that an import followed or would follow, and its revision (0: nothing was written)."""

    plan: Plan
    revision: int


def import_terminology(
    connection: sqlite3.Connection, path: Path, *, format_name: str | None = None, source: str = "en",
    target: str = "ar", root: Path, author: str = "termbase", preview: bool = False,
) -> ImportOutcome:  # fmt: skip
    """Merge a terminology file into the termbase. Raises `InputError` with the line, before anything is written."""
    source, target = primary_subtag(source), primary_subtag(target)
    if format_name is not None and format_name not in READERS:
        raise UsageError(f"there is no format {format_name!r}; there are {', '.join(READERS)}")
    data = read_bytes(path, LARGEST_FILE)
    text = decode(data, path)
    format_name = format_name or format_of(path, text)
    incoming = list(READERS[format_name](text, source, target, str(path)))
    plan = plan_merge(incoming, TermIndex(queries.terms(connection)))
    conflicts = [change for change in plan.changes if change.kind is ChangeKind.CONFLICT]
    name = document_name(path, root)
    document = Document(name, format_name, content_hash(data), source, target, path.name)
    pairs = [
        TermPair(
            c.source,
            c.term.text,
            Evidence("import", format_name, c.line, "row", min(c.term.reliability or CONFIDENCE, 0.99)),
        )
        for c in conflicts
    ]
    seen = queries.known_documents(connection).get(name)
    unchanged = all(c.kind is ChangeKind.SAME for c in plan.changes if c.kind is not ChangeKind.CONFLICT)
    if preview or (unchanged and (not pairs or (seen and seen["content_hash"] == document.content_hash))):
        return ImportOutcome(plan, 0)
    with transaction(connection):
        said = ", ".join(f"{plan.count(kind)} {kind.value}" for kind in ChangeKind if plan.count(kind))
        revision = revisions.open_revision(connection, "import", author, f"{name}: {said}")
        _write(connection, plan)
        if pairs:
            writes.put_document(connection, document, str(root.resolve()), "import", pairs, ())
    refresh_standings(connection)
    return ImportOutcome(plan, revision)


def _write(connection: sqlite3.Connection, plan: Plan) -> None:
    """Carry a plan out; concepts that it made have negative numbers until they are stored."""
    made: dict[int, int] = {}
    for change in plan.changes:
        if change.kind is ChangeKind.NEW:
            made[change.concept_id] = writes.add_concept(connection, Concept((change.term,)))
        elif change.kind in (ChangeKind.ADDED, ChangeKind.VARIANT):
            writes.add_term(connection, made.get(change.concept_id, change.concept_id), replace(change.term, id=0))
    for number, concept in plan.descriptions:
        values = {
            "definition": concept.definition or "", "note": concept.note or "",
            "subject_field": concept.subject_field or "", "image": concept.image or "",
        }  # fmt: skip
        writes.describe_concept(connection, made.get(number, number), values)
