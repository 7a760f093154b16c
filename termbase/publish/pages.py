"""The views: each reads its context in Datasette's reading thread and renders a template."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response

from termbase.api.rights import Role
from termbase.errors import NotFound, OnlyRead, TermbaseError
from termbase.languages import language
from termbase.publish import cache, contexts, lists, pair_page, search_page
from termbase.publish import consistency as report_pages
from termbase.publish.concept_forms import DESCRIPTIONS
from termbase.publish.session import signed_in
from termbase.publish.site import site_folder
from termbase.reports.render import RENDERERS
from termbase.store import store_errors
from termbase.store.migrations import APPLICATION_ID

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# The report stands alone, with its style inside.
REPORT_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
PICTURES = "pictures.css"
CONTENT_TYPES = {"md": "text/markdown", "json": "application/json", "html": "text/html"}
LONGEST_QUERY = 2_000
# Fields of forms in which people write more than a word or two.
WRITTEN = ("text", "reason", *DESCRIPTIONS)
READING = ("GET", "HEAD", "OPTIONS")


def direction(code: str) -> str:
    """``rtl`` or ``ltr`` for a language."""
    return "rtl" if language(code).right_to_left else "ltr"


async def read(datasette: Any, function: Callable[[sqlite3.Connection], Any]) -> Any:
    """Run a reading function on the first termbase among Datasette's databases. Raises `NotFound` without one."""
    for database in datasette.databases.values():
        if database.path is not None:
            marks = await database.execute("PRAGMA application_id")
            if marks.first()[0] == APPLICATION_ID:
                with store_errors(Path(database.path)):
                    return await database.execute_fn(function)
    raise NotFound("no termbase is served here")


async def page(
    datasette: Any, request: Request, template: str, function: Callable[[sqlite3.Connection], Any]
) -> Response:
    """What a function reads from the termbase, in a template, for a request that only reads."""
    if request.method not in READING:
        error = OnlyRead("this page can only be read; programs write at /-/termbase/api/v1")
        answer = await refused(datasette, request, error)
        answer.headers["Allow"] = ", ".join(READING)
        return answer
    return await shown(datasette, request, template, function)


async def shown(
    datasette: Any, request: Request, template: str, function: Callable[[sqlite3.Connection], Any], status: int = 200
) -> Response:
    """What a function reads from the termbase, in a template; what it finds missing, on the page for that."""
    name = template
    try:
        context = await read(datasette, function)
    except TermbaseError as error:
        status, name, context = error.http_status, "termbase_error.html", {"reason": error.reason}
    database = next((name for name, db in datasette.databases.items() if db.path is not None), "")
    common = {"raw": datasette.urls.database(database), **_who(datasette, request)}
    html = await datasette.render_template(name, {**common, **context}, request=request)
    return Response.html(html, status=status, headers=HEADERS)


def _who(datasette: Any, request: Request) -> dict[str, Any]:
    """Who reads a page, and whether they may suggest, or decide and write."""
    actor = signed_in(datasette, request)
    return {
        "browser": actor, "suggests": actor.role >= Role.SUGGESTER, "reviews": actor.role >= Role.REVIEWER
    }  # fmt: skip


async def refused(
    datasette: Any, request: Request, error: Any, back: str = "", fields: Mapping[str, str] | None = None
) -> Response:
    """The page for what we or Datasette found missing, wrong or forbidden.

    ``back`` is the page of a refused form, ``fields`` what it said: what somebody wrote is shown again, so that it can
    be copied.
    """
    reason = str(error.args[0]) if error.args else "this page does not exist"
    status = error.http_status if isinstance(error, TermbaseError) else error.status
    if reason == "Database not found":
        # So Datasette names the first part of an address that it does not know.
        reason = f"there is no page {request.path[:200]}"
    written = {name.replace("_", " "): text for name in WRITTEN if (text := (fields or {}).get(name, "").strip())}
    context = {"reason": reason, "raw": "", "back": back, "written": written, **_who(datasette, request)}
    html = await datasette.render_template("termbase_error.html", context, request=request)
    return Response.html(html, status=status, headers=HEADERS)


async def home(datasette: Any, request: Request) -> Response:
    """The home page: search, figures, where the team disagrees."""
    return await page(datasette, request, "termbase_home.html", contexts.home)


async def search(datasette: Any, request: Request) -> Response:
    """Concepts and sentences for ``?q=``; without it, all concepts in alphabetical order."""
    text = typed(request.args.get("q"))
    offset = number_in(request.args.get("from"))
    return await page(datasette, request, "termbase_search.html", lambda c: search_page.search(c, text, offset))


