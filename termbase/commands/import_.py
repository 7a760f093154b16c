from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.common import author, opened, progress, root_option, source_option, target_option
from termbase.matching import ChangeKind
from termbase.pipeline import import_terminology

SHOWN = (ChangeKind.NEW, ChangeKind.ADDED, ChangeKind.VARIANT, ChangeKind.CONFLICT)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "format_name", help="glossary, csv or tsv; told from the file by default.")
@click.option("--preview", is_flag=True, help="Print what would change, change nothing.")
@source_option
@target_option
@root_option
@click.pass_obj
def command(
    db: Path,
    files: tuple[Path, ...],
    format_name: str | None,
    preview: bool,
    source: str,
    target: str,
    root: Path | None,
) -> None:
    """Bring terminology in from glossary FILEs: Markdown tables, CSV, TSV.

    Rows about one source become one concept. Renderings that differ in form only become variants; those that really
    differ are kept as conflicts for `termbase review`. Each file is one change that `termbase undo` takes back.
    """
    with opened(db, writable=True, make=True) as connection, progress("importing") as report:
        for number, path in enumerate(files, 1):
            outcome = import_terminology(
                connection, path, format_name=format_name, source=source, target=target, root=root or Path.cwd(),
                author=author(), preview=preview,
            )  # fmt: skip
            report(number, len(files), str(path))
            if preview:
                for change in outcome.plan.changes:
                    if change.kind in SHOWN:
                        against = f"\t{change.against}" if change.against else ""
                        click.echo(
                            f"{path}:{change.line}\t{change.kind.value}\t{change.source}\t{change.term.text}{against}"
                        )
            said = ", ".join(
                f"{outcome.plan.count(kind)} {kind.value}" for kind in ChangeKind if outcome.plan.count(kind)
            )
            done = f" (revision {outcome.revision})" if outcome.revision else " (nothing written)"
            click.echo(f"{path}: {said or 'no terms'}{done}", err=True)
