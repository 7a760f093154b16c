"""Reading and writing XML: one record at a time, in constant memory, from files that anybody may have made.

Entity declarations are refused (no bombs, no files of others), a bare DOCTYPE is fine; depth, attributes and the size
of one record are limited. Namespaces are not resolved: formats are told apart by local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from termbase.errors import InputError
from termbase.formats.losses import Losses
from termbase.formats.source import SourceFile

DEEPEST = 64
MOST_ATTRIBUTES = 256
LARGEST_RECORD = 16 << 20  # characters of text, and bytes of one tag
MOST_NODES = 200_000
# What our own files say of themselves in their header.
EXPORTED = "Exported by termbase"
# The data categories of TBX-Basic, which the header of a TBX 2 file names.
XCS = "TBXBasicXCSV02.xcs"
WRAPPED = re.compile(r"[ \t]*\n[ \t]+")


class Node:
    """An element: its local name, attributes as written (prefixes stay), text before its children, children, line."""

    __slots__ = ("attributes", "children", "line", "name", "prefix", "tail", "text")

    def __init__(self, name: str, prefix: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.prefix, self.attributes, self.line = name, prefix, attributes, line
        self.text = ""
        self.tail = ""
        self.children: list[Node] = []

    def get(self, name: str, default: str = "") -> str:
        """An attribute by its name as written (``xml:lang``)."""
        return self.attributes.get(name, default)

    def content(self) -> str:
        """All text inside without the tags; a line break with indentation behind it is a blank."""
        text = self._all() if self.children else self.text
        if "\n" in text:
            text = WRAPPED.sub(" ", text)
        return text.strip()

    def _all(self) -> str:
        return self.text + "".join(child._all() + child.tail for child in self.children)

    def within(self) -> Iterator[Node]:
        """The element and all below it."""
        yield self
        for child in self.children:
            yield from child.within()

    def find(self, *names: str) -> Node | None:
        """The first child of one of the names."""
        return next((child for child in self.children if child.name in names), None)

    def all(self, *names: str) -> Iterator[Node]:
        """The children of these names."""
        return (child for child in self.children if child.name in names)


class _Builder:
    """Expat's handlers: builds a tree for each record, keeps nothing else."""

    def __init__(self, place: str, records: frozenset[str], roots: frozenset[str], losses: Losses | None) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.place, self.records, self.roots = place, records, roots
        self.done: list[Node] = []
        self.depth = 0
        self.nodes = self.size = self.ended = 0
        self.path: list[Node] = []
        self.root: dict[str, str] = {}
        # What stands outside of records is reported by the element that it stands in.
        self.losses, self.around = losses, ""
        parser = self.parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.skipped

    def fail(self, reason: str) -> InputError:
        return InputError(reason, self.place, self.parser.CurrentLineNumber)

    def entity(self, name: str, *_: Any) -> None:
        raise self.fail(f"declares the entity {name[:40]!r}; entities are refused, write the characters themselves")

    def skipped(self, name: str, *_: Any) -> None:
        raise self.fail(f"uses the entity {name[:40]!r}, which is not declared")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        prefix, local = "", name
        if ":" in name:
            prefix, _, local = name.rpartition(":")
        if attributes and len(attributes) > MOST_ATTRIBUTES:
            raise self.fail(f"<{local[:40]}> has {len(attributes)} attributes; at most {MOST_ATTRIBUTES} are read")
        if self.depth > DEEPEST:
            raise self.fail(f"elements are nested more than {DEEPEST} deep")
        if self.depth == 1:
            if local not in self.roots:
                raise self.fail(f"the root is <{local[:40]}>; expected <{'> or <'.join(sorted(self.roots))}>")
            self.root = attributes
        if self.path:
            node = Node(local, prefix, attributes, self.parser.CurrentLineNumber)
            self.nodes += 1
            if self.nodes > MOST_NODES:
                raise self.fail(f"one entry has more than {MOST_NODES} elements")
            self.path[-1].children.append(node)
            self.path.append(node)
        elif local in self.records:
            self.nodes = self.size = 0
            self.path.append(Node(local, prefix, attributes, self.parser.CurrentLineNumber))
            self.parser.CharacterDataHandler = self.text
        elif self.losses is not None:
            self.around = local
            self.parser.CharacterDataHandler = self.outside

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.path:
            node = self.path.pop()
            if not self.path:
                self.parser.CharacterDataHandler = None
                self.ended = self.parser.CurrentByteIndex
                self.done.append(node)

    def outside(self, data: str) -> None:
        if self.losses is not None and not data.isspace() and data not in (EXPORTED, XCS):
            self.losses.add(f"<{self.around}> outside of entries", "not imported", data)

    def text(self, data: str) -> None:
        self.size += len(data)
        if self.size > LARGEST_RECORD:
            raise self.fail(f"one entry has more than {LARGEST_RECORD} characters")
        node = self.path[-1]
        if node.children:
            node.children[-1].tail += data
        else:
            node.text += data


