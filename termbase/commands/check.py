from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

import click

from termbase import __version__
from termbase.checks.codes import CODES
from termbase.checks.suppression import Baseline, read_rules
from termbase.commands.opening import opened
from termbase.commands.options import output_option, root_option, source_option, target_option
from termbase.commands.output import progress, write
from termbase.errors import InputError
from termbase.pipeline.check import Checked, CheckRequest, check_files
from termbase.reports.findings import as_github, as_jsonl, as_sarif, as_text
from termbase.wording import counted

RULES = "termbase-check.toml"
WEIGHT = {"error": 2, "warning": 1, "information": 0, "never": 3}


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@source_option
@target_option
@root_option
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl", "sarif", "github"]), default="text", show_default=True,
    help="For people, programs, code scanning, or the annotations of GitHub.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True,
    help="End with status 1 on a finding of this severity or a worse one.",
)  # fmt: skip
@click.option("--since", metavar="REVISION", help="Judge only what differs from this git revision.")
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Leave out the findings that this file knows."
)
@click.option("--write-baseline", is_flag=True, help="Write all findings to the file of --baseline, and end with 0.")
@click.option(
    "--rules", type=click.Path(path_type=Path, dir_okay=False), help=f"Suppressions (default: {RULES}, if it is here)."
)
@output_option
@click.pass_obj
def command(
    db: Path, files: tuple[Path, ...], source: str, target: str, root: Path | None, form: str, fail_on: str,
    since: str | None, baseline: Path | None, write_baseline: bool, rules: Path | None, output: Path | None,
) -> None:  # fmt: skip
    """Judge bilingual FILEs and folders against the termbase: terms, numbers, citations, formulas, claims.

    Each finding has a code, such as term-missing; `<!-- termbase-ignore term-missing: why -->` before a block, or a
    rule in termbase-check.toml, suppresses it. Only files that could be read are judged; if one could not, the status
    is 2.
    """
    if write_baseline and baseline is None:
        raise click.UsageError("--write-baseline needs --baseline FILE")
    if rules is None and Path(RULES).is_file():
        rules = Path(RULES)
    request = CheckRequest(
        source, target, root or Path.cwd(), read_rules(rules) if rules else (),
        None if baseline is None or write_baseline else _read_baseline(baseline), since,
    )  # fmt: skip
    # Documents and findings are trees without cycles: looking for garbage less often saves a fifth of the time.
    gc.set_threshold(50_000, 20, 20)
    with opened(db) as connection, progress("checking") as report:
        result = check_files(connection, files, request, report)
    for line in [*result.notices, *map(str, result.problems)]:
        click.echo(f"termbase: {line}", err=True)
    if write_baseline and baseline is not None:
        known = [list(placed.key) for placed in result.findings]
        write(json.dumps({"version": 1, "findings": known}, ensure_ascii=False, indent=0) + "\n", baseline)
        click.echo(f"{baseline}: {len(known)} findings are known now", err=True)
    else:
        records = [
            {**p.record(), "source_text": p.source_text, "target_text": p.target_text} for p in result.findings
        ]  # fmt: skip
        write(_rendered(records, form, output), output)
        _summarise(result, form)
        if any(WEIGHT[record["severity"]] >= WEIGHT[fail_on] for record in records) and not result.problems:
            raise SystemExit(1)
    if result.problems:
        raise SystemExit(2)


def _rendered(records: list[dict[str, object]], form: str, output: Path | None) -> str:
    if form == "jsonl":
        return as_jsonl(records)
    if form == "github":
        return as_github(records)
    if form == "sarif":
        return as_sarif(records, [(c.name, c.severity.value, c.meaning, c.remedy) for c in CODES.values()], __version__)
    colour = "NO_COLOR" not in os.environ and (
        ("FORCE_COLOR" in os.environ) or (output is None and sys.stdout.isatty())
    )
    return as_text(records, colour)


def _summarise(result: Checked, form: str) -> None:
    if form != "text" or not (result.documents or result.findings):
        return
    said = f"{counted(len(result.findings), 'finding')} in {counted(result.documents, 'document')}"
    if result.suppressed:
        said += f", {result.suppressed} suppressed"
    if result.known:
        said += f", {result.known} known from the baseline"
    click.echo(said, err=True)


def _read_baseline(path: Path) -> Baseline:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))["findings"]
        return Baseline((str(d), str(c), str(t), str(f)) for d, c, t, f in known)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}; make it with --write-baseline", path) from None
    except (ValueError, KeyError, TypeError):
        raise InputError("is no baseline; make one with --write-baseline", path) from None
