from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.common import opened, output_option, write
from termbase.pipeline import consistency_report
from termbase.reports import RENDERERS


@click.command("report")
@click.option(
    "--format", "form", type=click.Choice(list(RENDERERS)), help="From the name of the output, else Markdown."
)
@output_option
@click.pass_obj
def command(db: Path, form: str | None, output: Path | None) -> None:
    """Report on consistency over all that was mined: renderings, ambiguities, conflicts, claims."""
    suffix = output.suffix.lower().lstrip(".") if output else ""
    form = form or {"htm": "html", "markdown": "md"}.get(suffix, suffix)
    with opened(db) as connection:
        report = consistency_report(connection)
    write(RENDERERS.get(form, RENDERERS["md"])(report), output)
