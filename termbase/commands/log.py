from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.common import format_option, opened, rows
from termbase.store import queries

COLUMNS = ("id", "made_at", "author", "action", "summary", "changes")


@click.command("log")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@format_option
@click.pass_obj
def command(db: Path, limit: int, form: str | None) -> None:
    """List the changes, newest first."""
    with opened(db) as connection:
        found = [{key: row[key] for key in COLUMNS} for row in queries.revisions(connection, limit)]
    rows(COLUMNS, found, form)
