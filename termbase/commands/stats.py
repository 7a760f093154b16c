from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.opening import opened
from termbase.commands.options import format_option
from termbase.commands.output import rows
from termbase.store import queries


@click.command("stats")
@format_option
@click.pass_obj
def command(db: Path, form: str | None) -> None:
    """Count all that is kept."""
    with opened(db) as connection:
        found = queries.counts(connection)
    rows(("kind", "count"), [{"kind": kind, "count": count} for kind, count in found.items()], form)
