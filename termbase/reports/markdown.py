"""Mined text in Markdown: shown as written, whatever it holds."""

from __future__ import annotations

import re

# Isolates text of either direction inside a line of the other (Unicode Standard Annex #9: FSI, PDI).
ISOLATE, POP = "\u2068", "\u2069"
# What begins or ends markup in CommonMark with tables; a backslash makes a sign of it (CommonMark 0.31, 2.4).
SPECIAL = re.compile(r"[\\`*_\[\]<>|&~]")


def escaped(text: str) -> str:
    """Text as Markdown shows it as written: no markup, no HTML, no cell of a table ends in it."""
    return SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def cell(text: str) -> str:
    """The same, with its direction kept to itself."""
    return ISOLATE + escaped(text) + POP


def table(head: list[str], rows: list[list[str]], numbers: tuple[int, ...] = ()) -> list[str]:
    """A table of finished cells; the columns in ``numbers`` stand to the right."""
    line = ["---:" if place in numbers else "---" for place in range(len(head))]
    return [f"| {' | '.join(row)} |" for row in (head, line, *rows)] + [""]
