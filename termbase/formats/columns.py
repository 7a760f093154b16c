"""Which column of a table holds what, by the names in its header."""

from __future__ import annotations

from termbase.errors import InputError
from termbase.languages import primary_subtag

# Header cells met in glossaries of other tools, by what they hold.
NAMES = {
    "source": ("source", "source term", "sourcestring", "term", "headword"),
    "target": ("target", "target term", "targetstring", "translation", "rendering"),
    "status": ("status", "administrative status", "term status", "usage status"),
    "confidence": ("confidence", "reliability", "reliability code"),
    "usage": ("usage count", "usage", "count", "frequency"),
    "definition": ("definition", "description"),
    "note": ("note", "notes", "comment", "comments", "remark"),
    "subject_field": ("subject field", "subject", "domain", "field"),
    "part_of_speech": ("part of speech", "pos"),
    "gender": ("gender", "grammatical gender"),
    "context": ("context", "example"),
    "term_source": ("term source", "reference"),
    "do_not_translate": ("do not translate", "dnt", "forbidden translation"),
}
LANGUAGE_NAMES = {
    "ar": ("arabic", "العربية"), "de": ("german", "deutsch"), "en": ("english",), "es": ("spanish", "español"),
    "fr": ("french", "français"), "it": ("italian",), "ja": ("japanese",), "pt": ("portuguese",), "ru": ("russian",),
    "tr": ("turkish",), "zh": ("chinese",), "fa": ("persian",), "he": ("hebrew",), "nl": ("dutch",),
}  # fmt: skip


def columns_of(header: list[str], source: str, target: str, place: str, line: int) -> dict[str, int]:
    """The column of each kind of content. Raises `InputError` where the source or the target has none."""
    names = [" ".join(cell.strip(" *").casefold().replace("_", " ").replace("-", " ").split()) for cell in header]
    found: dict[str, int] = {}
    for kind, accepted in NAMES.items():
        for index, name in enumerate(names):
            if name in accepted and index not in found.values():
                found.setdefault(kind, index)
    for kind, code in (("source", source), ("target", target)):
        own = (*LANGUAGE_NAMES.get(code, ()), code)
        for index, name in enumerate(names):
            if name in own or _is_tag(header[index], code):
                found[kind] = index
    missing = [kind for kind in ("source", "target") if kind not in found]
    if missing:
        raise InputError(
            f"no column for the {' and the '.join(missing)} ({source} to {target}) among: {', '.join(header)}",
            place,
            line,
        )
    return found


def _is_tag(cell: str, code: str) -> bool:
    cell = cell.strip()
    return (
        len(cell) <= 12
        and cell[: len(code)].casefold() == code
        and cell[len(code) : len(code) + 1] in ("-", "_")
        and primary_subtag(cell) == code
    )