def records(
    source: SourceFile, names: Iterable[str], roots: Iterable[str], losses: Losses | None = None
) -> Iterator[Node]:
    """The elements of these names, in order, each as a tree; the root must be one of ``roots``.

    Texts that stand outside of them are added to ``losses``. Raises `InputError` with the line of what is not
    well-formed or not allowed.
    """
    return RecordParser(source, names, roots, losses).records(source)


class RecordParser:
    """Gives the records of bytes that are fed to it; some may be passed over, where their content is known."""

    def __init__(
        self, source: SourceFile | None, names: Iterable[str], roots: Iterable[str], losses: Losses | None = None
    ) -> None:
        self._builder = _Builder(source.place if source else "", frozenset(names), frozenset(roots), losses)
        if source is not None and source.named_encoding:
            self._builder.parser = _recoded(self._builder, source.named_encoding)
        self._fed = 0
        self.at_end_of_record = False

    @classmethod
    def parse(cls, text: str, name: str) -> list[Node]:
        """The records of that name in a piece of XML."""
        parser = cls(None, [name.rpartition(":")[2]], ["records"])
        return [*parser.feed(f"<records>{text}</records>".encode()), *parser.finish()]

    @property
    def root(self) -> dict[str, str]:
        """The attributes of the root, once a record was given."""
        return self._builder.root

    def records(self, source: SourceFile) -> Iterator[Node]:
        """All records of a file."""
        for chunk in source.chunks():
            yield from self.feed(chunk)
        yield from self.finish()

    def feed(self, data: bytes, ends: int = 0) -> list[Node]:
        """The records that end in ``data``; ``ends``: bytes of an end tag, to note whether all ends with a record's."""
        builder = self._builder
        self._fed += len(data)
        with self._errors():
            builder.parser.Parse(data, False)
        if self._fed - max(builder.parser.CurrentByteIndex, 0) > LARGEST_RECORD:
            raise builder.fail(f"has a tag of more than {LARGEST_RECORD} bytes")
        self.at_end_of_record = bool(ends) and not builder.path and builder.ended + ends == self._fed
        done, builder.done = builder.done, []
        return done

    def pass_over(self, data: bytes) -> None:
        """Only look whether whole records are well-formed."""
        builder, parser = self._builder, self._builder.parser
        self._fed += len(data)
        parser.StartElementHandler = parser.EndElementHandler = None
        with self._errors():
            parser.Parse(data, False)
        parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end

    def finish(self) -> list[Node]:
        """The records that were left, at the end of the file."""
        with self._errors():
            self._builder.parser.Parse(b"", True)
        return self._builder.done

    @contextmanager
    def _errors(self) -> Iterator[None]:
        builder = self._builder
        try:
            yield
        except expat.ExpatError as error:
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}"
            raise InputError(reason, builder.place, error.lineno) from None
        except (LookupError, ValueError) as error:
            raise InputError(f"cannot be decoded: {error}", builder.place, builder.parser.CurrentLineNumber) from None


def _recoded(builder: _Builder, encoding: str) -> Any:
    """The parser of a builder, told an encoding that overrules the one the file states."""
    parser = expat.ParserCreate(encoding)
    parser.buffer_text, parser.buffer_size = True, 1 << 16
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.EntityDeclHandler, parser.SkippedEntityHandler = builder.entity, builder.skipped
    return parser


SPECIAL = re.compile('[&<>"\x00-\x08\x0b\x0c\r\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def escape(text: str) -> str:
    """Text for an element or an attribute in double quotes; what XML 1.0 cannot hold becomes U+FFFD."""
    if not SPECIAL.search(text):
        return text
    return SPECIAL.sub(lambda match: ESCAPES.get(match.group(), "\ufffd"), text)


def attribute(text: str) -> str:
    """Text for an attribute: `escape`, and white space that a parser would turn into blanks as references."""
    escaped = escape(text)
    if "\n" in escaped or "\t" in escaped:
        return escaped.replace("\n", "&#10;").replace("\t", "&#9;")
    return escaped
