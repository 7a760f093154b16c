"""The hooks by which Datasette learns of termbase; registered by the entry point, so plain `datasette x.db` has them.

Only hooks that Datasette 1.0 keeps are used, except ``permission_allowed``, which 1.0 replaces.
"""

from __future__ import annotations

from typing import Any

from datasette import handle_exception as handle_exception_module
from datasette import hookimpl
from datasette.utils.asgi import Base400
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from termbase.publish import pages
from termbase.publish.site import site_folder

# Datasette's handler prints every refusal with all local variables on the console when it finds rich, and fails itself
# where the refusal was no exception (0.65.5); rich is there for our tables.
handle_exception_module.rich = None


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The pages; they come before Datasette's own, so the home page is ours."""
    return [
        (r"^/$", pages.home),
        (r"^/search$", pages.search),
        (r"^/concept/(?P<number>\d{1,15})$", pages.concept),
        (r"^/documents$", pages.documents),
        (r"^/document/(?P<number>\d{1,15})$", pages.document),
        (r"^/consistency$", pages.consistency),
        (r"^/consistency\.(?P<form>md|json|html)$", pages.consistency_file),
        (r"^/pairs$", pages.pairs),
        (r"^/history$", pages.history),
        (r"^/-/termbase/static/(?P<name>[a-z]+\.css)$", pages.static),
    ]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the templates be found however Datasette was started, and give them what they need."""
    templates = FileSystemLoader(str(site_folder() / "templates"))
    env.loader = ChoiceLoader([env.loader, templates]) if env.loader else templates
    env.globals["direction"] = pages.direction


@hookimpl
def permission_allowed(actor: dict[str, Any] | None, action: str) -> bool | None:
    """Nobody who is not signed in runs SQL or takes the file away."""
    if actor is None and action in ("execute-sql", "view-database-download"):
        return False
    return None


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Answer what is not there or not allowed with our own page."""
    if not isinstance(exception, Base400) or request.path.endswith(".json"):
        return None
    return lambda: pages.refused(datasette, request, exception)
