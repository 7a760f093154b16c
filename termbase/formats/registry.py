"""The formats by name, and how a file's format is told: by its content, then by its name."""

from __future__ import annotations

import re
from pathlib import Path

from termbase.errors import UsageError
from termbase.formats.base import Format
from termbase.formats.categories import EVERYTHING, Category
from termbase.formats.lossless import read_json, write_json
from termbase.formats.ontolex import ONTOLEX, ONTOLEX_FORMAT
from termbase.formats.po import PO
from termbase.formats.skos import SKOS_FORMATS
from termbase.formats.source import SourceFile
from termbase.formats.tables.columns import LANGUAGE_NAMES, NAMES
from termbase.formats.tables.delimited import read_csv, read_tsv, write_csv, write_tsv
from termbase.formats.tables.glossary import read_glossary, write_glossary
from termbase.formats.tables.pairs import OMEGAT, SERVICE_FORMATS
from termbase.formats.tables.spreadsheet import XLSX, first_row
from termbase.formats.tables.utx import UTX
from termbase.formats.tables.wide import WIDE
from termbase.formats.texts import CONTROL, ENDS, LINES, TABLE
from termbase.formats.xml.multiterm import MULTITERM
from termbase.formats.xml.tbx import TBX
from termbase.formats.xml.tmx import TMX
from termbase.formats.xml.xliff import XLIFF

PAIR_TABLE = EVERYTHING - {Category.LANGUAGES}
IN_GLOSSARY = frozenset({
    Category.STATUS, Category.PART_OF_SPEECH, Category.DEFINITION, Category.CONCEPT_NOTE, Category.SUBJECT_FIELD,
    Category.DO_NOT_TRANSLATE, Category.SYNONYMS, Category.GENDER, Category.RELIABILITY,
    Category.MISSING_SIDE,
})  # fmt: skip
FORMATS: dict[str, Format] = {
    form.name: form
    for form in [
        Format("json", "JSON, the whole terminology, lossless", (".json", ".jsonl"), read_json, write_json,
               by_concept=True, warns=True, tools=("Git",)),
        Format("csv", "CSV with all columns", (".csv",), read_csv, write_csv, PAIR_TABLE, pair=True, warns=True,
               alters=TABLE, limits="one pair of languages; a row for each source and target term"),
        Format("tsv", "TSV with all columns", (".tsv", ".tab", ".txt"), read_tsv, write_tsv, PAIR_TABLE,
               pair=True, warns=True, alters=TABLE,
               limits="one pair of languages; a row for each source and target term"),
        Format("glossary", "Markdown table", (".md", ".markdown"), read_glossary, write_glossary, IN_GLOSSARY,
               pair=True, warns=True, target_only=frozenset({Category.STATUS, Category.GENDER, Category.RELIABILITY}),
               shared=frozenset({Category.DO_NOT_TRANSLATE, Category.PART_OF_SPEECH}), alters=(CONTROL, ENDS, LINES)),
        XLSX, *TBX, MULTITERM, TMX, XLIFF, PO, OMEGAT, UTX, *SKOS_FORMATS, ONTOLEX_FORMAT, *SERVICE_FORMATS, *WIDE,
    ]
}  # fmt: skip
READERS = {name: form.reader for name, form in FORMATS.items() if form.reader}
WRITERS = {name: form.writer for name, form in FORMATS.items() if form.writer}
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)([^>]*)")
ROOTS = {"tbx": "tbx3", "TBX": "tbx3", "martif": "tbx2", "mtf": "multiterm", "tmx": "tmx", "xliff": "xliff"}
TAG = re.compile(r"[a-z]{2}(?:[-_][a-z0-9]{2,8})*")
# Columns by which the CSV of a tool is known.
HEADERS = {
    "memoq": {"entry_id", "term_info"}, "matecat": {"forbidden", "domain", "subdomain"},
    "lokalise": {"term", "casesensitive", "translatable"}, "phrase": {"term", "case sensitive", "translatable"},
    "crowdin": {"concept id", "concept definition"},
}  # fmt: skip


