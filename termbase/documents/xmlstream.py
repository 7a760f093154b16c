"""XML read as a stream in constant memory, safely, and the texts in it without their inline markup.

The parser is expat. Entity declarations are refused, so no entity can grow or name a file; a bare DOCTYPE is fine and
what it names is never opened. Depth, names, attributes and the length of a single tag are limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from termbase.documents.files import opened
from termbase.documents.tally import LONGEST_SEGMENT, OVERLONG, Side, Tally
from termbase.errors import InputError
from termbase.model import Segment

CHUNK = 1 << 16
DEEPEST, MOST_ATTRIBUTES, MOST_NAMES = 200, 200, 5000
LONGEST_TAG, LONGEST_DOCTYPE = 1 << 20, 1 << 18

# Inline elements of TMX 1.4b and XLIFF that stand for codes: they and what is in them are no text. All others (hi, g,
# pc, mrk, and what a tool invented) only enclose text.
CODES = frozenset({"bpt", "ept", "it", "ph", "ut", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp"})
# Of these, the ones that stand for something between two words (a line break, an image, a value).
PLACEHOLDERS = frozenset({"ph", "ut", "x"})
# Characters that no XML text can hold, as marks of where codes stood.
CODE, GAP = "\1", "\0"
BETWEEN_WORDS = re.compile("(?<=\\w)\1*\0[\0\1]*(?=\\w)")
MARKS = re.compile("[\0\1]")


def without_codes(text: str) -> str:
    """The text without the marks of codes; a placeholder between two words leaves a space."""
    if CODE in text or GAP in text:
        text = MARKS.sub("", BETWEEN_WORDS.sub(" ", text)) if GAP in text else text.replace(CODE, "")
    return text


class XmlHandler:
    """Turns elements into segments. Subclasses say what elements mean; the base watches limits and collects text.

    `collect` is called by a subclass when an element that holds text opens, `collected` is called when it closes.
    """

    root = ""
    kind = ""

    def __init__(self, path: Path, tally: Tally) -> None:
        self.path, self.tally = path, tally
        self.found: list[Segment] = []
        self.stack: list[str] = []
        self.in_doctype = False
        self.parser = parser = expat.ParserCreate(intern=None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EndDoctypeDeclHandler = self._doctype_ends
        self._names: set[str] = set()
        self._parts: list[str] | None = None
        self._depth = self._silent = self._length = self._line = 0

    # What subclasses do -----------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element outside collected text opens; ``name`` is without prefix."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """An element outside collected text closes; it is still the last of the stack."""

    def collected(self, name: str, text: str, line: int) -> None:
        """The element for which `collect` was called closes; ``text`` has the marks of codes, or is `OVERLONG`."""
        raise NotImplementedError

    def inline_start(self, name: str, attributes: dict[str, str]) -> None:
        """An element inside collected text opens."""

    def inline_end(self, name: str) -> None:
        """An element inside collected text closes; it is still the last of the stack."""

    # What they call ---------------------------------------------------------------------------------------------------

    @property
    def line(self) -> int:
        """The line of what is being read."""
        return self.parser.CurrentLineNumber

    def refuse(self, reason: str) -> NoReturn:
        """Raise an `InputError` at the current line."""
        raise InputError(reason, self.path, self.line)

    def collect(self) -> None:
        """Collect the text of the element that has just opened."""
        self._parts, self._depth, self._silent, self._length = [], len(self.stack), 0, 0
        self._line = self.line

    def mark(self, text: str) -> None:
        """Put a mark into the collected text."""
        if self._parts is not None and self._length <= LONGEST_SEGMENT:
            self._length += 1
            self._parts.append(text)

    def keep(self, source: Side | None, target: Side | None, score: float = 1.0) -> None:
        """Hand over a segment."""
        segment = self.tally.segment(source, target, score)
        if segment:
            self.found.append(segment)

    # What expat calls -------------------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self.stack
        if ":" in name:
            name = name.rpartition(":")[2]
        if not stack and name != self.root:
            self.refuse(f"is XML, but no {self.kind}: it begins with <{name[:40]}>, not <{self.root}>")
        if len(stack) >= DEEPEST:
            self.refuse(f"has elements nested deeper than {DEEPEST}")
        if len(attributes) > MOST_ATTRIBUTES:
            self.refuse(f"has an element with more than {MOST_ATTRIBUTES} attributes")
        names = self._names
        names.add(name)
        names.update(attributes)
        if len(names) > MOST_NAMES:
            self.refuse(f"has more than {MOST_NAMES} different names of elements and attributes")
        stack.append(name)
        if self._parts is None:
            self.start(name, attributes)
        elif self._silent:
            self._silent += 1
        elif name in CODES:
            self._silent = 1
            self.mark(GAP if name in PLACEHOLDERS else CODE)
        else:
            self.inline_start(name, attributes)

    def _end(self, _: str) -> None:
        name = self.stack[-1]
        if self._parts is None:
            self.end(name)
        elif self._silent:
            self._silent -= 1
        elif len(self.stack) == self._depth:
            text, self._parts = "".join(self._parts) if self._length <= LONGEST_SEGMENT else OVERLONG, None
            self.collected(name, text, self._line)
        else:
            self.inline_end(name)
        self.stack.pop()

    def _text(self, data: str) -> None:
        # What is too long is counted, not kept.
        if self._parts is not None and not self._silent and self._length <= LONGEST_SEGMENT:
            self._length += len(data)
            self._parts.append(data)

    def _entity(self, name: str, *_: object) -> None:
        self.refuse(f"declares the entity {name[:40]!r}; entity declarations are not read, take them out")

    def _skipped(self, name: str, *_: object) -> None:
        self.refuse(f"uses the entity &{name[:40]}; that it does not declare; write the character itself")

    def _doctype(self, *_: object) -> None:
        self.in_doctype = True

    def _doctype_ends(self) -> None:
        self.in_doctype = False


def read_xml(path: Path, handler: XmlHandler) -> Iterator[Segment]:
    """The segments that the handler finds, in order. Raises `InputError` with the line of what is wrong."""
    parser, fed = handler.parser, 0
    with opened(path) as file:
        try:
            while chunk := file.read(CHUNK):
                fed += len(chunk)
                parser.Parse(chunk, False)
                if handler.in_doctype and fed > LONGEST_DOCTYPE:
                    handler.refuse("has a document type declaration that does not end; take it out")
                # What expat cannot finish it keeps: a tag, a comment, a value that goes on and on.
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG + CHUNK:
                    handler.refuse(f"has a tag or a comment of more than {LONGEST_TAG >> 20} MiB")
                if handler.found:
                    found, handler.found = handler.found, []
                    yield from found
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _explained(error, path, handler, fed) from None
    yield from handler.found


def _explained(error: expat.ExpatError, path: Path, handler: XmlHandler, fed: int) -> InputError:
    """What expat found wrong, in words that say what to do."""
    code, line = error.code, error.lineno
    name = expat.errors.messages.get(code, str(error))
    if not fed:
        return InputError("is empty", path)
    if name == expat.errors.XML_ERROR_INVALID_TOKEN and not _is_utf8(path, handler.parser.ErrorByteIndex):
        return InputError(f"is not UTF-8 (byte {handler.parser.ErrorByteIndex}); save it as UTF-8", path, line)
    if name in (
        expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN, expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    ):  # fmt: skip
        inside = f" inside <{handler.stack[-1]}>" if handler.stack else ""
        return InputError(f"ends{inside} before it is complete: it was cut off; nothing of it was kept", path, line)
    return InputError(f"is not well-formed XML: {name} (column {error.offset + 1})", path, line)


def _is_utf8(path: Path, position: int) -> bool:
    """Whether the bytes at a position are UTF-8, or the file has another encoding."""
    with opened(path) as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return True
        file.seek(max(position, 0))
        rest = file.read(8)
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 3
    return True
