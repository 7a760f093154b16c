"""From a folder of documents to pairs with evidence in the termbase.

Each document is one transaction, and all of a run are one revision. A run may be stopped, killed and started again:
what was stored stays, unchanged documents are not read again, and the outcome is that of one clean run.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread

import extractors
from extractors.notes import mine_notes
from termbase import documents
from termbase.checks import check_claims
from termbase.documents import (
    SECTIONS,
    WALKED,
    DocumentFile,
    SegmentFile,
    aligned_document,
    content_hash,
    decode,
    document_file,
    find_documents,
    load_conventions,
    read_bytes,
    read_sections,
    stream_hash,
)
from termbase.documents.files import document_name
from termbase.errors import InputError, UsageError
from termbase.languages import primary_subtag
from termbase.model import Document, Finding, TermPair
from termbase.pipeline.standings import refresh_standings
from termbase.store import pair_queries, queries, revisions, transaction, writes

EXTRACTORS: dict[str, Callable[..., list[TermPair]]] = {"notes": mine_notes}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ExtractOptions:
    """What to extract and how; ``root`` is the folder that document names are relative to.

    ``pairs`` are further documents of two files of plain text each, source and target.
    """

    source: str = "en"
    target: str = "ar"
    extractors: tuple[str, ...] = tuple(EXTRACTORS)
    jobs: int = 1
    root: Path = field(default_factory=Path.cwd)
    config: Path | None = None
    author: str = "termbase"
    pairs: tuple[tuple[Path, Path], ...] = ()

    def settings_hash(self) -> str:
        """What a stored document must have been read with to count as unchanged."""
        conventions = load_conventions(self.config)
        said = (extractors.VERSION, documents.VERSION, self.source, self.target, sorted(self.extractors), conventions)
        return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


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


@dataclass(frozen=True)
class _Wanted:
    """A document to read: its file, its name, the hash of its content, and the content where it is read whole."""

    file: DocumentFile
    name: str
    hash: str
    data: bytes | None = None


@dataclass(frozen=True)
class _Mined:
    """What a worker hands back for one file: the document with what was found in it, or why it could not be read."""

    name: str
    document: Document | None = None
    pairs: tuple[TermPair, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: InputError | None = None


def extract(
    connection: sqlite3.Connection, paths: Sequence[Path], options: ExtractOptions, progress: Progress | None = None
) -> Extraction:
    """Read documents and folders, mine them, store and match what was found. Problems of single files are collected."""
    _check(options)
    result, settings = Extraction(), options.settings_hash()
    known = queries.known_documents(connection)
    wanted: list[_Wanted] = []
    names: set[str] = set()
    for file in _files(paths, options):
        try:
            if isinstance(file, InputError):
                raise file
            found = _wanted(file, options.root)
        except InputError as error:
            result.problems.append(error)
            continue
        if found.name in names:
            continue
        names.add(found.name)
        row = known.get(found.name)
        if row and not row["gone"] and (row["content_hash"], row["settings_hash"]) == (found.hash, settings):
            result.unchanged.append(found.name)
        else:
            wanted.append(found)
    revision = _store_all(connection, wanted, options, settings, result, progress)
    gone = [row for row in known.values() if _is_gone(row, names, paths, options.root, result.problems)]
    result.gone = [row["name"] for row in gone]
    if revision or gone or not pair_queries.standings_are_current(connection):
        _finish(connection, revision, gone, options, result)
    return result


def _check(options: ExtractOptions) -> None:
    unknown = [name for name in options.extractors if name not in EXTRACTORS]
    if unknown:
        raise UsageError(f"there is no extractor {unknown[0]!r}; there are {', '.join(EXTRACTORS)}")
    if primary_subtag(options.source) == primary_subtag(options.target):
        raise UsageError(f"source and target are both {primary_subtag(options.source)!r}; give two languages")


def _files(paths: Sequence[Path], options: ExtractOptions) -> Iterator[DocumentFile | InputError]:
    """The documents that the paths and pairs stand for; each once, though a pair of files may be named twice."""
    named, seen = set(paths), set()
    for path in find_documents(paths, WALKED):
        try:
            if isinstance(path, InputError):
                raise path
            file = document_file(path, options.source, options.target, named=path in named)
        except InputError as error:
            yield error
            continue
        if file and (file.other is None or file.paths not in seen):
            seen.add(file.paths)
            yield file
    yield from (DocumentFile(source, "parallel", target) for source, target in options.pairs)


def _wanted(file: DocumentFile, root: Path) -> _Wanted:
    name = document_name(file.path, root)
    if file.format == SECTIONS:
        data = read_bytes(file.path)
        return _Wanted(file, name, content_hash(data), data)
    return _Wanted(file, name, stream_hash(*file.paths))


def _store_all(
    connection: sqlite3.Connection, wanted: list[_Wanted], options: ExtractOptions, settings: str,
    result: Extraction, progress: Progress | None,
) -> int:  # fmt: skip
    """Mine and store each document in a transaction of its own; returns the revision, 0 if nothing was stored."""
    revision, root = 0, os.path.abspath(options.root)
    for number, mined in enumerate(_mine_all(wanted, options), 1):
        if mined.problem:
            result.problems.append(mined.problem)
        if mined.document:
            try:
                revision = _store(connection, mined, revision, root, settings, options)
                result.read.append(mined.name)
                result.warnings += _warnings(mined.document)
            except InputError as error:
                # Files of any size are read while they are stored; the transaction has taken back what came before.
                result.problems.append(error)
        if progress:
            progress(number, len(wanted), mined.name)
    return revision


def _store(
    connection: sqlite3.Connection, mined: _Mined, revision: int, root: str, settings: str, options: ExtractOptions
) -> int:
    """Store one document, in the revision given or (0) in a new one. Returns the revision. Raises `InputError`."""
    assert mined.document
    with transaction(connection):
        if revision:
            revisions.continue_revision(connection, revision)
        else:
            revision = revisions.open_revision(
                connection, "extract", options.author, "an extraction that was cut short"
            )
        writes.put_document(connection, mined.document, root, settings, mined.pairs, _findings(mined))
    return revision


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

        with ProcessPoolExecutor(options.jobs, initializer=_end_with, initargs=(os.getpid(),)) as pool:
            yield from pool.map(mine, wanted, chunksize=8)
    else:
        yield from map(mine, wanted)


def _end_with(parent: int) -> None:
    """Let this worker end soon after the run that started it, also when that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


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
    pairs = tuple(pair for chosen in options.extractors for pair in EXTRACTORS[chosen](document, conventions))
    findings = []
    if wanted.data is not None:
        findings = check_claims(document, lambda label: conventions.kind_of_field(label) == "claimed")
    problem = None
    if document.warnings:
        line, _, reason = document.warnings[0].partition(": ")
        problem = InputError(reason, path, int(line))
    return _Mined(name, document, pairs, tuple(findings), problem)


