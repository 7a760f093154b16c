"""What commands print: data to standard output or a file, tables, progress, what was left out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from termbase.errors import InputError, UsageError

if TYPE_CHECKING:
    from termbase.formats import Losses

# What every SQLite database begins with (https://www.sqlite.org/fileformat.html).
SQLITE = b"SQLite format 3\0"


def write(text: str, output: Path | None) -> None:
    """Print data, or write it to a file that is replaced only when it is complete."""
    if output is None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has had enough (head, less); Python would complain again while shutting down.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    if is_database(output):
        raise UsageError("is a database, which output would destroy; name another file", output)
    temporary = output.with_name(output.name + ".part")
    try:
        if output.exists() and not output.is_file():
            # A device or a pipe is written to, never replaced.
            output.write_text(text, encoding="utf-8")
            return
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(output)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(output, error) from None


def is_database(path: Path) -> bool:
    """Whether an SQLite database lies there, by the first bytes of its file."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def unwritable(path: Path, error: OSError) -> InputError:
    """The error on a file that cannot be written, with what to do where that is known."""
    if not path.parent.is_dir():
        return InputError(f"cannot be written: there is no folder {path.parent}; make it first", path)
    return InputError(f"cannot be written: {error.strerror or error}", path)


def rows(
    columns: Sequence[str], records: Iterable[Mapping[str, Any]], form: str | None, output: Path | None = None
) -> None:
    """Print records as a table, tab-separated values or JSON lines."""
    found = list(records)
    if form is None:
        form = "table" if output is None and sys.stdout.isatty() else "tsv"
    if form == "jsonl":
        write("".join(json.dumps(dict(record), ensure_ascii=False) + "\n" for record in found), output)
    elif form == "tsv":
        lines = ["\t".join(columns), *("\t".join(_field(record[column]) for column in columns) for record in found)]
        write("\n".join(lines) + "\n", output)
    else:
        write(_table(columns, found), output)


# Terms and texts come from files of anybody; what a terminal would obey is shown as its code.
_CONTROL = (*range(0x20), *range(0x7F, 0xA0))
_OBEYED = {code: f"\\x{code:02x}" for code in _CONTROL}
_BLANKS = dict.fromkeys(_CONTROL, " ")


def visible(text: str) -> str:
    """A text for a terminal, on one line and without control characters."""
    return text.translate(_OBEYED)


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


def _field(value: object) -> str:
    """A value between tabs: what a terminal would obey is a blank, as a tab is."""
    return _cell(value).translate(_BLANKS)


def _table(columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> str:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in ("score", "documents", "occurrences", "id") else "left")
    for record in records:
        table.add_row(*(visible(_cell(record[column])) for column in columns))
    console = Console(markup=False, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


@contextmanager
def progress(description: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on standard error when that is a terminal, with an estimate of the time left."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total)


@contextmanager
def left_out_list(path: Path | None) -> Iterator[Callable[[str, str, str], None] | None]:
    """What writes an item, its category and the reason into a file, as they come; None without a file."""
    if path is None:
        yield None
        return
    try:
        with path.open("w", encoding="utf-8") as stream:
            stream.write("category\treason\titem\n")
            yield lambda *cells: print("\t".join(_field(cell) for cell in cells), file=stream)
    except OSError as error:
        raise unwritable(path, error) from None


def print_losses(losses: Losses, heading: str) -> None:
    """What was lost, a line for each kind, on standard error."""
    click.echo(heading, err=True)
    for loss in losses:
        click.echo(f"  {loss.count:>7}  {loss.category}: {loss.how} (first: {loss.example})", err=True)
