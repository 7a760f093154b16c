"""Entries of an XML file that are alike but for their texts, read by a template: a fifth of the time.

The first entries of a shape are read element by element. Then what the format made of the shape, with marks in place of
its texts, is a template for all later ones: their texts take the places of the marks. Expat still sees every byte, so
what is not well-formed is refused in its line, and whatever is unusual (comments, CDATA, entities but the five, mixed
content, other encodings than UTF-8) goes the long way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any

from termbase.formats.losses import Losses
from termbase.formats.source import SourceFile
from termbase.formats.xml.machine_notes import MARK as MARKED
from termbase.formats.xml.records import WRAPPED, Node, RecordParser, records
from termbase.formats.xml.templates import BEGIN, END, Template, mark
from termbase.formats.xml.unread import report_unread
from termbase.matching import Incoming

Read = Callable[[Node], Incoming]
# A text that is not blank, or an id; what follows a text begins with <, what follows an id with a quotation mark.
SLOT = re.compile(r'>\s*([^<\s][^<]*)| id="([^"<&\s]*)')
DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
# What no template is made of, and what begins a note that has a meaning of its own.
UNUSUAL = ("<!", "<?", "&", BEGIN, END, MARKED)
ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
UNKNOWN = re.compile("&(?!(?:lt|gt|quot|apos|amp);)")
# So many shapes are remembered; a file with more has none worth it.
MOST_SHAPES = 20_000
# A shape that has come up so often is worth a pattern of its own; the last ones met are tried first.
FREQUENT = 200
MOST_PATTERNS = 4


def entries(
    source: SourceFile, names: tuple[str, ...], roots: tuple[str, ...], codes: re.Pattern[str], read: Read,
    losses: Losses,
) -> Iterator[Incoming]:  # fmt: skip
    """What ``read`` makes of each record; it must treat alike all texts but those in tags that ``codes`` finds.

    What it does not take is added to ``losses``. Raises `InputError` with the line of what is not well-formed or not
    allowed.
    """
    found = re.search(rb"<(%s)[\s>]" % "|".join(names).encode(), source.start)
    declared = DECLARED.match(source.start.removeprefix(b"\xef\xbb\xbf"))
    encoding = (declared[1].decode() if declared else "utf-8").casefold()
    if found is None or encoding not in ("utf-8", "utf8", "us-ascii") or source.named_encoding not in (None, "utf-8"):
        shapes = _Shapes(names[0], codes, read, losses)
        yield from map(shapes.read, records(source, names, roots, losses))
        return
    parser, shapes = RecordParser(source, names, roots, losses), _Shapes(found[1].decode(), codes, read, losses)
    close = b"</" + found[1] + b">"
    rest, line = b"", 1
    for chunk in source.chunks():
        data = rest + chunk
        end = data.rfind(close) + len(close)
        if end < len(close):
            # An entry of more than a chunk, or what is before and behind the entries.
            rest = b""
            yield from map(shapes.read, parser.feed(data))
            line += data.count(b"\n")
            continue
        region, rest = data[:end], data[end:]
        yield from _entries(region, line, parser, shapes, close)
        line += region.count(b"\n")
    yield from map(shapes.read, parser.feed(rest))
    yield from map(shapes.read, parser.finish())


def _entries(region: bytes, line: int, parser: RecordParser, shapes: _Shapes, close: bytes) -> Iterator[Incoming]:
    """The records of a piece of the file that ends with the end of one."""
    try:
        text = region.decode()
    except UnicodeDecodeError:
        text = ""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text or "\r" in text:
        yield from map(shapes.read, parser.feed(region))
        return
    end = close.decode()
    marked = MARKED in text
    pieces = text.split(end)[:-1]
    begun = 0
    rows: list[Incoming] = []
    for number, piece in enumerate(pieces):
        row = None
        newlines = piece.count("\n")
        if (parser.at_end_of_record or rows) and not (marked and MARKED in piece):
            row = shapes.fill(piece, line, newlines)
        if row is not None:
            rows.append(row)
        else:
            if rows:
                parser.pass_over((end.join(pieces[begun:number]) + end).encode())
                yield from rows
                rows = []
            begun = number + 1
            for node in parser.feed((piece + end).encode(), ends=len(close)):
                row = shapes.read(node)
                if parser.at_end_of_record and not shapes.lossy:
                    shapes.learn(piece, row)
                yield row
        line += newlines
    if rows:
        parser.pass_over(region if not begun else (end.join(pieces[begun:]) + end).encode())
        yield from rows


class _Shapes:
    """The shapes met so far, each with the templates for the codes that stand in it."""

    def __init__(self, name: str, codes: re.Pattern[str], read: Read, losses: Losses) -> None:
        self._name, self._codes, self._read, self._losses = name, codes, read, losses
        self.lossy = False
        self._shapes: dict[tuple[str, ...], _Shape | None] = {}
        self._patterns: list[tuple[Callable[[str], re.Match[str] | None], _Shape]] = []

    def read(self, node: Node) -> Incoming:
        """An entry read element by element; ``lossy`` says afterwards whether not all of it was taken."""
        row = self._read(node)
        self.lossy = report_unread(node, row.concept, self._losses, self._codes, row.key)
        return row

    def fill(self, piece: str, line: int, newlines: int) -> Incoming | None:
        """The entry of a piece (which ends before its end tag) in that line; None where no template fits."""
        shape, texts = self._recognised(piece)
        template = shape.templates.get(shape.codes(texts)) if shape else None
        if shape is None or template is None:
            return None
        if newlines != shape.newlines or "&" in piece:
            if UNKNOWN.search(piece):
                return None
            texts = list(map(_plain, texts))
        return template.fill(texts, line + shape.offset)

    def _recognised(self, piece: str) -> tuple[_Shape | None, Sequence[str]]:
        """The shape of a piece, if it is known, and its texts: by the patterns of the last frequent shapes, or anew."""
        for number, (matched, shape) in enumerate(self._patterns):
            if match := matched(piece):
                if number:
                    self._patterns.insert(0, self._patterns.pop(number))
                return shape, match.groups()
        tags, texts = _split(piece)
        known = self._shapes.get(tags)
        if known is not None:
            known.met += 1
            if known.met >= FREQUENT:
                self._patterns.insert(0, (known.pattern.fullmatch, known))
                del self._patterns[MOST_PATTERNS:]
        return known, texts

    def learn(self, piece: str, row: Incoming) -> None:
        """Make a template of an entry that was read as ``row``, once its shape has come up before."""
        if any(sign in piece for sign in UNUSUAL):
            return
        tags, texts = _split(piece)
        if tags not in self._shapes:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            self._shapes[tags] = None
            return
        shape = self._shapes[tags] or _Shape(tags, self._name, self._codes)
        if shape.allowed and len(shape.templates) < MOST_SHAPES:
            template = self._template(shape, texts)
            if template is not None and template.fill(list(map(_plain, texts)), row.line) == row:
                shape.templates[shape.codes(texts)] = template
                self._shapes[tags] = shape

    def _template(self, shape: _Shape, texts: Sequence[str]) -> Template | None:
        marked = [text if number in shape.code_places else mark(number) for number, text in enumerate(texts)]
        nodes = RecordParser.parse(shape.with_texts(marked) + f"</{self._name}>", self._name)
        if len(nodes) != 1:
            return None
        row = self._read(nodes[0])
        # No two marks are alike, so that nothing of them is found where it was not taken.
        lost = report_unread(nodes[0], row.concept, Losses(), self._codes, row.key)
        return None if lost else Template.of(row)


def _split(piece: str) -> tuple[tuple[str, ...], list[str]]:
    """The tags of a piece without its texts and ids, and these between them."""
    parts: list[Any] = SLOT.split(piece)
    texts = [text if text is not None else parts[3 * number + 2] for number, text in enumerate(parts[1::3])]
    return tuple(parts[::3]), texts


def _plain(text: str) -> str:
    """A text as the reader sees it: without indentation, the five entities resolved."""
    if "&" in text:
        for entity, sign in ESCAPED:
            text = text.replace(entity, sign)
    return WRAPPED.sub(" ", text).strip() if "\n" in text else text.strip()


class _Shape:
    """Tags without their texts; ``codes`` gives the texts that decide how an entry is read."""

    def __init__(self, tags: tuple[str, ...], name: str, codes: re.Pattern[str]) -> None:
        self._tags = tags
        self.newlines = sum(tag.count("\n") for tag in tags)
        self.offset = len(tags[0]) - len(tags[0].lstrip("\n")) if tags[0].strip() else 0
        self.templates: dict[Any, Template] = {}
        self.met = 0
        self.allowed = bool(re.match(rf"\n*<{re.escape(name)}(?![\w.:-])", tags[0]))
        places = []
        for number, (before, after) in enumerate(pairwise(tags)):
            if not _is_text(after):
                continue
            tag = before[before.rfind("<") :]
            # Texts beside elements have blanks that count; only a text that is all of its element is taken.
            self.allowed &= tag[1:2] not in ("/", "") and not tag.endswith("/") and after.startswith("</")
            if codes.search(tag):
                places.append(number)
        self.code_places = frozenset(places)
        self.codes: Callable[[Sequence[str]], Any] = itemgetter(*places) if places else lambda _: None

    def with_texts(self, texts: Sequence[str]) -> str:
        """The piece of which `_split` makes the tags of this shape and these texts."""
        rest = self._tags[1:]
        return self._tags[0] + "".join(
            [(">" if _is_text(tag) else ' id="') + text + tag for text, tag in zip(texts, rest, strict=True)]
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the texts of a piece of this shape as `_split` does, in a fifth of the time."""
        parts = [re.escape(self._tags[0])]
        for tag in self._tags[1:]:
            parts += [r">\s*+([^<\s][^<]*+)" if _is_text(tag) else r' id="([^"<&\s]*+)', re.escape(tag)]
        return re.compile("".join(parts))


def _is_text(after: str) -> bool:
    """Whether a text stands before this tag, and no id: what follows an id is the rest of its tag."""
    return after.startswith("<")