def _is_gone(row: sqlite3.Row, names: set[str], paths: Sequence[Path], root: Path, problems: list[InputError]) -> bool:
    """Whether a stored document should have been met in one of the folders and was not."""
    if row["gone"] or row["name"] in names or row["root"] != os.path.abspath(root):
        return False
    place = Path(row["root"]) / row["name"]
    walked = any(path.is_dir() and place.is_relative_to(os.path.abspath(path)) for path in paths)
    return walked and not place.exists() and not any(problem.place == str(place) for problem in problems)


def _finish(
    connection: sqlite3.Connection, revision: int, gone: list[sqlite3.Row], options: ExtractOptions, result: Extraction
) -> None:
    """Note what is gone, drop what nobody states any longer, say what the revision did, and match."""
    with transaction(connection):
        if revision:
            revisions.continue_revision(connection, revision)
        elif gone or writes.has_unattested_pairs(connection):
            revision = revisions.open_revision(connection, "extract", options.author, "")
        writes.mark_gone(connection, [row["id"] for row in gone])
        writes.drop_unattested_pairs(connection)
        if revision:
            said = [f"{len(result.read)} documents read"] if result.read else []
            said += [f"{len(gone)} documents gone"] if gone else []
            revisions.summarise(connection, revision, ", ".join(said) or "finished a run that was cut short")
    refresh_standings(connection)
