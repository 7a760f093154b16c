"""Datasette itself beside our pages: its raw tables, what it refuses, and plain `datasette x.db` with and without us."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from conftest import DATA
from sqlite_utils import Database

from termbase.publish.site import site_folder


def test_raw_tables_can_be_browsed_and_isolate_arabic(fetch, built: Path) -> None:
    answer = fetch(f"/{built.stem}/term?language=ar")
    assert answer.status_code == 200
    assert '<bdi dir="auto">' in answer.text
    assert re.search(r'<a href="/concept/\d+">\d+</a>', answer.text)
    assert ">None<" not in answer.text


def test_raw_tables_are_dark_where_the_reader_asks_for_it(fetch, built: Path) -> None:
    for path in (f"/{built.stem}", f"/{built.stem}/term", f"/{built.stem}/term/1"):
        assert 'href="/-/termbase/static/tables.css"' in fetch(path).text
    sheet = fetch("/-/termbase/static/tables.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in sheet.text


@pytest.mark.parametrize("path", ["{name}?sql=select+1", "{name}.db", "{name}.json?sql=select+1"])
def test_nobody_runs_sql_or_takes_the_file(fetch, built: Path, path: str) -> None:
    assert fetch("/" + path.format(name=built.stem)).status_code in (403, 404)


def test_datasette_alone_has_the_pages(built: Path) -> None:
    from datasette.app import Datasette

    site = Datasette(files=[str(built)])
    assert "The team" in asyncio.run(site.client.get("/")).text


def test_datasette_alone_brings_an_older_termbase_up_to_date(tmp_path: Path) -> None:
    import sqlite3

    from datasette.app import Datasette

    from termbase.store.migrations import APPLICATION_ID, migrations

    with sqlite3.connect(tmp_path / "old.db") as old:
        old.executescript((DATA / "schema" / "1.sql").read_text(encoding="utf-8"))
        migrations().ensure_migrations_table(Database(old))
        old.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('termbase', '0001_initial')")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    old.close()
    site = Datasette(files=[str(tmp_path / "old.db")])
    for path in ("/", "/search?q=x", "/history", "/pairs?q=x"):
        assert asyncio.run(site.client.get(path)).status_code == 200


def test_a_datasette_without_a_termbase_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    from datasette.app import Datasette

    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE pairs (id INTEGER)")
    connection.close()
    site = Datasette(files=[str(tmp_path / "other.db")])
    home = asyncio.run(site.client.get("/"))
    assert home.status_code == 200
    assert "The team" not in home.text
    assert asyncio.run(site.client.get("/other?sql=select+1")).status_code == 200


def test_the_folder_of_the_site_shadows_no_package() -> None:
    folder = site_folder()
    assert not list(folder.rglob("__init__.py"))
    import datasette

    assert Path(datasette.__file__).parent != folder
