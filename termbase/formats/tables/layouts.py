"""The tables of MateCat, memoQ, Phrase, Crowdin and Lokalise: columns for the concept, then for each language.

Written from the public descriptions of the tools.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from termbase.formats.categories import REJECTED, Category
from termbase.formats.tables.columns import LANGUAGE_NAMES
from termbase.languages.names import NAMES
from termbase.model import AdministrativeStatus, Concept, Term

# What a column may hold: of the concept, of a term. Yes and no are written as the tool has them.
CONCEPT: dict[str, Callable[[Concept], str]] = {
    "concept_id": lambda c: str(c.id), "definition": lambda c: c.definition or "", "note": lambda c: c.note or "",
    "subject_field": lambda c: c.subject_field or "",
}  # fmt: skip
TERM: dict[str, Callable[[Term], str | bool]] = {
    "term": lambda t: t.text, "part_of_speech": lambda t: t.part_of_speech or "",
    "status": lambda t: t.administrative_status.value, "gender": lambda t: t.grammatical_gender or "",
    "term_type": lambda t: t.term_type or "", "term_note": lambda t: t.note or "", "context": lambda t: t.context or "",
    "info": lambda t: "Forbidden" if t.administrative_status in REJECTED else "",
    "forbidden": lambda t: t.administrative_status in REJECTED,
    "preferred": lambda t: t.administrative_status is AdministrativeStatus.PREFERRED,
    "process": lambda t: "New" if t.process_status == "proposed" else "Approved",
}  # fmt: skip


CATEGORIES = {
    "definition": Category.DEFINITION, "note": Category.CONCEPT_NOTE, "subject_field": Category.SUBJECT_FIELD,
    "part_of_speech": Category.PART_OF_SPEECH, "status": Category.STATUS, "gender": Category.GENDER,
    "term_type": Category.TERM_TYPE, "term_note": Category.TERM_NOTE, "context": Category.CONTEXT,
    "process": Category.PROCESS_STATUS, "translatable": Category.DO_NOT_TRANSLATE,
}  # fmt: skip
FLAGS = ("forbidden", "info")
# What a row is, for the documentation.
ROWS = {
    "entry": "; a row for each concept, its terms side by side",
    "synonym": "; a row for the next term of each language",
}


@dataclass(frozen=True)
class Layout:
    """The columns of a tool: header and content for the concept, then for each term of each language.

    In a header ``{}`` stands for the language: its tag, or its English name where ``named``. A column without content
    stays empty. ``language`` are the columns of a language before its first term, ``term`` those of each term in their
    order. ``rows`` says what a row is: a `pair` of terms, an `entry` whose terms stand side by side, or a `synonym`,
    the next term of each language. ``separator`` is empty for a workbook.
    """

    separator: str
    concept: tuple[tuple[str, str], ...]
    term: tuple[tuple[str, str], ...]
    language: tuple[tuple[str, str], ...] = ()
    named: bool = False
    yes: str = "TRUE"
    no: str = ""
    rows: str = "pair"

    @property
    def contents(self) -> frozenset[str]:
        """What its columns hold."""
        return frozenset(content for _, content in (*self.concept, *self.language, *self.term))

    @property
    def keyed(self) -> bool:
        """Whether a row says which concept it is of."""
        return "concept_id" in self.contents

    @property
    def flags(self) -> bool:
        """Whether a column says of a term that it is forbidden, and no other status."""
        return not self.contents.isdisjoint(FLAGS)

    @property
    def keeps(self) -> frozenset[Category]:
        """The data categories that it has columns for; rows that say which concept they are of keep it whole."""
        kept = {category for content, category in CATEGORIES.items() if content in self.contents}
        return frozenset(kept | {Category.SYNONYMS, Category.MISSING_SIDE} if self.keyed else kept)

    def name(self, code: str) -> str:
        """What stands for a language in the headers."""
        return NAMES.get(code, code) if self.named else code

    def language_of(self, word: str) -> str | None:
        """The language that a word in a header names, in English or in itself."""
        return next((code for code, names in LANGUAGE_NAMES.items() if word in names), None)


MATECAT = Layout(
    ",", (("Forbidden", "forbidden"), ("Domain", "subject_field"), ("Subdomain", ""), ("Definition", "definition")),
    (("{}", "term"), ("Notes", "term_note"), ("Example of use", "context")), yes="True", no="False",
)  # fmt: skip
LAYOUTS = {
    "matecat": ("MateCat glossary (CSV), as it exports", MATECAT),
    "matecat-xlsx": ("MateCat glossary (XLSX), as it imports", replace(MATECAT, separator="")),
    "memoq": ("memoQ term base (CSV)", Layout(
        ";", (("Entry_ID", "concept_id"), ("Entry_Subject", "subject_field"), ("Entry_Note", "note")),
        (("{}", "term"), ("Term_Info", "info"), ("Term_Example", "context")), (("{}_Def", "definition"),),
        named=True, rows="entry",
    )),
    "phrase": ("Phrase Strings term base (CSV)", Layout(
        ",", (("term", "source"), ("case sensitive", ""), ("translatable", "translatable"),
              ("description", "definition")),
        (("{}", "term"),), yes="true", no="false",
    )),
    "phrase-tms": ("Phrase TMS term base (XLSX)", Layout(
        "", (("CID", "concept_id"), ("concept_domain", "subject_field"), ("concept_subdomain", ""), ("concept_url", ""),
             ("concept_definition", "definition"), ("concept_note", "note")),
        (("{}", "term"), ("status", "process"), ("forbidden", "forbidden"), ("preferred", "preferred"), ("case", ""),
         ("exact", ""), ("usage", "context"), ("note", "term_note")), yes="TRUE", no="FALSE", rows="synonym",
    )),
    "crowdin": ("Crowdin glossary (CSV)", Layout(
        ",", (("Concept ID", "concept_id"), ("Concept Subject", "subject_field"), ("Concept Definition", "definition"),
              ("Concept Note", "note")),
        (("Term [{}]", "term"), ("Part of Speech [{}]", "part_of_speech"), ("Status [{}]", "status"),
         ("Type [{}]", "term_type"), ("Gender [{}]", "gender"), ("Note [{}]", "term_note")),
    )),
    "lokalise": ("Lokalise glossary (CSV)", Layout(
        ";", (("term", "source"), ("description", "definition"), ("casesensitive", ""),
              ("translatable", "translatable"), ("forbidden", ""), ("tags", "subject_field")),
        (("{}", "term"), ("{}_description", "term_note")), yes="yes", no="no",
    )),
}  # fmt: skip