# Files that tools keep beside their terminology, or instead of it, and what to do.
NOT_TERMINOLOGY = {
    ".xdt": "is a termbase definition of MultiTerm: it has no terms, import the XML that was exported with it",
    ".xdl": "is a layout of MultiTerm: it has no terms, import the XML that was exported with it",
    ".sdltb": "is a database of MultiTerm: export it as XML there (Termbase Management, Export) and import that",
    ".xls": "is a workbook of Excel 97: save it as .xlsx",
    ".ods": "is a workbook of LibreOffice: save it as .xlsx or .csv",
}
# Columns by which the workbook of a tool is known.
WORKBOOKS = {"phrase-tms": {"CID", "concept_domain"}, "matecat-xlsx": {"Forbidden", "Domain", "Subdomain"}}


def for_name(name: str) -> Format:
    """A format by its name. Raises `UsageError`."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; there are {', '.join(sorted(FORMATS))}")
    return FORMATS[name]


def for_writing(path: Path, name: str | None) -> Format:
    """The format to write: the one named, else by the name of the file. Raises `UsageError`."""
    if name is not None:
        found = for_name(name)
    elif path.suffix.lower() == "" or str(path) == "-":
        found = FORMATS["csv"]
    else:
        suffix = path.suffix.lower()
        candidates = [form for form in FORMATS.values() if suffix in form.suffixes and form.writer]
        if not candidates:
            raise UsageError(f"no format is written to {suffix}; name one with --format: {', '.join(sorted(WRITERS))}")
        found = candidates[0]
    if found.writer is None:
        raise UsageError(f"{found.name} is not written; {', '.join(sorted(WRITERS))} are")
    return found


def for_reading(source: SourceFile, name: str | None) -> Format:
    """The format of a file: the one named, else told by its content and its name. Raises `UsageError`."""
    found = for_name(name) if name is not None else guess(source)
    if found.reader is None:
        raise UsageError(f"{found.name} is not read; {', '.join(sorted(READERS))} are")
    return found


def guess(source: SourceFile) -> Format:
    """The format of a file by its first 64 KiB, and by its name where those leave a choice. Raises `UsageError`."""
    suffix = source.path.suffix.lower()
    if suffix in NOT_TERMINOLOGY:
        raise UsageError(f"{source.place} {NOT_TERMINOLOGY[suffix]}")
    name = _by_content(source)
    if name in FORMATS:
        return FORMATS[name]
    for form in FORMATS.values():
        if suffix in form.suffixes and form.reader and name is None:
            return form
    what = f"looks like {name}, which is not read" if name else "has a format that cannot be told"
    raise UsageError(f"{source.place} {what}; say it with --format ({', '.join(sorted(READERS))})")


def _by_content(source: SourceFile) -> str | None:
    """The name of the format that the beginning of a file shows, or None."""
    if source.start.startswith(b"PK\x03\x04"):
        header = {cell.strip() for cell in first_row(source)}
        return next((name for name, needed in WORKBOOKS.items() if needed <= header), "xlsx")
    text = source.beginning().lstrip()
    if text.startswith("<"):
        return _by_root(text)
    if ONTOLEX in text[:4096]:
        return "ontolex"
    if text.startswith("{"):
        return "skos" if '"@context"' in text or '"@graph"' in text else "json"
    first = text.split("\n", 1)[0]
    if first.casefold().startswith("#utx"):
        return "utx"
    if re.match(r"@?prefix\s", text, re.IGNORECASE) or "skos:Concept" in text[:4096]:
        return "skos"
    if re.search(r'^msgid "', text, re.MULTILINE) and re.search(r'^msgstr "', text, re.MULTILINE):
        return "po"
    return _by_header(first, source.path.suffix.lower())


def _by_root(text: str) -> str:
    bare = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", "", text, flags=re.DOTALL)
    match = ROOT.search(bare)
    if match is None:
        return "XML without a root"
    name = ROOTS.get(match[1], f"XML with the root <{match[1][:40]}>")
    return "skos" if match[1] == "RDF" else name


def _by_header(first: str, suffix: str) -> str | None:
    """Tables of tools by their header; other tables by their separator."""
    if first.startswith("|"):
        return "glossary"
    cells = {cell.strip('" ').casefold() for cell in re.split("[,;\t]", first)}
    for name, needed in HEADERS.items():
        if needed <= cells:
            return name
    if "\t" not in first:
        return None
    first_cells = [cell.strip('" ').casefold() for cell in first.split("\t")]
    known = {accepted for names in NAMES.values() for accepted in names} | {
        n for ns in LANGUAGE_NAMES.values() for n in ns
    }
    is_header = any(cell.replace("_", " ") in known or TAG.fullmatch(cell) for cell in first_cells)
    return "tsv" if is_header and suffix != ".utf8" else "omegat"
