"""Datasette with the termbase, its pages, and safe settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import termbase

# No anonymous SQL, bounded work a request; what is browsed are tables and our own pages.
SETTINGS = {
    "default_allow_sql": False,
    "sql_time_limit_ms": 2000,
    "max_returned_rows": 1000,
    "default_page_size": 100,
    "allow_download": False,
    "allow_signed_tokens": False,
    "num_sql_threads": 3,
}


def site_folder() -> Path:
    """The folder with templates, static files, metadata and Datasette plugins.

    In a checkout it is the top-level ``datasette/``; in an installed package the same files are ``termbase/site/``.
    """
    package = Path(termbase.__file__).parent
    installed = package / "site"
    return installed if installed.is_dir() else package.parent / "datasette"


def build_site(
    db: Path, *, private: bool = False, rate: int | None = None, host_names: Sequence[str] = (),
    secret: str | None = None, writable: bool = True,
) -> Any:  # fmt: skip
    """The Datasette instance that serves a termbase; the caller has made sure that the file is one.

    ``private`` lets nobody read without a token; ``rate`` is the number of requests a minute (0: no limit).
    ``host_names`` are the names that the site may be asked by besides those of loopback, as `host_name` gives them.
    ``secret`` signs cookies; without one they end with this process. ``writable``: False for a file in a folder that
    may not be written, which Datasette then reads without writing beside it.
    """
    from datasette.app import Datasette

    folder = site_folder()
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    tables = metadata.pop("tables")
    metadata["databases"] = {db.stem: {"tables": tables}}
    plugin: dict[str, Any] = {"private": private, "host_names": list(host_names)}
    if rate is not None:
        plugin["rate"] = rate
    metadata.setdefault("plugins", {})["termbase"] = plugin
    return Datasette(
        files=[str(db)] if writable else [],
        immutables=[] if writable else [str(db)],
        metadata=metadata,
        settings=SETTINGS,
        secret=secret,
        template_dir=str(folder / "templates"),
        plugins_dir=str(folder / "plugins"),
        static_mounts=[("termbase-static", str(folder / "static"))],
    )
