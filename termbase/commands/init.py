from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.opening import opened


@click.command("init")
@click.pass_obj
def command(db: Path) -> None:
    """Make an empty termbase. One of an older version is brought up to date."""
    existed = db.exists()
    with opened(db, writable=True, make=True):
        pass
    click.echo(f"{db} {'is a termbase already, and up to date' if existed else 'made'}", err=True)
