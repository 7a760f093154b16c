from __future__ import annotations

import gc
import os
from pathlib import Path

import click

from termbase.commands.opening import opened
from termbase.commands.options import output_option
from termbase.commands.output import write
from termbase.errors import InputError, UsageError
from termbase.pipeline.reporting.report import consistency_report
from termbase.reports.render import RENDERERS


@click.command("report")
@click.option(
    "--format", "form", type=click.Choice(list(RENDERERS)), help="From the name of the output, else Markdown."
)
@output_option
@click.pass_obj
def command(db: Path, form: str | None, output: Path | None) -> None:
    """Report on consistency over all that was mined: renderings, ambiguities, conflicts, claims."""
    suffix = output.suffix.lower().lstrip(".") if output else ""
    form = form or {"htm": "html", "markdown": "md", "": "md", "txt": "md"}.get(suffix, suffix)
    if form not in RENDERERS:
        raise UsageError(
            f"is no kind of report; name it .html, .md or .json, or give --format {'|'.join(RENDERERS)}", output
        )
    if output and not output.parent.is_dir():
        raise InputError("cannot be written: there is no such folder", output)
    # Of its many small objects none stands in a circle; to look for circles costs a fifth of the time.
    gc.disable()
    try:
        # What it counts is kept, for the next report and the pages; a termbase that may not be written is only read.
        with opened(db, writable=os.access(db, os.W_OK)) as connection:
            report = consistency_report(connection, keep=True)
        write(RENDERERS[form](report), output)
    finally:
        gc.enable()
