"""Cells of Datasette's own table pages: text of either direction keeps to itself."""

from datasette import hookimpl

from termbase.publish.cells import isolated


@hookimpl
def render_cell(value):
    return isolated(value)
