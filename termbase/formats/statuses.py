"""What other tools call the administrative statuses of ISO 30042."""

from __future__ import annotations

from termbase.model import AdministrativeStatus as Status

STATUSES = {
    "": Status.PREFERRED, "approved": Status.PREFERRED, "standard": Status.PREFERRED, "standardized": Status.PREFERRED,
    "legal": Status.PREFERRED, "preferred": Status.PREFERRED, "new": Status.PREFERRED, "draft": Status.ADMITTED,
    "regulated": Status.ADMITTED, "allowed": Status.ADMITTED, "synonym": Status.ADMITTED, "proposed": Status.ADMITTED,
    "provisional": Status.ADMITTED, "acceptable": Status.ADMITTED, "obsolete": Status.SUPERSEDED,
    "not recommended": Status.DEPRECATED, "notrecommended": Status.DEPRECATED, "non-standard": Status.DEPRECATED,
    "nonstandard": Status.DEPRECATED,
    "avoid": Status.DEPRECATED, "prohibited": Status.FORBIDDEN, "rejected": Status.FORBIDDEN,
    "do not use": Status.FORBIDDEN,
    # German, French, Spanish, Arabic.
    "bevorzugt": Status.PREFERRED, "freigegeben": Status.PREFERRED, "zugelassen": Status.ADMITTED,
    "erlaubt": Status.ADMITTED, "veraltet": Status.SUPERSEDED, "vermeiden": Status.DEPRECATED,
    "verboten": Status.FORBIDDEN, "abgelehnt": Status.FORBIDDEN,
    "préféré": Status.PREFERRED, "privilégié": Status.PREFERRED, "validé": Status.PREFERRED, "admis": Status.ADMITTED,
    "toléré": Status.ADMITTED, "déconseillé": Status.DEPRECATED, "à éviter": Status.DEPRECATED,
    "obsolète": Status.SUPERSEDED, "interdit": Status.FORBIDDEN, "proscrit": Status.FORBIDDEN,
    "preferido": Status.PREFERRED, "preferente": Status.PREFERRED, "admitido": Status.ADMITTED,
    "desaconsejado": Status.DEPRECATED, "obsoleto": Status.SUPERSEDED, "prohibido": Status.FORBIDDEN,
    "مفضل": Status.PREFERRED, "معتمد": Status.PREFERRED, "مقبول": Status.ADMITTED, "مهمل": Status.SUPERSEDED,
    "ممنوع": Status.FORBIDDEN, "محظور": Status.FORBIDDEN,
    **{status.value: status for status in Status},
}  # fmt: skip
# What such fields are called, in lower case.
NAMES = frozenset({"administrativestatus", "status", "termstatus", "usage status", "term status"})
TRUE = frozenset({"1", "true", "yes", "y", "x", "✓"})


def status_of(text: str) -> Status | None:
    """The administrative status that a word names, or None for one that is not known."""
    word = text.strip().casefold().removesuffix("-admn-sts").removesuffix("admnsts").removesuffix("term")
    return STATUSES.get(word.strip().replace("_", " "))


def is_true(text: str) -> bool:
    """Whether a cell says yes."""
    return text.strip().casefold() in TRUE
