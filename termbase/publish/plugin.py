"""The hooks by which Datasette learns of termbase; registered by the entry point, so plain `datasette x.db` has them.

Only hooks that Datasette 1.0 keeps are used, except ``permission_allowed``, which 1.0 replaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from termbase.errors import NotFound
from termbase.languages.names import autonym
from termbase.publish import changing, deciding, merging, pages, suggesting
from termbase.publish.guard import actor_of_request, guarded, may
from termbase.publish.protocols import assistant_http, json_api, languagetool, tmserver
from termbase.publish.service import service_of
from termbase.publish.site import site_folder

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", pages.home),
    (r"^/search$", pages.search),
    (r"^/concept/(?P<number>\d{1,15})$", changing.concept),
    (r"^/concept/(?P<number>\d{1,15})/change$", changing.change_concept),
    (r"^/concept/(?P<number>\d{1,15})/delete$", changing.delete_concept),
    (r"^/concept/(?P<number>\d{1,15})/merge$", merging.merge_page),
    (r"^/concept/(?P<number>\d{1,15})/comment$", suggesting.comment),
    (r"^/concept/new$", changing.new_concept),
    (r"^/documents$", pages.documents),
    (r"^/document/(?P<number>\d{1,15})$", pages.document),
    (r"^/consistency$", pages.consistency),
    (r"^/consistency\.(?P<form>md|json|html)$", pages.consistency_file),
    (r"^/consistency/(?P<name>[a-z-]{1,30})$", pages.consistency_list),
    (r"^/uses$", pages.uses),
    (r"^/pairs$", pages.pairs),
    (r"^/pairs/decide$", deciding.decide_ticked),
    (r"^/pair/(?P<number>\d{1,15})$", deciding.pair),
    (r"^/pair/(?P<number>\d{1,15})/decide$", deciding.decide),
    (r"^/suggestions$", suggesting.queue_page),
    (r"^/suggestions/(?P<number>\d{1,15})/decide$", suggesting.decide),
    (r"^/unpaired$", pages.without_counterpart),
    (r"^/history$", pages.history),
    (r"^/history/(?P<number>\d{1,15})$", pages.revision),
    (r"^/history/(?P<number>\d{1,15})/undo$", deciding.undo),
    (r"^/sign-in$", deciding.sign_in),
    (r"^/-/termbase/static/(?P<name>[a-z]+\.css)$", pages.static),
    (r"^/-/termbase/api/v1/openapi\.json$", json_api.describe),
    (r"^/-/termbase/api/v1(?P<rest>/.*|)$", json_api.operate),
    (r"^/-/termbase/languagetool(?P<rest>/.*|)$", languagetool.answer),
    (r"^/-/termbase/mcp$", assistant_http.answer),
    (r"^/-/termbase/tmserver(?P<rest>/.*|)$", tmserver.answer),
]


def serves(datasette: Any) -> bool:
    """Whether a termbase is among Datasette's databases; all others are left as they would be without us."""
    try:
        service_of(datasette)
    except NotFound:
        return False
    return True


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The pages; they come before Datasette's own, so the home page is ours."""
    return ROUTES if serves(datasette) else []


@hookimpl
def startup(datasette: Any) -> None:
    """Keep Datasette from printing what is secret.

    Datasette's handler prints every refusal with all local variables on the console when it finds rich, and fails
    itself where the refusal was no exception (0.65.5); rich is there for our tables. Imported here, since the module
    loads all plugins: importing it above would register this one before it has its hooks.
    """
    from datasette import handle_exception as handler

    if serves(datasette):
        handler.rich = None


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Let nobody without a token in where the termbase is private."""
    return lambda app: guarded(datasette, app, _ours)


def _ours(path: str) -> bool:
    return any(re.match(pattern, path) for pattern, _ in ROUTES)


@hookimpl
def actor_from_request(datasette: Any, request: Any) -> dict[str, Any] | None:
    """Whoever the token in the Authorization header belongs to."""
    return actor_of_request(datasette, request)


@hookimpl
def skip_csrf(scope: dict[str, Any]) -> bool:
    """Our protocols take no cookie, and our forms check their field themselves, in the limits of a form (`session`)."""
    return _ours(str(scope["path"]))


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the templates be found however Datasette was started, and give them what they need."""
    templates = FileSystemLoader(str(site_folder() / "templates"))
    env.loader = ChoiceLoader([env.loader, templates]) if env.loader else templates
    env.globals["direction"] = pages.direction
    env.globals["autonym"] = autonym


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Datasette's own pages, dark where the reader asks for it; ours name their style sheet themselves."""
    return [datasette.urls.path("/-/termbase/static/tables.css")] if serves(datasette) else []


@hookimpl
def permission_allowed(datasette: Any, actor: dict[str, Any] | None, action: str, resource: Any) -> bool | None:
    """Roles write as far as they go; SQL and the file are for an administrator; tokens are for nobody to see."""
    return may(actor, action, resource) if serves(datasette) else None


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Answer what is not there or not allowed with our own page; a column that is not there is no fault of ours."""
    if isinstance(exception, DatasetteError) and exception.status == 500 and serves(datasette):
        exception.status = 400
    if not isinstance(exception, Base400) or request.path.endswith(".json") or not serves(datasette):
        return None
    return lambda: pages.refused(datasette, request, exception)
