"""The command line: `termbase [--db FILE] COMMAND …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from termbase.commands import COMMANDS, load_command
from termbase.errors import TermbaseError


class Commands(click.Group):
    """Commands are imported when they are called, so that `--help` is quick; errors end in one line and their code."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command when it is called."""
        return load_command(name)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, context: click.Context) -> object:
        """Run a command; an error of ours ends in one line and its exit code."""
        try:
            return super().invoke(context)
        except TermbaseError as error:
            click.echo(f"termbase: {error}", err=True)
            context.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--db", type=click.Path(path_type=Path, dir_okay=False), envvar="TERMBASE_DB", default=Path("termbase.db"),
    show_default=True, show_envvar=True, help="The termbase.",
)  # fmt: skip
@click.version_option(package_name="termbase")
@click.pass_context
def main(context: click.Context, db: Path) -> None:
    """Mine, keep and publish the terminology of a translation team.

    Exit status: 0 done; 1 findings; 2 wrong usage or bad input; 3 the termbase cannot be used.
    """
    context.obj = db
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="termbase")
