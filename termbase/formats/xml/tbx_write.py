"""TBX out: ISO 30042:2019 in DCA and DCT style, dialects Core, Min and Basic; ISO 30042:2008 with `tig` or `ntig`.

What a dialect has no data category for is written as a note of the form `[termbase] name: value`, which is valid
everywhere and is read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, BinaryIO

from termbase.formats.base import Options
from termbase.formats.categories import tag_of
from termbase.formats.xml import machine_notes
from termbase.formats.xml.records import EXPORTED, XCS, attribute, escape
from termbase.model import AdministrativeStatus, Concept, Term

STATUS = {
    AdministrativeStatus.PREFERRED: "preferredTerm-admn-sts", AdministrativeStatus.ADMITTED: "admittedTerm-admn-sts",
    AdministrativeStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    AdministrativeStatus.SUPERSEDED: "supersededTerm-admn-sts",
    AdministrativeStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
}  # fmt: skip
# The values that the dialects allow; others go into a note.
SPEECH = frozenset({"noun", "verb", "adjective", "adverb", "other"})
GENDER = frozenset({"masculine", "feminine", "neuter", "other"})
NUMBER = frozenset({"singular", "plural", "dual", "mass", "other"})
TYPE = frozenset({"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"})
MIN = frozenset({"administrativeStatus", "partOfSpeech", "subjectField"})
BASIC = MIN | {"definition", "context", "source", "grammaticalGender", "termType", "image", "relation"}
MIN_NAMESPACE = "http://www.tbxinfo.net/ns/min"
BASIC_NAMESPACE = "http://www.tbxinfo.net/ns/basic"
BUFFER = 1 << 16
DESCRIBED = attrgetter(
    "subject_field", "definition", "note", "image", "external_id", "fields", "relations",
)  # fmt: skip
# What a term says in words of its own; all else is one of few values.
FREE = attrgetter("context", "source", "note", "fields")
CLASSES = (
    "administrative_status", "process_status", "part_of_speech", "grammatical_gender", "grammatical_number",
    "term_type", "do_not_translate", "reliability",
)  # fmt: skip
classes_of = attrgetter(*CLASSES)


@dataclass(frozen=True)
class Style:
    """One way of writing TBX: its data categories, and what its elements are called."""

    dialect: str
    version: int = 3
    dct: bool = False
    ntig: bool = False

    @property
    def categories(self) -> frozenset[str]:
        """The data categories of the dialect."""
        if self.version == 2:
            return BASIC | {"grammaticalNumber"}
        return {"TBX-Core": frozenset[str](), "TBX-Min": MIN}.get(self.dialect, BASIC)


class _Writer:
    """Writes one concept after the other as text."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.has = style.categories
        self.entry, self.language = ("conceptEntry", "langSec") if style.version == 3 else ("termEntry", "langSet")
        outside, group = ("termSec", "") if style.version == 3 else ("ntig", "termGrp") if style.ntig else ("tig", "")
        self.before = f"<{outside}>{f'<{group}>' if group else ''}<term>"
        self.between, self.behind = f"</{group}>" if group else "", f"</{outside}>\n"
        self.classified = lru_cache(1 << 10)(self._classified)
        self.status = {s: self.item("termNote", "administrativeStatus", text) for s, text in STATUS.items()}

    def item(self, element: str, category: str, text: str, target: str = "") -> str:
        """One statement; data category as attribute or as tag."""
        pointer = f' target="{attribute(target)}"' if target else ""
        if self.style.dct:
            name = f"{'min' if category in MIN else 'basic'}:{category}"
            return f"<{name}{pointer}>{escape(text)}</{name}>"
        return f'<{element} type="{category}"{pointer}>{escape(text)}</{element}>'

    def concept(self, concept: Concept) -> str:
        """A concept with its terms, those of one language tag together."""
        by_tag: dict[str, list[Term]] = {}
        for term in concept.terms:
            by_tag.setdefault(tag_of(term) if term.fields else term.language, []).append(term)
        said, at_language = self._description(concept, list(by_tag)) if any(DESCRIBED(concept)) else ((), {})
        parts = [f'<{self.entry} id="c{concept.id}">\n', *said]
        for tag, terms in by_tag.items():
            parts.append(f'<{self.language} xml:lang="{attribute(tag)}">\n')
            if tag in at_language:
                parts.append(f"<descripGrp>{self.item('descrip', 'definition', at_language[tag])}</descripGrp>\n")
            parts += map(self.term, terms)
            parts.append(f"</{self.language}>\n")
        parts.append(f"</{self.entry}>\n")
        return "".join(parts)

    def _description(self, concept: Concept, tags: list[str]) -> tuple[list[str], dict[str, str]]:
        """What a concept says before its languages, which have these tags, and the definitions that stand there."""
        parts: list[str] = []
        at_language: dict[str, str] = {}
        names = [name for name, _ in concept.fields]
        # A field that is there twice goes into notes.
        fields = {name: value for name, value in concept.fields if names.count(name) == 1}
        written = {"externalId"} if concept.external_id == f"c{concept.id}" else set()
        if concept.subject_field and "subjectField" in self.has:
            parts.append(self.item("descrip", "subjectField", concept.subject_field) + "\n")
            written.add("subjectField")
        if concept.definition and "definition" in self.has:
            own = fields.get("definitionLanguage")
            if own in tags:
                at_language[str(own)] = concept.definition
                written |= {"definition", "definitionLanguage"}
                # The first definition of an entry is that of the concept.
                tags = tags[tags.index(str(own)) + 1 :]
            else:
                parts.append(f"<descripGrp>{self.item('descrip', 'definition', concept.definition)}</descripGrp>\n")
                written.add("definition")
            for tag in tags:
                if value := fields.get(f"definition@{tag}"):
                    at_language[tag] = value
                    written.add(f"definition@{tag}")
        if concept.image and "image" in self.has and concept.image.startswith(("http://", "https://")):
            title = fields.get("imageTitle", concept.image)
            parts.append(self.item("xref", "xGraphic", title, concept.image) + "\n")
            written |= {"image", "imageTitle"}
        if "relation" in self.has and all(name == "associative" for name, _ in concept.relations):
            written.add("relation")
            for _, other in concept.relations:
                parts.append(self.item("ref", "crossReference", f"c{other}", f"c{other}") + "\n")
        parts += [f"<note>{escape(text)}</note>\n" for text in _notes(concept, frozenset(written))]
        return parts, at_language

    def term(self, term: Term) -> str:
        """A term with its notes."""
        head, after = self._said(term) if any(FREE(term)) else self.classified(*classes_of(term))
        return f"{self.before}{escape(term.text)}</term>{head}{self.between}{after}{self.behind}"

    def _classified(self, *values: Any) -> tuple[str, str]:
        """What is said of a term by nothing but values of few kinds: remembered, since most terms have the same."""
        return self._said(replace(Term("", ""), **dict(zip(CLASSES, values, strict=True))))

    def _said(self, term: Term) -> tuple[str, str]:
        """What is said of a term, and what of it stands outside of a `termGrp`."""
        head, after = [], []
        has, written = self.has, set()
        if "administrativeStatus" in has:
            head.append(self.status[term.administrative_status])
            if term.administrative_status is not AdministrativeStatus.FORBIDDEN:
                written.add("administrativeStatus")
        for category, value, allowed in (
            ("partOfSpeech", term.part_of_speech, SPEECH), ("grammaticalGender", term.grammatical_gender, GENDER),
            ("grammaticalNumber", term.grammatical_number, NUMBER), ("termType", term.term_type, TYPE),
        ):  # fmt: skip
            if value and category in has and value in allowed:
                head.append(self.item("termNote", category, value))
                written.add(category)
        if term.context and "context" in has:
            after.append(f"<descripGrp>{self.item('descrip', 'context', term.context)}</descripGrp>")
            written.add("context")
        if term.source and "source" in has and not self.style.dct:
            after.append(self.item("admin", "source", term.source))
            written.add("source")
        after += [f"<note>{escape(text)}</note>" for text in _notes(term, frozenset(written))]
        return "".join(head), "".join(after)

    def header(self, language: str) -> str:
        """Everything before the first concept."""
        style = self.style
        lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        if style.version == 2:
            lines.append('<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">')
            lines.append(f'<martif type="TBX-Basic" xml:lang="{attribute(language)}">')
            about = f'<martifHeader>{{}}<encodingDesc><p type="XCSURI">{XCS}</p></encodingDesc></martifHeader>'
        else:
            spaces = ""
            if style.dct and style.dialect != "TBX-Core":
                spaces = f' xmlns:min="{MIN_NAMESPACE}"'
                spaces += f' xmlns:basic="{BASIC_NAMESPACE}"' if style.dialect == "TBX-Basic" else ""
            lines.append(
                f'<tbx type="{style.dialect}" style="{"dct" if style.dct else "dca"}" '
                f'xml:lang="{attribute(language)}" xmlns="urn:iso:std:iso:30042:ed-2"{spaces}>'
            )
            about = "<tbxHeader>{}</tbxHeader>"
        description = f"<fileDesc><sourceDesc><p>{EXPORTED}</p></sourceDesc></fileDesc>"
        return "\n".join([*lines, about.format(description), "<text><body>\n"])

    def footer(self) -> str:
        """Everything behind the last concept."""
        return f"</body></text>\n</{'tbx' if self.style.version == 3 else 'martif'}>\n"


def _notes(thing: Concept | Term, written: frozenset[str]) -> Iterator[str]:
    if thing.note:
        yield machine_notes.of_person(thing.note)
    yield from (
        machine_notes.of_term(thing, written) if isinstance(thing, Term) else machine_notes.of_concept(thing, written)
    )


def write_tbx(style: Style, concepts: Iterable[Concept], out: BinaryIO, options: Options) -> None:
    """All concepts with all their languages, in UTF-8."""
    writer = _Writer(style)
    pending, size = [writer.header(options.source)], 0
    for concept in concepts:
        text = writer.concept(concept)
        pending.append(text)
        size += len(text)
        if size > BUFFER:
            out.write("".join(pending).encode("utf-8"))
            pending.clear()
            size = 0
    pending.append(writer.footer())
    out.write("".join(pending).encode("utf-8"))
