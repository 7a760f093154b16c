from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.extract import COLUMNS
from termbase.commands.opening import opened
from termbase.commands.options import format_option, output_option
from termbase.commands.output import rows
from termbase.errors import UsageError
from termbase.pipeline.unpaired import without_counterpart
from termbase.store import pair_queries

UNPAIRED_COLUMNS = ("language", "other_language", "text", "score", "documents", "occurrences", "missing")
STATUSES = ("new", "known", "variant", "conflict", "accepted", "rejected")


@click.command("pairs")
@click.option("--status", type=click.Choice(STATUSES), help="Only pairs of this status.")
@click.option(
    "--unpaired",
    is_flag=True,
    help="Instead: terms that aligned text leaves untranslated, and words of translations that render nothing.",
)
@format_option
@output_option
@click.pass_obj
def command(db: Path, status: str | None, unpaired: bool, form: str | None, output: Path | None) -> None:
    """List mined pairs, best first.

    new: the termbase lacks the source term; known: it has the pair; variant: it has it in another form; conflict: it
    renders the source term otherwise. JSON lines have the id that `termbase review` takes.
    """
    if unpaired and status:
        raise UsageError("--unpaired lists terms, which have no status; leave out --status")
    with opened(db) as connection:
        if unpaired:
            terms = without_counterpart(connection)
            rows(UNPAIRED_COLUMNS, [{key: row[key] for key in UNPAIRED_COLUMNS} for row in terms], form, output)
            return
        found = pair_queries.pairs(connection, status)
        columns = ("id", *COLUMNS) if form == "table" or (form is None and output is None) else COLUMNS
        import sys

        if form is None and not sys.stdout.isatty():
            columns = COLUMNS
        keys = ("id", *COLUMNS, "concept_id", "similarity", "do_not_translate") if form == "jsonl" else columns
        rows(columns, [{key: row[key] for key in keys} for row in found], form, output)
