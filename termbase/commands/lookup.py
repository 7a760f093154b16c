from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from termbase.commands.opening import opened
from termbase.commands.options import format_option, output_option, source_option, target_option
from termbase.commands.output import rows
from termbase.languages import primary_subtag
from termbase.pipeline.recognition import Lookup, lookup
from termbase.store import queries

COLUMNS = ("start", "end", "surface", "term", "concept_id", "match", "similarity", "translations")


@click.command("lookup")
@click.argument("text")
@source_option
@target_option
@click.option(
    "--min-similarity",
    type=click.FloatRange(0, 100),
    default=80,
    show_default=True,
    help="How alike a misspelt word has to be to a term, 0 to 100; 100: no misspelt terms.",
)
@format_option
@output_option
@click.pass_obj
def command(
    db: Path, text: str, source: str, target: str, min_similarity: float, form: str | None, output: Path | None
) -> None:
    """Find the terms that TEXT uses, inflected or misspelt too, with their translations."""
    with opened(db) as connection:
        found = [as_record(entry) for entry in lookup(connection, text, source, target, min_similarity)]
        known = [] if found else queries.languages(connection)
    if not found and not known:
        click.echo(
            "termbase: the termbase has no terms yet; bring some in with import, or extract and review", err=True
        )
    for asked in dict.fromkeys((source, target)) if known else ():
        if primary_subtag(asked) not in known:
            click.echo(f"termbase: the termbase has no terms in {asked}; it has {', '.join(known)}", err=True)
    if form != "jsonl":
        for record in found:
            record["translations"] = ", ".join(f"{t['text']} ({t['status']})" for t in record["translations"])
    rows(COLUMNS, found, form, output)


def as_record(entry: Lookup) -> dict[str, Any]:
    """The JSON of one term found; start and end count Unicode code points."""
    found = entry.occurrence
    return {
        "start": found.start, "end": found.end, "surface": found.surface, "term": found.term.text,
        "concept_id": found.concept_id, "match": found.kind, "similarity": found.similarity,
        "translations": [
            {"text": t.text, "status": t.administrative_status.value, "do_not_translate": t.do_not_translate}
            for t in entry.translations
        ],
    }  # fmt: skip
