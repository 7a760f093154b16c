from __future__ import annotations

import html
import json
import sys
from pathlib import Path

import click

from termbase.commands.opening import author, opened_or_new, opened_to_try
from termbase.commands.options import left_out_option, root_option, separator, source_option, target_option
from termbase.commands.output import left_out_list, print_losses, progress
from termbase.errors import MadeMeanwhile, UsageError
from termbase.matching import Change, ChangeKind, Policy
from termbase.matching.merging.changes import summary
from termbase.pipeline.terminology import ImportOutcome, ImportRequest, import_terminology
from termbase.wording import counted

POLICIES = ("keep", "replace", "both", "ask")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "format_name", help="Format of the files; told from their content by default.")
@click.option("--preview", is_flag=True, help="Print what would change, change nothing.")
@click.option(
    "--preview-as", type=click.Choice(["text", "jsonl", "html"]), default="text", show_default=True,
    help="How to print a preview.",
)  # fmt: skip
@click.option(
    "--on-conflict", type=click.Choice(POLICIES), default="keep", show_default=True,
    help="keep: what is here stays, what comes in waits for review; replace: what is here gives way; both: what comes"
    " in is admitted beside it; ask: one by one on a terminal.",
)  # fmt: skip
@click.option(
    "--encoding", help="Encoding of text files, such as windows-1256; UTF-8 or by byte order mark by default."
)
@click.option("--delimiter", help="Separates the cells of CSV; told from the header by default.")
@click.option(
    "--column", "columns", multiple=True, metavar="CONTENT=COLUMN",
    help="Say which column holds what, by name or number: source=Term, definition=4. header=no: there is no header.",
)  # fmt: skip
@left_out_option
@source_option
@target_option
@root_option
@click.pass_obj
def command(
    db: Path, files: tuple[Path, ...], format_name: str | None, preview: bool, preview_as: str, on_conflict: str,
    encoding: str | None, delimiter: str | None, columns: tuple[str, ...], source: str, target: str, root: Path | None,
    left_out: Path | None,
) -> None:  # fmt: skip
    """Bring terminology in from FILEs: TBX, CSV, Excel, Markdown tables, TMX, XLIFF, PO and some thirty formats more.

    What the termbase has already is found by id, by its terms, and by likeness, and is completed, not doubled. A
    translation that contradicts one here waits for `termbase review`. Each file is one change that `termbase undo`
    takes back; a file that is refused changes nothing.
    """
    if on_conflict == "ask" and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("--on-conflict ask asks on a terminal; elsewhere say keep, replace or both")
    opening = opened_to_try if preview else opened_or_new

    def bring() -> None:
        with progress("importing") as report, left_out_list(left_out) as on_loss:
            for path in files:
                printer = _Printer(path, preview_as)
                asked = ImportRequest(
                    format_name, source, target, encoding, separator(delimiter), _columns(columns), preview,
                    _ask if on_conflict == "ask" else lambda _: Policy(on_conflict),
                    printer.show if preview else None,
                    lambda done, size, name=str(path): report(done, size, name),  # type: ignore[misc]
                    on_loss,
                )  # fmt: skip
                with opening(db) as connection:
                    outcome = import_terminology(connection, path, root=root, author=author(), request=asked)
                if preview:
                    printer.end()
                _say(path, outcome)

    try:
        bring()
    except MadeMeanwhile:
        # Of the first file nothing was kept, and there is a termbase now.
        bring()


def _say(path: Path, outcome: ImportOutcome) -> None:
    """Say what came of a file."""
    for remark in outcome.remarks:
        click.echo(f"{path}: {remark}", err=True)
    if outcome.losses:
        print_losses(outcome.losses, f"{path}: not everything could be taken in:")
    counts = outcome.counts
    done = f" (revision {outcome.revision})" if outcome.revision else " (nothing written)"
    click.echo(f"{path}: {summary(counts) if counts else 'no terms in it'}{done}", err=True)
    if contradicting := counts[ChangeKind.CONFLICT]:
        one = contradicting == 1
        click.echo(
            f"{path}: {counted(contradicting, 'translation')} {'contradicts' if one else 'contradict'} what is here,"
            f" which stays; see {'it' if one else 'them'} with: termbase pairs --status conflict, decide with:"
            " termbase review", err=True,
        )  # fmt: skip
    if differing := counts[ChangeKind.DIFFERS]:
        click.echo(
            f"{path}: {counted(differing, 'definition, note or other detail', 'definitions, notes or other details')}"
            " not as here, where nothing was changed; --preview lists them, --on-conflict replace takes those of the"
            " file", err=True,
        )  # fmt: skip


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for text in given:
        content, separator, column = text.partition("=")
        if not separator or not column.strip():
            raise UsageError(f"--column wants CONTENT=COLUMN, such as source=Term, not {text!r}")
        columns[content.strip().replace("-", "_")] = column.strip()
    return columns


def _ask(change: Change) -> Policy:
    """Ask a person what becomes of one conflict."""
    click.echo(f"\n{change.source}: {change.term.text}   here: {change.against}", err=True)
    answer = click.prompt(
        "  [k]eep what is here, [r]eplace it, [b]oth", type=click.Choice(["k", "r", "b"]), default="k",
        show_choices=False, err=True,
    )  # fmt: skip
    return {"k": Policy.KEEP, "r": Policy.REPLACE, "b": Policy.BOTH}[answer]


class _Printer:
    """Prints the steps of a preview as they come; what stays the same is only counted."""

    def __init__(self, path: Path, form: str) -> None:
        self._path, self._form, self._begun = path, form, False

    def show(self, change: Change) -> None:
        """Print one step."""
        if change.kind is ChangeKind.SAME:
            return
        cells = (f"{self._path}:{change.line}", change.kind.value, change.source, change.term.text, change.against)
        if self._form == "jsonl":
            record = {
                "file": str(self._path), "line": change.line, "change": change.kind.value,
                "concept_id": change.concept_id, "source": change.source, "term": change.term.text,
                "language": change.term.language, "status": change.term.administrative_status.value,
                "against": change.against,
            }  # fmt: skip
            click.echo(json.dumps(record, ensure_ascii=False))
        elif self._form == "html":
            if not self._begun:
                click.echo(HTML_HEAD.format(html.escape(str(self._path))))
            click.echo("<tr>" + "".join(f"<td dir=auto>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
        else:
            click.echo("\t".join(" ".join(cell.split()) for cell in cells).rstrip("\t"))
        self._begun = True

    def end(self) -> None:
        """Print what closes the page."""
        if self._form == "html":
            if not self._begun:
                click.echo(HTML_HEAD.format(html.escape(str(self._path))))
            click.echo("</table>")


HTML_HEAD = """<!DOCTYPE html>
<meta charset="utf-8">
<title>What importing {0} would change</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem }}
td, th {{ padding: .2rem .8rem; text-align: start }}
tr:nth-child(even) {{ background: #f3f3f3 }}</style>
<h1>What importing {0} would change</h1>
<table><tr><th>Place<th>Change<th>Concept<th>Term<th>Against</tr>"""
