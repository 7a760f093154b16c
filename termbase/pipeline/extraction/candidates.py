"""Terms of one language, from texts without translation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.candidates import Tagger, read_sentences
from extractors.termhood import CUT, judge
from termbase.documents import (
    SUFFIXES,
    content_hash,
    decode,
    find_documents,
    load_conventions,
    read_bytes,
    read_sections,
)
from termbase.documents.sentences import sentences
from termbase.errors import InputError
from termbase.languages import forms, primary_subtag
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.pipeline.progress import Progress
from termbase.pipeline.recognition import terms_for
from termbase.store import mined, transaction

# Plain text is read line by line: a line is a paragraph.
TEXT_SUFFIXES = SUFFIXES | {".txt"}


def find_candidates(
    connection: sqlite3.Connection, paths: Sequence[Path], options: ExtractOptions, progress: Progress | None = None
) -> tuple[list[dict[str, Any]], list[str], list[InputError]]:
    """The terms of the texts in the source language, best first, stored as its candidates; notices; problems of files.

    Of section files the source is read. A row has the columns of pairs, with an empty target.
    """
    code = primary_subtag(options.source)
    least = CUT if options.min_score is None else options.min_score
    tagger, problems, texts = Tagger(code), [], []
    files = list(find_documents(paths, TEXT_SUFFIXES))
    for number, path in enumerate(files, 1):
        try:
            if isinstance(path, InputError):
                raise path
            texts += [(path.as_posix(), text) for text in _texts(path, options)]
        except InputError as error:
            problems.append(error)
        if progress:
            progress(number, len(files), str(path))
    found = read_sentences((text for _, text in texts), tagger)
    names = (name for name, _ in texts)
    terms = judge(zip(names, found, strict=True), forms(code))
    kept = [term for term in terms if term.score >= least]
    with transaction(connection):
        mined.put_candidates(connection, code, "", [(t.text, t.score, t.documents, t.occurrences, 0) for t in kept])
    index = terms_for(connection, len(kept), code)
    rows = [
        {
            "source": term.text, "target": "", "score": term.score, "extractor": "candidates",
            "status": "known" if any(index.named(term.text, code)) else "new",
            "documents": term.documents, "occurrences": term.occurrences,
        }
        for term in kept
    ]  # fmt: skip
    return rows, [tagger.notice] if tagger.notice else [], problems


def _texts(path: Path, options: ExtractOptions) -> Iterator[str]:
    """The sentences of a file: of its source where it is a section file, else of all its lines."""
    data = read_bytes(path)
    text = decode(data, path)
    # Where a translation begins, the source ends: it may be in the target that is asked for, or in the default one.
    languages = (options.target, DEFAULT_TARGET, DEFAULT_SOURCE)
    code = primary_subtag(options.source)
    other = next(tag for tag in languages if primary_subtag(tag) != code)
    conventions = load_conventions(options.config)
    document = read_sections(text, path.as_posix(), content_hash(data), code, other, conventions)
    blocks = [s.source.text for s in document.segments if s.source and s.source.kind != "code"]
    for block in blocks or [line for line in text.split("\n") if line.strip()]:
        yield from (block[start:end] for start, end in sentences(block))
