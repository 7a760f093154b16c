"""The block structure of a Markdown text, as a small tree with line numbers.

markdown-it-py parses the blocks; its inline pass, which costs most of the time and which termbase does not need, is
switched off. So are the rules that misread translators' files: ``text`` over ``---`` is a paragraph and a rule here,
not a heading, and indented text is text, not code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Node:
    """A block: ``kind`` is heading, paragraph, list, item, table, row, code or rule; ``line`` is its first line.

    ``level`` is that of a heading; ``cells`` those of a table row.
    """

    kind: str
    line: int
    text: str = ""
    level: int = 0
    children: tuple[Node, ...] = ()
    cells: tuple[str, ...] = ()


@lru_cache(1)
def _parser() -> MarkdownIt:
    # Imported when the first document is read: a run that finds nothing changed reads none.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 12}).enable("table")
    return parser.disable(["lheading", "code", "html_block", "reference", "inline"])


def parse(text: str) -> tuple[Node, ...]:
    """The blocks of ``text`` in order, nested as lists, items and tables nest."""
    nodes, _ = _nodes(_parser().parse(text), 0, None)
    return nodes


def _nodes(tokens: list[Token], index: int, closing: str | None) -> tuple[tuple[Node, ...], int]:
    """The nodes from ``tokens[index]`` up to the token of type ``closing``, and the index behind it."""
    nodes: list[Node] = []
    while index < len(tokens):
        token = tokens[index]
        line = (token.map[0] if token.map else 0) + 1
        index += 1
        if token.type == closing:
            break
        if token.type in ("heading_open", "paragraph_open"):
            kind = token.type.removesuffix("_open")
            nodes.append(Node(kind, line, tokens[index].content, int(token.tag[1]) if kind == "heading" else 0))
            index += 2
        elif token.type == "table_open":
            rows, index = _rows(tokens, index)
            nodes.append(Node("table", line, children=rows))
        elif token.type.endswith("_open"):
            kind = {"list_item": "item", "bullet_list": "list", "ordered_list": "list"}.get(token.type[:-5], "quote")
            children, index = _nodes(tokens, index, token.type[:-5] + "_close")
            nodes.append(Node(kind, line, children=children))
        elif token.type == "fence":
            nodes.append(Node("code", line, token.content))
        elif token.type == "hr":
            nodes.append(Node("rule", line))
    return tuple(nodes), index


def _rows(tokens: list[Token], index: int) -> tuple[tuple[Node, ...], int]:
    rows: list[Node] = []
    cells: list[str] = []
    line = 0
    while tokens[index].type != "table_close":
        token = tokens[index]
        if token.type == "tr_open":
            cells, line = [], (token.map[0] if token.map else 0) + 1
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close":
            rows.append(Node("row", line, cells=tuple(cells)))
        index += 1
    return tuple(rows), index + 1
