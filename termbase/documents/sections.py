"""Section files: one section of a text in two languages, with a header, the translator's notes and claimed figures.

    # Title             header: **Field:** value
    ### English Version source text
    ### النسخة العربية   target text
    ### Translation Notes, ### Quality Metrics, ### Back-Translation

Which headings open which part is data (`Conventions`). Any part may be missing, repeated or out of order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from termbase.documents.blocks import align_blocks
from termbase.documents.conventions import Conventions, name_key
from termbase.documents.markdown import Node, parse
from termbase.languages import primary_subtag
from termbase.model import Block, Document, Field, Item, Metric, Part, Segment, Table

SUFFIXES = frozenset({".md", ".markdown"})
BOLD_LABEL = re.compile(
    r"^(?:\*\*|__)(?P<label>[^*]{1,120}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)\s*(?P<value>.*)$", re.DOTALL
)
PLAIN_LABEL = re.compile(r"^(?P<label>[^:()\"“«→=]{2,80}?)\s*:\s*(?P<value>.*)$", re.DOTALL)
# A comment for people or for the checks (`termbase-ignore`) is no text.
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Who translated, without a remark in brackets behind the name; a date as ISO 8601 has it.
PERSON = re.compile(r"[^()\[\]|]*[^\W\d_][^()\[\]|]*")
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
FIGURE = re.compile(r"^\W{0,3}(\d+(?:[.,٫]\d+)?)\s*(%|٪|/\s*(\d+(?:\.\d+)?))?(?![\d\w])")


@dataclass
class _Reading:
    """What has been read so far; the part that the next node belongs to, and the label above it."""

    part: Part = Part.HEADER
    label: str = ""
    title: str = ""
    level: int = 0
    texts: list[tuple[Part, list[Block], int]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    back_translation: list[Block] = field(default_factory=list)


def read_sections(
    text: str, name: str, content_hash: str, source_language: str, target_language: str, conventions: Conventions
) -> Document:
    """The document that ``text`` is; ``name`` is what it is called, the languages are BCP 47 tags."""
    source, target = primary_subtag(source_language), primary_subtag(target_language)
    reading = _Reading()
    for node in parse(text):
        if node.kind == "heading":
            _heading(reading, node, conventions.part_of_heading(node.text, source, target))
        elif reading.part in (Part.SOURCE, Part.TARGET):
            reading.texts[-1][1].extend(_blocks(node))
        elif reading.part is Part.BACK_TRANSLATION:
            reading.back_translation.extend(_blocks(node))
        else:
            _statements(reading, node, conventions)
    return Document(
        name=name, format="sections", content_hash=content_hash, source_language=source, target_language=target,
        title=reading.title, segments=_segments(reading.texts), fields=tuple(reading.fields),
        metrics=tuple(_metrics(reading.fields, conventions)), back_translation=tuple(reading.back_translation),
        problem=_one_sided(reading.texts, {Part.SOURCE: source, Part.TARGET: target}),
        translator=_about(reading.fields, conventions.about.get("translator", ())).strip(" *_")[:80],
        dated=_about(reading.fields, conventions.about.get("date", ()), DATE),
    )  # fmt: skip


def _about(fields: list[Field], labels: tuple[str, ...], pattern: re.Pattern[str] = PERSON) -> str:
    """What the fields say under the first of some labels that has a value of the pattern; empty without one."""
    said: dict[str, str] = {}
    for field_ in fields:
        if field_.labelled and field_.part not in (Part.SOURCE, Part.TARGET):
            said.setdefault(name_key(field_.name), field_.value)
    found = (pattern.search(said[label]) for label in labels if label in said)
    return next((match.group() for match in found if match), "")


def _heading(reading: _Reading, node: Node, part: Part | None) -> None:
    if part is None and reading.part in (Part.SOURCE, Part.TARGET):
        reading.texts[-1][1].append(Block("heading", node.text, node.line))
        return
    if part is None and reading.part is Part.BACK_TRANSLATION and node.level > reading.level:
        return
    if not reading.title:
        reading.title = node.text
    reading.label = node.text
    if part is not None:
        reading.part, reading.level = part, node.level
        if part in (Part.SOURCE, Part.TARGET):
            reading.texts.append((part, [], node.line))
    elif node.level <= reading.level or (reading.part is Part.HEADER and node.level > 1 and reading.fields):
        reading.part, reading.level = Part.OTHER, node.level


def _blocks(node: Node) -> Iterator[Block]:
    """The blocks of text in a node; a list gives a block an item, a table one a row."""
    if node.kind in ("paragraph", "code", "heading"):
        if node.text.strip() and not COMMENT.fullmatch(node.text.strip()):
            yield Block(node.kind, node.text, node.line)
    elif node.kind == "table":
        for row in node.children:
            yield Block("row", " | ".join(row.cells), row.line)
    elif node.kind == "item":
        for child in node.children:
            for block in _blocks(child):
                yield Block("item", block.text, block.line) if block.kind == "paragraph" else block
    else:
        for child in node.children:
            yield from _blocks(child)


def _statements(reading: _Reading, node: Node, conventions: Conventions) -> None:
    """Append what a node outside the texts states to the fields of the reading."""
    part, fields = reading.part, reading.fields
    if node.kind == "paragraph":
        for number, line in enumerate(node.text.split("\n")):
            if line.strip():
                fields.append(_field(line.strip(), node.line + number, part, reading.label, conventions))
    elif node.kind == "table":
        fields.append(Field(part, reading.label, "", node.line, tables=(_table(node),), labelled=False))
    elif node.kind == "list":
        items = tuple(_items(node))
        last = fields[-1] if fields else None
        if last and last.labelled and not (last.value or last.items or last.tables) and last.part is part:
            fields[-1] = Field(part, last.name, "", last.line, items=items)
            return
        for item in items:
            statement = _field(item.text, item.line, part, reading.label, conventions, bare=bool(item.items))
            fields.append(Field(part, statement.name, statement.value, item.line, item.items, (), statement.labelled))
    elif node.kind == "quote":
        for child in node.children:
            _statements(reading, child, conventions)


def _field(text: str, line: int, part: Part, heading: str, conventions: Conventions, bare: bool = False) -> Field:
    """A line as a field: its label and value, or the whole line under the heading above it."""
    match = BOLD_LABEL.match(text)
    if match is None:
        plain = PLAIN_LABEL.match(text)
        if plain and (not plain["value"] or bare or _known(plain["label"], conventions)):
            match = plain
    if match is None:
        return Field(part, heading, text, line, labelled=False)
    return Field(part, match["label"].strip(" *_:"), match["value"].strip(), line)


def _known(label: str, conventions: Conventions) -> bool:
    return conventions.kind_of_field(label) is not None or conventions.metric_name(label) is not None


def _items(node: Node) -> Iterator[Item]:
    """The items of a list, each with the items nested in it; further paragraphs of an item join its text."""
    for item in node.children:
        texts = [child.text for child in item.children if child.kind in ("paragraph", "heading")]
        nested = tuple(i for child in item.children if child.kind == "list" for i in _items(child))
        yield Item("\n".join(texts), item.line, nested)


def _table(node: Node) -> Table:
    header, *rows = node.children
    return Table(header.cells, tuple((row.line, row.cells) for row in rows), node.line)


def _segments(texts: list[tuple[Part, list[Block], int]]) -> tuple[Segment, ...]:
    """The aligned blocks of each run of source texts with the run of target texts that follows (or precedes) it."""
    groups: list[dict[Part, list[Block]]] = []
    for part, blocks, _ in texts:
        if not groups or (part in groups[-1] and len(groups[-1]) == 2):
            groups.append({})
        groups[-1].setdefault(part, []).extend(blocks)
    segments: list[Segment] = []
    for group in groups:
        segments.extend(align_blocks(group.get(Part.SOURCE, []), group.get(Part.TARGET, [])))
    return tuple(segments)


def _one_sided(texts: list[tuple[Part, list[Block], int]], codes: Mapping[Part, str]) -> tuple[int, str] | None:
    """The line of a text that has no other beside it, and what to do about that; None where both are there."""
    for part, other in ((Part.SOURCE, Part.TARGET), (Part.TARGET, Part.SOURCE)):
        lines = [line for p, blocks, line in texts if p is part and blocks]
        if lines and not any(blocks for p, blocks, _ in texts if p is other):
            return lines[0], (
                f"the {part.value} text has no {other.value} text beside it: no known heading opens one in "
                f"{codes[other]} (--source and --target name the languages, [languages] of termbase.toml the headings)"
            )
    return None


def _metrics(fields: list[Field], conventions: Conventions) -> Iterator[Metric]:
    """The figures claimed in the header and the metrics part, as shares of one."""
    for statement in fields:
        if statement.part not in (Part.METRICS, Part.HEADER, Part.NOTES):
            continue
        for label, value, line in _claims(statement):
            name, match = conventions.metric_name(label), FIGURE.match(value)
            if name is None or match is None or (name == "header-quality") != (statement.part is Part.HEADER):
                continue
            figure = float(match[1].replace(",", ".").replace("٫", "."))
            scale = 100.0 if match[2] in ("%", "٪") else float(match[3] or 1)
            if scale and 0 <= figure / scale <= 1:
                yield Metric(name, round(figure / scale, 6), line)


def _claims(statement: Field) -> Iterator[tuple[str, str, int]]:
    yield statement.name, statement.value, statement.line
    for item in statement.items:
        match = BOLD_LABEL.match(item.text) or PLAIN_LABEL.match(item.text)
        if match:
            yield match["label"], match["value"], item.line
