from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.opening import author, opened
from termbase.pipeline.review import undo


@click.command("undo")
@click.argument("revision", required=False, type=click.IntRange(1, 2**63 - 1))
@click.pass_obj
def command(db: Path, revision: int | None) -> None:
    """Take one change back exactly: the REVISION of `termbase log`, or the last one. An undo can be undone too."""
    with opened(db, writable=True) as connection:
        number, summary = undo(connection, revision, author())
    click.echo(f"took back revision {number}: {summary}", err=True)
