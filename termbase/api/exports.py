"""The terminology as a file of any format, and what a format cannot carry."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from termbase.api.exchange import Context, Reply, matches, revision_tag
from termbase.api.shapes import ExportQuery
from termbase.errors import NotFound, UsageError
from termbase.formats import WRITERS, Format, Losses, for_writing
from termbase.pipeline.terminology import export_terminology
from termbase.store import edits

BASE = "/-/termbase/api/v1"
# Media types by suffix; what is not named is text.
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8", ".tsv": "text/tab-separated-values; charset=utf-8",
    ".json": "application/jsonl", ".md": "text/markdown; charset=utf-8", ".tbx": "application/xml",
    ".mtf": "application/xml", ".tmx": "application/xml", ".xlf": "application/xml",
    ".po": "text/x-gettext-translation; charset=utf-8", ".ttl": "text/turtle; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
TEXT = "text/plain; charset=utf-8"
# What is kept in memory of a file before it goes to the disk.
IN_MEMORY = 1 << 20


def media_types() -> tuple[str, ...]:
    """All media types that a file may have, without parameters."""
    return tuple(dict.fromkeys(_media_type(_format(name)).partition(";")[0] for name in sorted(WRITERS)))


def _media_type(form: Format) -> str:
    return MEDIA_TYPES.get(_suffix(form), TEXT)


def _suffix(form: Format) -> str:
    """How the name of a file ends; tables of services are recognised by their columns, so their formats have none."""
    return form.suffixes[0] if form.suffixes else ".tsv" if "TSV" in form.title else ".csv"


def _format(name: str) -> Format:
    try:
        return for_writing(Path("-"), name)
    except UsageError as error:
        raise NotFound(error.reason) from None


def formats(context: Context, query: object, body: None = None) -> Reply:
    """The formats that can be had."""
    listed = [
        {
            "name": form.name, "title": form.title, "suffix": _suffix(form), "media_type": _media_type(form),
            "pair": form.pair, "tools": list(form.tools), "url": f"{BASE}/exports/{form.name}",
        }
        for form in (_format(name) for name in sorted(WRITERS))
    ]  # fmt: skip
    return Reply({"formats": listed}, etag=revision_tag(0, "formats"))


def export(context: Context, query: ExportQuery, body: None, name: str) -> Reply:
    """All terminology as a file; a header says how many kinds of content the format could not carry, and where."""
    form = _format(name)
    etag = revision_tag(edits.present_revision(context.connection), "export", name, query)
    headers = {
        "Content-Disposition": f'attachment; filename="termbase{_suffix(form)}"',
        "Link": f'<{BASE}/exports/{name}/losses?{query.as_query()}>; rel="describedby"; type="application/json"',
    }
    if matches(context.if_none_match, etag):
        return Reply(etag=etag, headers=headers, media_type=_media_type(form))
    file: BinaryIO = tempfile.SpooledTemporaryFile(IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        found = _write(context.connection, form, file, query)
    except BaseException:
        file.close()
        raise
    headers["Termbase-Losses"] = str(sum(1 for _ in found))
    return Reply(status=200, etag=etag, headers=headers, media_type=_media_type(form), stream=file)


def losses(context: Context, query: ExportQuery, body: None, name: str) -> Reply:
    """What the file of a format leaves out or bends: counted by kind of content, with the first example of each."""
    form = _format(name)
    revision = edits.present_revision(context.connection)
    etag = revision_tag(revision, "losses", name, query)
    if matches(context.if_none_match, etag):
        return Reply(etag=etag)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        found = _write(context.connection, form, file, query)  # type: ignore[arg-type]
    listed: list[dict[str, Any]] = [
        {"category": loss.category, "how": loss.how, "count": loss.count, "example": loss.example} for loss in found
    ]
    return Reply({"revision": revision, "format": name, "losses": listed}, etag=etag)


def _write(connection: sqlite3.Connection, form: Format, file: BinaryIO, query: ExportQuery) -> Losses:
    found = export_terminology(
        connection,
        file,
        form,
        source=query.source,
        target=query.target,
        delimiter="\t" if query.delimiter == "tab" else query.delimiter,
    )
    file.seek(0)
    return found
