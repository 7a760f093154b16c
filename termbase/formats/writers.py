"""Terminology out as CSV and TSV: the columns that `delimited` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from termbase.model import Concept

COLUMNS = (
    "source", "target", "status", "part_of_speech", "definition", "note", "subject_field", "gender", "do_not_translate",
    "concept_id",
)  # fmt: skip
# A cell that begins so would be run as a formula by a spreadsheet (OWASP, CSV injection); an apostrophe stops that.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(concepts: Iterable[Concept], source: str, target: str) -> str:
    """CSV (RFC 4180 but for line feeds): a row for each target term of each source term."""
    return _write(concepts, source, target, ",")


def write_tsv(concepts: Iterable[Concept], source: str, target: str) -> str:
    """The same as tab-separated values."""
    return _write(concepts, source, target, "\t")


def _write(concepts: Iterable[Concept], source: str, target: str, delimiter: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for concept in concepts:
        writer.writerows([[_safe(cell) for cell in row] for row in _rows(concept, source, target)])
    return buffer.getvalue()


def _rows(concept: Concept, source: str, target: str) -> Iterator[tuple[str, ...]]:
    sources = [term for term in concept.terms if term.language == source]
    targets = [term for term in concept.terms if term.language == target]
    for name in sources:
        for term in targets:
            ruled = term.administrative_status.value
            yield (
                name.text, term.text, ruled, term.part_of_speech or name.part_of_speech or "", concept.definition or "",
                concept.note or "", concept.subject_field or "", term.grammatical_gender or "",
                "yes" if term.do_not_translate else "", str(concept.id),
            )  # fmt: skip


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell


WRITERS: dict[str, Callable[[Iterable[Concept], str, str], str]] = {"csv": write_csv, "tsv": write_tsv}
