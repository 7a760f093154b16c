"""Cells of Datasette's own table pages: text of either direction keeps to itself, ids lead to the pages for reading."""

from datasette import hookimpl

from termbase.publish.cells import isolated, page_of


@hookimpl
def render_cell(value, column, table, datasette):
    return page_of(value, column, table, datasette.urls.path) or isolated(value)
