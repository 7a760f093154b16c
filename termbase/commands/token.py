from __future__ import annotations

from pathlib import Path

import click

from termbase.api.rights import make_token
from termbase.commands.opening import author, opened
from termbase.commands.options import format_option
from termbase.commands.output import rows
from termbase.store import tokens, transaction

COLUMNS = ("id", "name", "role", "made_at", "expires_at", "revoked_at", "last_used_at")


@click.group("token")
def command() -> None:
    """Make, list and revoke the tokens by which programs and people write over HTTP."""


@command.command("create")
@click.option("--role", type=click.Choice(["reader", "suggester", "reviewer", "admin"]), required=True)
@click.option("--name", help="The author in the history; the name of the account by default.")
@click.option("--expires", "lifetime", default="90d", show_default=True, help="12h, 90d, 8w, 6m, 1y or never.")
@click.pass_obj
def create(db: Path, role: str, name: str | None, lifetime: str) -> None:
    """Print a new token. It is shown this once: only its hash is kept."""
    with opened(db, writable=True) as connection, transaction(connection):
        click.echo(make_token(connection, name or author(), role, None if lifetime == "never" else lifetime))


@command.command("list")
@format_option
@click.pass_obj
def list_(db: Path, form: str | None) -> None:
    """List the tokens, without their secrets."""
    with opened(db) as connection:
        rows(COLUMNS, [dict(row) for row in tokens.tokens(connection)], form)


@command.command("revoke")
@click.argument("number", type=click.IntRange(1))
@click.pass_obj
def revoke(db: Path, number: int) -> None:
    """End the token with the id NUMBER, at once."""
    with opened(db, writable=True) as connection, transaction(connection):
        tokens.revoke_token(connection, number)
    click.echo(f"token {number} is revoked", err=True)
