"""From the cells of a row to a concept: what all table formats share."""

from __future__ import annotations

import re
from dataclasses import replace

from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

ALTERNATIVES = re.compile(r"\s+/\s+|\s*[;؛]\s*|\s*،\s+")
ABBREVIATED = re.compile(r"^(?P<long>.+?)\s*\((?P<short>[A-Z][A-Za-z0-9&.-]{1,9})\)$")
# What other tools call the statuses of ISO 30042.
STATUSES = {
    "": AdministrativeStatus.PREFERRED, "approved": AdministrativeStatus.PREFERRED,
    "standard": AdministrativeStatus.PREFERRED, "allowed": AdministrativeStatus.ADMITTED,
    "synonym": AdministrativeStatus.ADMITTED, "obsolete": AdministrativeStatus.SUPERSEDED,
    "not recommended": AdministrativeStatus.DEPRECATED, "prohibited": AdministrativeStatus.FORBIDDEN,
    "rejected": AdministrativeStatus.FORBIDDEN, **{status.value: status for status in AdministrativeStatus},
}  # fmt: skip
TRUE = frozenset({"1", "true", "yes", "y", "x"})


def status_of(text: str) -> AdministrativeStatus | None:
    """The administrative status that a cell names, or None for a word that is not known."""
    return STATUSES.get(text.strip().casefold().removesuffix("term-admn-sts").removesuffix("term").strip())


def incoming(
    source: str, target: str, languages: tuple[str, str], line: int, status: AdministrativeStatus,
    confidence: float = 1.0, usage: int = 0, **cells: str,
) -> Incoming:  # fmt: skip
    """One row as a concept: abbreviations and several renderings in a cell become terms of their own.

    ``cells`` may hold definition, note, subject_field, part_of_speech, gender, context, term_source,
    do_not_translate.
    """
    base = Term(
        "", "", part_of_speech=cells.get("part_of_speech") or None,
        do_not_translate=cells.get("do_not_translate", "").strip().casefold() in TRUE,
    )  # fmt: skip
    match = ABBREVIATED.match(source)
    terms = [replace(base, text=match["long"] if match else source, language=languages[0])]
    if match:
        short = replace(base, text=match["short"], language=languages[0], term_type="abbreviation")
        terms.append(replace(short, administrative_status=AdministrativeStatus.ADMITTED))
    rendered = replace(
        base, language=languages[1], reliability=confidence, grammatical_gender=cells.get("gender") or None,
        context=cells.get("context") or None, source=cells.get("term_source") or None,
    )  # fmt: skip
    renderings = [rendering.strip() for rendering in ALTERNATIVES.split(target) if rendering.strip()]
    for number, rendering in enumerate(renderings):
        ruled = AdministrativeStatus.ADMITTED if number and status is AdministrativeStatus.PREFERRED else status
        terms.append(replace(rendered, text=rendering, administrative_status=ruled))
    concept = Concept(
        tuple(terms), subject_field=cells.get("subject_field") or None,
        definition=cells.get("definition") or None, note=cells.get("note") or None,
    )  # fmt: skip
    return Incoming(concept, line, confidence, usage)
