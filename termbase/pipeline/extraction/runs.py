"""What belongs to one run of an extraction: its revision, and the extractors that look at all documents together."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from termbase.documents import SECTIONS, DocumentFile
from termbase.errors import InputError
from termbase.languages import primary_subtag
from termbase.pipeline.extraction.places import place_of
from termbase.pipeline.progress import Progress
from termbase.pipeline.standings import refresh_standings
from termbase.store import queries, revisions, transaction, writes


@dataclass
class Run:
    """The revision of a run, opened by the first transaction that changes something; 0 until then."""

    connection: sqlite3.Connection
    author: str
    number: int = 0

    def enter(self) -> None:
        """Let the writes of the transaction that is open belong to the revision."""
        if self.number:
            revisions.continue_revision(self.connection, self.number)
        else:
            said = "an extraction that was cut short"
            self.number = revisions.open_revision(self.connection, "extract", self.author, said)


def repeated_warnings(connection: sqlite3.Connection, unchanged: Mapping[str, DocumentFile]) -> list[InputError]:
    """What was wrong with files of aligned text, by the names of their documents, when they were read; it still is."""
    files = {name: file.path for name, file in unchanged.items() if file.format != SECTIONS}
    return [
        InputError(row["message"], files[row["document"]], row["line"])
        for row in (queries.reading_findings(connection) if files else ())
        if row["document"] in files
    ]


def mine_all_together(
    run: Run, languages: tuple[str, str], min_score: float | None, jobs: int, aligner: str,
    dictionaries: tuple[Path, ...], progress: Progress | None,
) -> tuple[list[str], bool]:  # fmt: skip
    """Mine the aligned text of all documents of two languages; what there is to say, and whether anything changed."""
    # The processes share the work; were each matrix product to use all cores too, they would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here: numpy costs a fifth of a second, which a run over notes alone does not need.
    from extractors.scoring import CUT
    from termbase.pipeline.extraction.aligned import AlignedOptions, mine_aligned

    least = CUT if min_score is None else min_score
    source, target = map(primary_subtag, languages)
    options = AlignedOptions(source, target, least, jobs, aligner, dictionaries)
    outcome = mine_aligned(run.connection, options, run.enter, progress)
    return outcome.notices, outcome.changed


def finish(run: Run, read: int, gone: int, counted: bool) -> None:
    """Drop what nobody states any longer, say what the revision did, and match."""
    connection = run.connection
    with transaction(connection):
        if run.number or writes.has_unattested_pairs(connection):
            run.enter()
        writes.drop_unattested_pairs(connection)
        if run.number:
            said = [f"{_documents(read)} read"] if read else []
            said += [f"{_documents(gone)} gone"] if gone else []
            said += ["aligned text counted"] if counted else []
            revisions.summarise(connection, run.number, ", ".join(said) or "finished a run that was cut short")
    refresh_standings(connection)


def _documents(number: int) -> str:
    return f"{number} document" if number == 1 else f"{number} documents"


def is_gone(row: sqlite3.Row, names: Container[str], paths: Sequence[Path], problems: list[InputError]) -> bool:
    """Whether a stored document should have been met in one of the folders and was not."""
    if row["gone"] or row["name"] in names:
        return False
    place = Path(place_of(row))
    walked = any(path.is_dir() and place.is_relative_to(os.path.abspath(path)) for path in paths)
    return walked and not place.exists() and not any(problem.place == str(place) for problem in problems)


def end_with(parent: int) -> None:
    """Let this worker end soon after the run that started it, also when that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
