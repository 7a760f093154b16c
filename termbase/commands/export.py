from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.common import opened, source_option, target_option, write
from termbase.errors import UsageError
from termbase.formats.writers import WRITERS
from termbase.languages import primary_subtag
from termbase.store import queries


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", help="csv or tsv; from the name by default.")
@source_option
@target_option
@click.pass_obj
def command(db: Path, file: Path, form: str | None, source: str, target: str) -> None:
    """Write terminology to FILE (- for standard output), a row for each source and target term."""
    form = form or file.suffix.lower().lstrip(".") or "csv"
    if form not in WRITERS:
        raise UsageError(f"there is no format {form!r} to write; there are {', '.join(WRITERS)}")
    with opened(db) as connection:
        text = WRITERS[form](queries.concepts(connection), primary_subtag(source), primary_subtag(target))
    write(text, None if str(file) == "-" else file)
