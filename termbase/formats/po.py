"""PO as a glossary, as Weblate keeps one: the source term is the msgid, the explanation an extracted comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats.base import Format, Options
from termbase.formats.categories import Category
from termbase.formats.source import SourceFile
from termbase.formats.stated_languages import of_language, stated_languages
from termbase.formats.tables.rows import grouped, sides
from termbase.formats.texts import CONTROL, ENDS, RETURNS, without_control
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
UNESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"'}
KEYWORD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+(".*")\s*$')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# The concept of an entry, where a reference to the source code would stand.
PLACE = "#: concept:"
LONGEST_ENTRY = 1 << 20
# Fields of the header that say how the file is read, and the line that we write.
TECHNICAL = frozenset({
    "content-type", "content-transfer-encoding", "mime-version", "language", "x-source-language", "plural-forms",
})  # fmt: skip
GENERATOR = "X-Generator: termbase"


def write_po(concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """PO in UTF-8; entries of one source have the number of their concept as context, since PO wants them apart."""
    out.write(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {options.target}\\n"\n"{GENERATOR}\\n"\n'.encode()
    )
    seen: set[str] = set()
    for concept in concepts:
        for number, (name, term) in enumerate(sides(concept, options.source, options.target), 1):
            lines = ["", f"{PLACE}{concept.id}"]
            kept = name.do_not_translate or (term is not None and term.do_not_translate)
            for mark, text in (("#", concept.note), ("#.", concept.definition)):
                lines += [f"{mark} {line}" for line in text.replace("\r", "\n").split("\n")] if text else []
            if kept:
                lines.append("#, read-only")
            if name.text in seen:
                lines.append(f"msgctxt {_quoted(f'{concept.id}.{number}')}")
            seen.add(name.text)
            target = term.text if term else name.text if kept else ""
            if term is None and kept:
                options.losses.add(Category.DO_NOT_TRANSLATE, "written as its own translation", name.text)
            lines += [f"msgid {_quoted(name.text)}", f"msgstr {_quoted(target)}", ""]
            out.write(without_control("\n".join(lines)).encode("utf-8"))


def _quoted(text: str) -> str:
    return '"' + "".join(ESCAPES.get(sign, sign) for sign in text) + '"'


def read_po(source: SourceFile, options: Options) -> Iterator[Incoming]:
    """The entries of a PO file but the header, obsolete and fuzzy ones. Raises `InputError` with the line."""
    yield from grouped(_read(source, options), options.losses)


def _read(source: SourceFile, options: Options) -> Iterator[Incoming]:
    languages = of_language(options.source), of_language(options.target)
    for entry in _entries(source):
        name, target = entry.texts.get("msgid", ""), entry.texts.get("msgstr", entry.texts.get("msgstr[0]", ""))
        if "msgid" not in entry.texts:
            # Behind the last entry.
            entry.technical += entry.comments + entry.explained
            _report(entry, options)
            continue
        if not name:
            header = dict(_header(entry, target, options))
            tags = stated_languages(options, header.get("x-source-language", ""), header.get("language", ""))
            languages = of_language(tags[0]), of_language(tags[1])
            continue
        if "fuzzy" in entry.flags:
            options.losses.add("fuzzy entries", "not imported", name)
            continue
        kept = "read-only" in entry.flags
        source_language, target_language = languages
        terms = [Term(name, source_language.language, do_not_translate=kept, fields=source_language.fields)]
        if target:
            status = AdministrativeStatus.FORBIDDEN if "forbidden" in entry.flags else AdministrativeStatus.PREFERRED
            code, fields = target_language.language, target_language.fields
            terms.append(Term(target, code, status, do_not_translate=kept, fields=fields))
        # Entries of ours have a context that only keeps them apart.
        context = "" if entry.concept else entry.texts.get("msgctxt", "")
        concept = Concept(
            tuple(terms),
            definition="\n".join(entry.explained).strip() or None,
            note="\n".join(entry.comments).strip() or None,
            fields=(("msgctxt", context),) if context else (),
        )
        _report(entry, options)
        yield Incoming(concept, entry.line, key=entry.concept)


def _header(entry: _Entry, text: str, options: Options) -> Iterator[tuple[str, str]]:
    """The fields of the header; those that say nothing about how to read the file are reported."""
    for line in text.split("\n"):
        name, _, value = line.partition(":")
        if value.strip() and name.casefold() not in TECHNICAL and line != GENERATOR:
            options.losses.add("header", "not imported", line)
        yield name.strip().casefold(), value.strip()
    for comment in filter(None, (comment.strip() for comment in entry.comments)):
        options.losses.add("header", "not imported", comment)


def _report(entry: _Entry, options: Options) -> None:
    """Report what an entry has beside the term, its translation and the comments of people."""
    for name, text in entry.texts.items():
        if name == "msgid_plural" or (name.startswith("msgstr[") and name != "msgstr[0]"):
            options.losses.add("plural forms", "not imported", text)
    for flag in sorted(entry.flags - {"read-only", "forbidden", ""}) if entry.flags else ():
        options.losses.add("flags", "not imported", flag)
    for comment in entry.technical:
        options.losses.add("references, former and obsolete texts", "not imported", comment)


class _Entry:
    """One entry while it is read."""

    def __init__(self) -> None:
        self.line = 0
        self.texts: dict[str, str] = {}
        self.explained: list[str] = []
        self.comments: list[str] = []
        self.technical: list[str] = []
        self.flags: set[str] = set()
        self.concept = ""


def _entries(source: SourceFile) -> Iterator[_Entry]:
    entry, last, size = _Entry(), "", 0
    for number, line in enumerate(source.lines(), 1):
        text = line.strip()
        match = KEYWORD.match(text)
        starts = (match is not None and match[1] in ("msgctxt", "msgid")) or text.startswith("#")
        if entry.texts and "msgid" in entry.texts and last.startswith("msgstr") and (not text or starts):
            yield entry
            entry, last, size = _Entry(), "", 0
        size += len(text)
        if size > LONGEST_ENTRY:
            raise InputError(f"has an entry of more than {LONGEST_ENTRY} characters", source.place, number)
        if match:
            last = match[1]
            entry.line = entry.line or number
            entry.texts[last] = _unquoted(match[2], source.place, number)
        elif text.startswith('"') and last:
            entry.texts[last] += _unquoted(text, source.place, number)
        elif text.startswith("#"):
            _comment(entry, line.lstrip().rstrip("\n"))
        elif text:
            raise InputError(f"is not PO: {text[:40]!r}", source.place, number)
    if entry.texts and not last.startswith("msgstr"):
        raise InputError("is cut off: the last entry has no msgstr", source.place, entry.line)
    if entry.texts or entry.comments or entry.explained or entry.technical:
        yield entry


def _comment(entry: _Entry, text: str) -> None:
    if text.startswith(PLACE):
        entry.concept = text.removeprefix(PLACE).strip()
    elif text.startswith("#."):
        entry.explained.append(text[2:].removeprefix(" "))
    elif text.startswith("#,"):
        entry.flags |= {flag.strip() for flag in text[2:].split(",")}
    elif text.startswith(("#:", "#|", "#~")):
        entry.technical.append(text[2:].strip())
    else:
        entry.comments.append(text[1:].removeprefix(" "))


def _unquoted(text: str, place: str, line: int) -> str:
    if not STRING.fullmatch(text):
        raise InputError("has a string that does not end", place, line)
    return re.sub(r"\\(.)", lambda match: UNESCAPES.get(match[1], match[0]), text[1:-1])


PO = Format(
    "po", "PO glossary", (".po",), read_po, write_po,
    frozenset({
        Category.DEFINITION, Category.CONCEPT_NOTE, Category.DO_NOT_TRANSLATE, Category.MISSING_SIDE,
        Category.SYNONYMS,
    }),
    {Category.STATUS: "admitted terms are written like preferred ones"}, pair=True,
    shared=frozenset({Category.DO_NOT_TRANSLATE}), alters=(CONTROL, ENDS, RETURNS), tools=("Weblate",),
    limits="one pair of languages; no deprecated or forbidden terms",
)  # fmt: skip
