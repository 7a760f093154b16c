"""From a folder of documents to pairs with evidence in the termbase.

Each document is one transaction, and all of a run are one revision. A run may be stopped, killed and started again:
what was stored stays, unchanged documents are not read again, and the outcome is that of one clean run.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from termbase.checks import check_claims
from termbase.documents import (
    SECTIONS,
    WALKED,
    DocumentFile,
    SegmentFile,
    aligned_document,
    content_hash,
    decode,
    load_conventions,
    no_documents,
    read_bytes,
    read_sections,
    stream_hash,
)
from termbase.errors import InputError
from termbase.model import Document, Finding, Measured, TermPair
from termbase.pipeline.extraction.measuring import measure_document
from termbase.pipeline.extraction.options import BY_DOCUMENT, ExtractOptions
from termbase.pipeline.extraction.places import StoredPlaces, files_of
from termbase.pipeline.extraction.runs import Run, end_with, finish, is_gone, mine_all_together, repeated_warnings
from termbase.pipeline.progress import Progress, while_reading
from termbase.store import pair_queries, queries, transaction, writes


@dataclass
class Extraction:
    """What a run did: names of documents by what became of them, problems and warnings as one line each.

    A document with a problem was not read, or not as it should be; one with a warning was.
    """

    read: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Wanted:
    """A document to read: its file, name and root, the hash of its content, and that where it is read whole."""

    file: DocumentFile
    name: str
    root: str
    hash: str
    data: bytes | None = None


@dataclass(frozen=True)
class _Mined:
    """What a worker hands back for one file: the document with what was found in it, or why it could not be read."""

    name: str
    document: Document | None = None
    pairs: tuple[TermPair, ...] = ()
    findings: tuple[Finding, ...] = ()
    measured: tuple[Measured, ...] = ()
    problem: InputError | None = None


def extract(
    connection: sqlite3.Connection, paths: Sequence[Path], options: ExtractOptions, progress: Progress | None = None
) -> Extraction:
    """Read documents and folders, mine them, store and match what was found. Problems of single files are collected."""
    options.check()
    result, settings = Extraction(), options.settings_hashes()
    places = StoredPlaces(queries.known_documents(connection), options.root)
    wanted: list[_Wanted] = []
    moved: list[tuple[int, str, str]] = []
    names: dict[str, DocumentFile] = {}
    for file in files_of(paths, options):
        try:
            if isinstance(file, InputError):
                raise file
            name, root, row = places.find(file.path)
            found = _wanted(file, name, root)
        except InputError as error:
            result.problems.append(error)
            continue
        if found.name in names:
            continue
        names[found.name] = found.file
        if row and (row["name"], row["root"]) != (name, root):
            moved.append((row["id"], name, root))
        if row and not row["gone"] and row["content_hash"] == found.hash and row["settings_hash"] in settings:
            result.unchanged.append(found.name)
        else:
            wanted.append(found)
    gone = [row for row in places.rows if is_gone(row, names, paths, result.problems)]
    if not (names or gone or result.problems):
        raise no_documents(paths, WALKED)
    result.gone = [row["name"] for row in gone]
    run = Run(connection, options.author)
    if moved:
        with transaction(connection):
            run.enter()
            writes.move_documents(connection, moved)
    aligned = "aligned" in options.extractors
    _store_all(run, wanted, options, settings[0], result, while_reading(progress) if aligned else progress)
    result.warnings += repeated_warnings(connection, {name: names[name] for name in result.unchanged})
    if gone:
        with transaction(connection):
            run.enter()
            writes.mark_gone(connection, [row["id"] for row in gone])
    counted = False
    if aligned:
        languages = options.source, options.target
        result.notices, counted = mine_all_together(
            run, languages, options.min_score, options.jobs, options.aligner, options.dictionaries, progress
        )
    if run.number or not pair_queries.standings_are_current(connection):
        finish(run, len(result.read), len(result.gone), counted)
    return result


def has_documents(paths: Sequence[Path], options: ExtractOptions) -> bool:
    """Whether the paths and pairs stand for a document that can be read, as far as a first look tells.

    Raises `UsageError` for options that `extract` would refuse.
    """
    options.check()
    for file in files_of(paths, options):
        with suppress(InputError):
            if isinstance(file, DocumentFile):
                if file.format == SECTIONS:
                    decode(read_bytes(file.path), file.path)
                return True
    return False


def _wanted(file: DocumentFile, name: str, root: str) -> _Wanted:
    if file.format == SECTIONS:
        data = read_bytes(file.path)
        return _Wanted(file, name, root, content_hash(data), data)
    return _Wanted(file, name, root, stream_hash(*file.paths))


def _store_all(
    run: Run, wanted: list[_Wanted], options: ExtractOptions, settings: str, result: Extraction,
    progress: Progress | None,
) -> None:  # fmt: skip
    for number, (asked, mined) in enumerate(zip(wanted, _mine_all(wanted, options), strict=True), 1):
        if mined.problem:
            result.problems.append(mined.problem)
        if mined.document:
            try:
                _store(run, mined, asked.root, settings)
                result.read.append(mined.name)
                result.warnings += _warnings(mined.document)
            except InputError as error:
                # Files of any size are read while they are stored; the transaction has taken back what came before.
                result.problems.append(error)
        if progress:
            progress(number, len(wanted), mined.name)


def _store(run: Run, mined: _Mined, root: str, settings: str) -> None:
    """Store one document. Raises `InputError`, and then nothing of it is stored."""
    assert mined.document
    opened = run.number
    try:
        with transaction(run.connection):
            run.enter()
            writes.put_document(
                run.connection, mined.document, root, settings, mined.pairs, _findings(mined), mined.measured
            )
    except BaseException:
        # The transaction has taken back the revision that it opened.
        run.number = opened
        raise


def _findings(mined: _Mined) -> Iterator[Finding]:
    """What was found in a document; of segments that are read while they are stored, once that is done."""
    yield from mined.findings
    if mined.document and isinstance(mined.document.segments, SegmentFile):
        yield from mined.document.segments.findings()


def _warnings(document: Document) -> Iterator[InputError]:
    if isinstance(document.segments, SegmentFile):
        for finding in document.segments.findings():
            yield InputError(finding.message, document.segments.file.path, finding.line)


def _mine_all(wanted: list[_Wanted], options: ExtractOptions) -> Iterator[_Mined]:
    mine = partial(_mine, options=options)
    if options.jobs > 1 and len(wanted) > 1:
        # Imported here: it costs a tenth of the time that a run without changes takes.
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(options.jobs, initializer=end_with, initargs=(os.getpid(),)) as pool:
            yield from pool.map(mine, wanted, chunksize=8)
    else:
        yield from map(mine, wanted)


def _mine(wanted: _Wanted, options: ExtractOptions) -> _Mined:
    path, name = wanted.file.path, wanted.name
    conventions = load_conventions(options.config)
    if wanted.data is None:
        document = aligned_document(wanted.file, name, wanted.hash, options.source, options.target)
    else:
        try:
            text = decode(wanted.data, path)
        except InputError as error:
            return _Mined(name, problem=error)
        document = read_sections(text, name, wanted.hash, options.source, options.target, conventions)
    chosen = [BY_DOCUMENT[extractor] for extractor in BY_DOCUMENT if extractor in options.extractors]
    pairs = tuple(pair for mine in chosen for pair in mine(document, conventions))
    findings, measured = [], []
    if wanted.data is not None:
        measured = measure_document(document)
        findings = check_claims(document, lambda label: conventions.kind_of_field(label) == "claimed")
    problem = None
    if document.problem:
        line, reason = document.problem
        problem = InputError(reason, path, line)
    return _Mined(name, document, pairs, tuple(findings), tuple(measured), problem)
