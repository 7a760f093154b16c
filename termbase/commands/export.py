from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from termbase.commands.opening import opened
from termbase.commands.options import left_out_option, separator, source_option, target_option
from termbase.commands.output import left_out_list, print_losses, unwritable
from termbase.errors import InputError, UsageError
from termbase.formats import for_writing
from termbase.formats.fixes import decisions_as_markdown, decisions_as_tsv, fixes_as_tsv, fixes_as_xliff
from termbase.pipeline.decisions import decisions, segments_to_fix
from termbase.pipeline.terminology import export_terminology


class _Lossy(InputError):
    """A strict export that would lose something."""


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", help="Format to write; from the name of FILE by default. docs/formats.md has them.")
@click.option(
    "--what", type=click.Choice(["terms", "fixes", "decisions"]), default="terms", show_default=True,
    help="fixes: segments that have what was ruled out (.tsv, .xlf). decisions: what was, for what, why (.tsv, .md).",
)  # fmt: skip
@source_option
@target_option
@click.option("--delimiter", help="Separates the cells of CSV.")
@click.option("--strict", is_flag=True, help="Write nothing if the format cannot carry everything.")
@left_out_option
@click.option("--quiet", is_flag=True, help="Do not say what the format could not carry.")
@click.pass_obj
def command(
    db: Path, file: Path, form: str | None, what: str, source: str, target: str, delimiter: str | None, strict: bool,
    quiet: bool, left_out: Path | None,
) -> None:  # fmt: skip
    """Write terminology to FILE (- for standard output), and say on standard error what the format cannot carry.

    Forbidden, deprecated and superseded terms go into formats that can say so, and into no other. --what writes lists
    for people and their tools instead.
    """
    if what != "terms":
        _lists(db, file, form, what, source, target)
        return
    chosen = for_writing(file, form)
    with (
        opened(db) as connection, left_out_list(left_out) as on_loss,
        _written(None if str(file) == "-" else file) as out,
    ):  # fmt: skip
        losses = export_terminology(
            connection, out, chosen, source=source, target=target, delimiter=separator(delimiter), on_loss=on_loss
        )
        if losses and strict:
            first = next(iter(losses))
            raise _Lossy(
                f"not written: {chosen.name} cannot carry everything ({first.category} {first.how}, "
                f"{first.count} times, "
                f"as in {first.example!r}); leave --strict out to see all",
                file,
            )
    if losses and not quiet:
        print_losses(losses, f"{chosen.name} could not carry everything:")


def _lists(db: Path, file: Path, form: str | None, what: str, source: str, target: str) -> None:
    """Write what was decided, or what is to be corrected after it."""
    suffix = form or file.suffix.lower().lstrip(".")
    suffix = {"xliff": "xlf", "markdown": "md"}.get(suffix, suffix)
    known = ("tsv", "xlf") if what == "fixes" else ("tsv", "md")
    if suffix not in known:
        raise UsageError(f"{what} are written as {' or '.join(known)}, not as {suffix!r}; see --format")
    with opened(db) as connection, _written(None if str(file) == "-" else file) as out:
        if what == "fixes":
            write = fixes_as_xliff if suffix == "xlf" else fixes_as_tsv
            lines = write(segments_to_fix(connection, source, target), source, target)
        else:
            tell = decisions_as_markdown if suffix == "md" else decisions_as_tsv
            lines = tell(decisions(connection, source, target))
        out.writelines(line.encode("utf-8") for line in lines)


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    """A stream to write to; the file is replaced, or standard output filled, only when all is written."""
    if output is None or (output.exists() and not output.is_file()):
        # Devices and pipes cannot be replaced: everything is written first, then copied.
        with tempfile.TemporaryFile() as spool:
            yield spool
            spool.seek(0)
            try:
                if output is not None:
                    with output.open("wb") as stream:
                        shutil.copyfileobj(spool, stream)
                else:
                    sys.stdout.flush()
                    shutil.copyfileobj(spool, sys.stdout.buffer)
                    sys.stdout.buffer.flush()
            except BrokenPipeError:
                sys.stderr.close()
            except OSError as error:
                raise unwritable(output or Path("standard output"), error) from None
        return
    temporary = output.with_name(output.name + ".part")
    try:
        with temporary.open("wb") as stream:
            yield stream
        temporary.replace(output)
    except OSError as error:
        raise unwritable(output, error) from None
    finally:
        temporary.unlink(missing_ok=True)
