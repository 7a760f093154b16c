"""The command line: `termbase [--db FILE] COMMAND …`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from termbase import __version__
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

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a name that there is none of, name the one most like it."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            context.fail(f"there is no command {args[0]!r}; {meant}termbase --help lists them")
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command line; whatever goes wrong ends in one line and the exit code that belongs to it."""
        if not standalone_mode:
            return click.Command.main(self, *args, **{**extra, "standalone_mode": False})
        # What a command leaves goes with its process; Python would look for circles in all of it first.
        atexit.register(gc.freeze)
        try:
            done = click.Command.main(self, *args, **{**extra, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            path = error.ctx.command_path.split()[1:] if isinstance(error, click.UsageError) and error.ctx else []
            place = ": ".join(["termbase", *path])
            said = " ".join(error.format_message().split())
            if isinstance(error, click.NoSuchOption) and error.option_name == "--db":
                said = f"--db stands before the command: termbase --db FILE {' '.join(path)}"
            click.echo(f"{place}: {said}", err=True)
            sys.exit(error.exit_code)
        except TermbaseError as error:
            click.echo(f"termbase: {error}", err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("termbase: stopped", err=True)
            sys.exit(130)
        except Exception as error:
            if os.environ.get("TERMBASE_DEBUG"):
                raise
            said = f"{type(error).__name__}: {error}".replace("\n", " ")
            click.echo(f"termbase: internal error, {said}; TERMBASE_DEBUG=1 shows where", err=True)
            sys.exit(2)
        sys.exit(done if isinstance(done, int) else 0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--db", type=click.Path(path_type=Path, dir_okay=False), envvar="TERMBASE_DB", default=Path("termbase.db"),
    show_default=True, show_envvar=True, help="The termbase.",
)  # fmt: skip
@click.version_option(__version__)
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