async def documents(datasette: Any, request: Request) -> Response:
    """The documents with their figures, a page behind ``?after=`` a name."""
    after = request.args.get("after") or ""
    return await page(datasette, request, "termbase_documents.html", lambda c: lists.documents(c, after))


async def document(datasette: Any, request: Request) -> Response:
    """One document, both versions side by side; of many segments those ``?from=`` a number on, or around ``?line=``."""
    number = int(request.url_vars["number"])
    offset, line = number_in(request.args.get("from")), number_in(request.args.get("line")) or None
    return await page(
        datasette, request, "termbase_document.html", lambda c: contexts.document(c, number, offset, line)
    )


async def consistency(datasette: Any, request: Request) -> Response:
    """The consistency report: pictures, and the beginning of each list."""
    path = datasette.urls.path
    return await page(datasette, request, "termbase_consistency.html", lambda c: report_pages.overview(c, path))


async def consistency_list(datasette: Any, request: Request) -> Response:
    """One list of the report, a page behind ``?after=`` the key of a row."""
    name, after, path = request.url_vars["name"], request.args.get("after") or "", datasette.urls.path
    return await page(
        datasette, request, "termbase_list.html", lambda c: report_pages.one_list(c, path, name, after)
    )  # fmt: skip


async def uses(datasette: Any, request: Request) -> Response:
    """The segments behind a figure of the report, by ``?concept=``, ``document``, ``folder`` and ``outcome``."""
    given = {name: request.args.get(name) or "" for name in ("document", "folder", "outcome", "after")}
    concept = number_in(request.args.get("concept")) or None
    return await page(
        datasette, request, "termbase_uses.html", lambda c: report_pages.uses(c, concept, **given)
    )  # fmt: skip


async def consistency_file(datasette: Any, request: Request) -> Response:
    """The consistency report as Markdown, JSON or one HTML file."""
    form = request.url_vars["form"]
    try:
        report = await read(datasette, cache.consistency)
    except TermbaseError as error:
        return Response.text(error.reason, status=error.http_status, headers=HEADERS)
    headers = {**REPORT_HEADERS, "Content-Type": f"{CONTENT_TYPES[form]}; charset=utf-8"}
    return Response(RENDERERS[form](report), headers=headers, content_type=headers["Content-Type"])


async def pairs(datasette: Any, request: Request) -> Response:
    """Mined pairs, by ``?status=`` and the words of ``?q=``, a page behind ``?after=`` the id of a pair."""
    status, after = request.args.get("status") or None, number_in(request.args.get("after"))
    text, done = typed(request.args.get("q")), number_in(request.args.get("done"))
    actor = signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        found = lists.pairs(connection, status, after, text)
        may = actor.role >= Role.REVIEWER
        return {**found, **pair_page.to_tick(connection, found["pairs"], status, done if may else 0, may)}

    return await page(datasette, request, "termbase_pairs.html", context)


async def without_counterpart(datasette: Any, request: Request) -> Response:
    """Terms that aligned text leaves untranslated, and words of translations that render nothing."""
    return await page(datasette, request, "termbase_unpaired.html", pair_page.without_counterpart)


async def history(datasette: Any, request: Request) -> Response:
    """The changes, newest first, a page behind ``?after=`` the id of one; with what may be taken back."""
    actor, before = signed_in(datasette, request), number_in(request.args.get("after"))
    return await page(datasette, request, "termbase_history.html", lambda c: lists.revisions(c, actor, before))


async def revision(datasette: Any, request: Request) -> Response:
    """One change of the history, entry by entry."""
    actor, number = signed_in(datasette, request), int(request.url_vars["number"])
    return await page(datasette, request, "termbase_revision.html", lambda c: lists.revision(c, actor, number))


async def static(datasette: Any, request: Request) -> Response:
    """The style sheet, found however Datasette was started."""
    name = request.url_vars["name"]
    # The pictures of the report look alike on the site and in the file.
    path = Path(str(files("termbase.reports"))) / name if name == PICTURES else site_folder() / "static" / name
    if not path.is_file():
        return Response.text("not found", status=404)
    headers = {"Cache-Control": "max-age=3600", **HEADERS}
    return Response(path.read_text(encoding="utf-8"), headers=headers, content_type="text/css; charset=utf-8")


def typed(text: str | None) -> str:
    """What somebody typed into a field of an address, without what cannot be seen."""
    return "".join(c if c.isprintable() else " " for c in text or "").strip()[:LONGEST_QUERY]


def number_in(text: str | None) -> int:
    """An offset in a query string; anything else counts as the start."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
