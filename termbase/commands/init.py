from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.common import opened


@click.command("init")
@click.pass_obj
def command(db: Path) -> None:
    """Make an empty termbase. One that is there already is left as it is."""
    existed = db.exists()
    with opened(db, writable=True, make=True):
        pass
    click.echo(f"{db} {'is a termbase already' if existed else 'made'}", err=True)
