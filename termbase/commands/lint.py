from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from termbase.checks.lint import MENDABLE, LintFinding
from termbase.commands.opening import opened
from termbase.commands.options import output_option
from termbase.commands.output import write
from termbase.pipeline.lint import lint_termbase


@click.command("lint")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True,
    help="End with status 1 on a finding of this severity or a worse one.",
)  # fmt: skip
@output_option
@click.pass_obj
def command(db: Path, form: str, fail_on: str, output: Path | None) -> None:
    """Judge the termbase itself: doubles, homonyms, swapped sides, hidden characters, gaps; each with what mends it."""
    with opened(db) as connection:
        found = lint_termbase(connection)
    write("".join(_record(f) if form == "jsonl" else _line(f) for f in found), output)
    counts = Counter(finding.code for finding in found)
    if form == "text":
        click.echo(", ".join(f"{count} {code}" for code, count in counts.most_common()) or "nothing found", err=True)
    worst = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    if any(finding.severity.value in worst for finding in found):
        raise SystemExit(1)


def _line(finding: LintFinding) -> str:
    concepts = ", ".join(map(str, finding.concepts))
    how = f" (termbase review --mend {finding.name})" if finding.code in MENDABLE else ""
    return f"concept {concepts}: {finding.severity.value} {finding.code}: {finding.message}; {finding.fix}{how}\n"


def _record(finding: LintFinding) -> str:
    record = {
        "code": finding.code, "severity": finding.severity.value, "concepts": list(finding.concepts),
        "term": finding.term, "message": finding.message, "fix": finding.fix,
        "mend": finding.name if finding.code in MENDABLE else None,
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False) + "\n"
