"""Which column of a table holds what: by the names in its header, or as the user says."""

from __future__ import annotations

import re

from termbase.errors import InputError, UsageError
from termbase.formats.base import Options
from termbase.formats.tables.rows import COLUMNS
from termbase.languages import primary_subtag
from termbase.languages.names import AUTONYMS
from termbase.languages.names import NAMES as NAMES_IN_ENGLISH

# A language with a region, as a column may name it.
REGIONAL = re.compile("[a-z]{2,3}[-_][A-Z]{2}")
# Header cells met in glossaries of other tools, by what they hold.
NAMES = {
    "source": ("source", "source term", "sourcestring", "term", "headword"),
    "target": ("target", "target term", "targetstring", "translation", "rendering"),
    "status": ("status", "administrative status", "term status", "usage status", "statut", "estado", "الحالة"),
    "confidence": ("confidence", "reliability", "reliability code"),
    "usage": ("usage count", "usage", "count", "frequency"),
    "definition": ("definition", "description", "définition", "definición", "تعريف", "التعريف"),
    "note": (
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "anmerkung",
        "bemerkung",
        "kommentar",
        "remarque",
        "commentaire",
        "nota",
        "comentario",
        "ملاحظة",
        "ملاحظات",
    ),
    "subject_field": (
        "subject field",
        "subject",
        "domain",
        "field",
        "fachgebiet",
        "sachgebiet",
        "domaine",
        "dominio",
        "المجال",
    ),
    "part_of_speech": ("part of speech", "pos", "wortart", "catégorie grammaticale", "categoría gramatical"),
    "gender": ("gender", "grammatical gender"),
    "context": ("context", "example", "kontext", "beispiel", "contexte", "exemple", "contexto", "ejemplo"),
    "term_source": ("term source", "reference"),
    "do_not_translate": ("do not translate", "dnt", "forbidden translation"),
    **{name: (name.replace("_", " "),) for name in COLUMNS[9:] if name not in ("confidence", "context", "term_source")},
}
FIELDS_KEPT = "columns kept as they are, under names that say nothing here (--column status=NAME tells what one holds)"
LANGUAGE_NAMES = {
    code: (name.casefold(), AUTONYMS.get(code, name).casefold()) for code, name in NAMES_IN_ENGLISH.items()
}


def columns_of(header: list[str], options: Options, place: str, line: int) -> dict[str, int]:
    """The column (from 0) of each kind of content.

    Raises `InputError` where the source or the target has none, `UsageError` for a mapping that does not fit.
    """
    names = [" ".join(cell.strip(" *").casefold().replace("_", " ").replace("-", " ").split()) for cell in header]
    found: dict[str, int] = {}
    for kind, accepted in NAMES.items():
        for index, name in enumerate(names):
            if name in accepted and index not in found.values():
                found.setdefault(kind, index)
    for kind, code in (("source", options.source), ("target", options.target)):
        own = (*LANGUAGE_NAMES.get(code, ()), code)
        for index, name in enumerate(names):
            if name in own or _is_tag(header[index], code):
                found[kind] = index
    found = _mapped(found, header, options, place)
    missing = [kind for kind in ("source", "target") if kind not in found]
    if missing:
        there = list(dict.fromkeys(filter(None, map(_language, header))))
        if len(there) > 1 and not {"source", "target"} & set(options.columns):
            raise InputError(
                f"has no column for {options.source} to {options.target}, but columns for {', '.join(there)}; "
                "say which with --source and --target", place, line,
            )  # fmt: skip
        raise InputError(
            f"no column for the {' and the '.join(missing)} ({options.source} to {options.target}) among: "
            f"{', '.join(header)[:200]}; say which: --column source=NAME --column target=NAME",
            place,
            line,
        )
    if "usage" in found:
        options.remarks.append("usage counts rank the rows about one source, they are not kept")
    if tuple(header) != COLUMNS:
        said = (f"{kind} = {header[i].strip() or i + 1}" for kind, i in sorted(found.items(), key=_second))
        options.remarks.append("columns: " + ", ".join(said))
    return found


def other_columns(header: list[str], found: dict[str, int], options: Options) -> dict[int, tuple[str, str]]:
    """The columns (from 0) that are none of ``found``: the terms of a further language, or a field of their title."""
    others: dict[int, tuple[str, str]] = {}
    if options.columns.get("header", "yes") == "no":
        return others
    for index, cell in enumerate(header):
        title = cell.strip(" *")
        if index in found.values():
            continue
        # Before all other columns it numbers the rows; Indonesian stands there only as the source.
        code = None if index == 0 and title.casefold() == "id" else _language(title)
        others[index] = ("language", code) if code else ("field", title or f"column {index + 1}")
    if others:
        for wanted, said in (("language", "terms of further languages"), ("field", FIELDS_KEPT)):
            names = [title for kind, title in others.values() if kind == wanted]
            if names:
                options.remarks.append(f"{said}: {', '.join(names)}")
    return others


def _language(title: str) -> str | None:
    """The language that a column is named after, as a BCP 47 tag."""
    title = title.strip(" *")
    code = next((code for code, names in LANGUAGE_NAMES.items() if title.casefold() in (*names, code)), None)
    return title.replace("_", "-") if code is None and REGIONAL.fullmatch(title) else code


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def _mapped(found: dict[str, int], header: list[str], options: Options, place: str) -> dict[str, int]:
    """The columns with what the user said of them: a name in the header, or a number from 1."""
    said: dict[str, int] = {}
    for kind, column in options.columns.items():
        if kind == "header":
            continue
        if kind not in NAMES:
            raise UsageError(f"there is no content {kind!r} for a column; there are {', '.join(NAMES)}")
        stripped = [cell.strip() for cell in header]
        if column in stripped:
            said[kind] = stripped.index(column)
        elif column.isdecimal() and 1 <= int(column[:9]) <= len(header):
            said[kind] = int(column) - 1
        else:
            raise UsageError(f"{place} has no column {column!r}; it has {', '.join(stripped)[:200]}")
    return {kind: i for kind, i in found.items() if i not in said.values()} | said


def _is_tag(cell: str, code: str) -> bool:
    cell = cell.strip()
    return (
        len(cell) <= 12
        and cell[: len(code)].casefold() == code
        and cell[len(code) : len(code) + 1] in ("-", "_")
        and primary_subtag(cell) == code
    )
