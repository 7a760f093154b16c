from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import click

from termbase.commands.opening import author, opened, opened_to_try
from termbase.commands.options import format_option, output_option, root_option, source_option, target_option
from termbase.commands.output import progress, rows
from termbase.errors import UsageError
from termbase.pipeline.extraction.extract import Extraction, extract, has_documents
from termbase.pipeline.extraction.options import DEFAULT, EXTRACTORS, ExtractOptions
from termbase.store import pair_queries
from termbase.wording import counted

COLUMNS = ("source", "target", "score", "status", "extractor", "documents", "occurrences")
MORE = "no notes state pairs here; with --extractor aligned the text itself is mined"
PLACE_COLUMNS = ("document", "source", "target", "field", "line", "extractor", "score")


@click.command("extract")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--pair",
    "pairs",
    nargs=2,
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SOURCE TARGET",
    help="Two plain text files, the one the translation of the other.",
)
@source_option
@target_option
@click.option(
    "--extractor",
    "chosen",
    multiple=True,
    type=click.Choice(list(EXTRACTORS)),
    help="Where pairs come from; may be given twice. notes: what translators wrote in notes and fields; aligned: the"
    " texts themselves; candidates: terms of the source language alone.  [default: notes]",
)
@click.option(
    "--min-score", type=click.FloatRange(0, 1), help="Least score of a pair, 0..1 (default: 0.15 for aligned text)."
)
@click.option(
    "--aligner",
    default="hmm",
    show_default=True,
    metavar="NAME",
    help="What links the words of aligned text: hmm, systran, or a name that an installed package gives its own.",
)
@click.option(
    "--dictionary",
    "dictionaries",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A bilingual dictionary that helps to link rare words of aligned text: one of dictd (FreeDict), or a table"
    " of two columns; may be given twice.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read documents.")
@root_option
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Names of headings and fields of your team (default: termbase.toml, if there).",
)
@format_option
@click.option("--per-document", is_flag=True, help="One row for each place where a pair is stated.")
@output_option
@click.option("--dry-run", is_flag=True, help="Print what would be found, store nothing.")
@click.pass_obj
def command(
    db: Path, paths: tuple[Path, ...], pairs: tuple[tuple[Path, Path], ...], source: str, target: str,
    chosen: tuple[str, ...], min_score: float | None, aligner: str, dictionaries: tuple[Path, ...], jobs: int,
    root: Path | None, config: Path | None, form: str | None, per_document: bool, output: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Read documents, mine pairs of terms, match them against the termbase, store and print them.

    Reads section files, TMX, XLIFF, PO, tables (TSV, CSV) and pairs of plain text files (guide.en.txt, guide.ar.txt).
    Folders are walked; tables in them are passed over. Documents that have not changed since the last run are not read
    again. What cannot be read is reported, the other documents go on, and the exit status is 2.
    """
    if not paths and not pairs:
        raise UsageError("name what to read: files or folders, or two files of text with --pair")
    # Documents are trees without cycles: looking for garbage less often saves a twentieth of the time.
    gc.set_threshold(50_000, 20, 20)
    default = Path("termbase.toml")
    options = ExtractOptions(
        source=source, target=target, extractors=chosen or DEFAULT, min_score=min_score, jobs=jobs,
        root=root, config=config or (default if default.is_file() else None), author=author(),
        pairs=pairs, aligner=aligner, dictionaries=dictionaries,
    )  # fmt: skip
    run = _run_candidates if chosen == ("candidates",) else _run
    if dry_run:
        with _copy(db) as connection:
            result, waiting = run(connection, paths, options, form, per_document, output)
    else:
        # Where nothing can be read no termbase is made.
        make = chosen == ("candidates",) or db.exists() or has_documents(paths, options)
        with opened(db, writable=True, make=True) if make else opened_to_try(db) as connection:
            result, waiting = run(connection, paths, options, form, per_document, output)
    for problem in result.problems:
        click.echo(f"termbase: {problem}", err=True)
    for warning in result.warnings:
        click.echo(f"termbase: {warning}", err=True)
    for notice in result.notices:
        click.echo(f"termbase: {notice}", err=True)
    for name in result.gone:
        click.echo(f"termbase: {name}: is gone; its pairs are no longer counted", err=True)
    if chosen == ("candidates",):
        raise click.exceptions.Exit(2 if result.problems else 0)
    said = f"{counted(len(result.read), 'document')} read, {len(result.unchanged)} unchanged since the last run"
    click.echo(said + (f", {len(result.gone)} gone" if result.gone else ""), err=True)
    if waiting:
        click.echo(waiting, err=True)
    if result.problems:
        raise click.exceptions.Exit(2)


def _waiting(found: Counter[str]) -> str:
    """What is to be decided of the pairs that were found, and by which command; nothing where nothing is."""
    new, contrary = found["new"] + found["variant"], found["conflict"]
    said = [f"{counted(new, 'pair')} not in the termbase yet"] if new else []
    if contrary:
        contradicts = "contradicts" if contrary == 1 else "contradict"
        said.append(f"{counted(contrary, 'pair')} that {contradicts} it (pairs --status conflict)")
    return f"{', '.join(said)}; decide with: termbase review" if said else ""


def _copy(db: Path) -> Any:
    """The termbase in memory, so that nothing is stored."""
    from contextlib import closing

    from termbase.store.connection import connect_in_memory

    return closing(connect_in_memory(db if db.exists() else None))


def _run_candidates(
    connection: sqlite3.Connection, paths: tuple[Path, ...], options: ExtractOptions, form: str | None,
    per_document: bool, output: Path | None,
) -> tuple[Extraction, str]:  # fmt: skip
    from termbase.pipeline.extraction.candidates import find_candidates

    with progress("reading") as report:
        found, notices, problems = find_candidates(connection, paths, options, report)
    rows(COLUMNS, found, form, output)
    return Extraction(notices=notices, problems=problems), ""


def _run(
    connection: sqlite3.Connection, paths: tuple[Path, ...], options: ExtractOptions, form: str | None,
    per_document: bool, output: Path | None,
) -> tuple[Extraction, str]:  # fmt: skip
    with progress("extracting") as report:
        result = extract(connection, paths, options, report)
    names, waiting = {*result.read, *result.unchanged}, ""
    if per_document:
        places = pair_queries.places(connection, names, options.extractors)
        rows(PLACE_COLUMNS, [{key: row[key] for key in PLACE_COLUMNS} for row in places], form, output)
    else:
        found = pair_queries.attested(connection, names, options.extractors, options.min_score or 0.0)
        rows(COLUMNS, [{key: row[key] for key in COLUMNS} for row in found], form, output)
        waiting = _waiting(Counter(row["status"] for row in found))
        if result.read and not found and options.extractors == DEFAULT and options.min_score is None:
            result.notices.append(MORE)
    return result, waiting
