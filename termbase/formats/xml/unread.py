"""What of an XML entry a reader did not take: nothing may be lost in silence, whatever the file holds.

Readers do not keep book. What they made of an entry is compared with all that stands in it: each text and each
attribute must be found again, or it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from termbase.formats.losses import Losses
from termbase.formats.statuses import NAMES as STATUS_NAMES
from termbase.formats.statuses import status_of
from termbase.formats.xml.machine_notes import MARK
from termbase.formats.xml.records import Node
from termbase.model import Concept, Term

NOT_IMPORTED = "not imported"
UNKNOWN_STATUS = "not known, kept as a field; the term counts as preferred"
# What these say is in the structure of what was read, or nothing.
STRUCTURE = frozenset({"type", "lang", "metatype", "metaType", "module"})
LANGUAGES = frozenset({"langSec", "langSet", "langGroup", "tuv"})


def report_unread(entry: Node, concept: Concept, losses: Losses, codes: re.Pattern[str], key: str = "") -> bool:
    """Report what of an entry is not in the concept that was read from it; texts in tags that ``codes`` finds are.

    ``key`` is the id of the entry as read. Returns whether there was anything.
    """
    # Two blanks between texts, so that two equal ones are found twice with a blank on both sides.
    said = "  ".join(["", *(" ".join(text.split()) for text in (key, *_texts(concept))), ""])
    stated: dict[str, list[str]] = {}
    for category, value in _statements(entry, codes):
        if text := " ".join(value.split()):
            stated.setdefault(text, []).append(category)
    found = False
    for text, categories in stated.items():
        # What stands there twice must be found twice, and not within another word.
        for category in categories[said.count(f" {text} ") :]:
            losses.add(category, NOT_IMPORTED, text)
            found = True
    for term in concept.terms:
        for name, text in term.fields:
            if name.casefold() in STATUS_NAMES and status_of(text) is None:
                losses.add("administrative status", UNKNOWN_STATUS, f"{text} of {term.text}")
                found = True
    for node in entry.within():
        if _is_mixed(node):
            losses.add(
                "markup inside texts", "left out, its text is kept", f"<{node.children[0].name}> in <{node.name}>"
            )
            found = True
    return found


def _statements(node: Node, codes: re.Pattern[str], within_text: bool = False) -> Iterator[tuple[str, str]]:
    """Each text and attribute with what it is called; a text with markup inside is one."""
    kind = node.get("type")
    name = f"{node.name} {kind}" if kind else node.name
    mixed = _is_mixed(node)
    if not within_text and not codes.search(name) and not node.text.lstrip().startswith(MARK):
        yield name, node.content() if mixed else node.text
    for attribute, value in node.attributes.items():
        if attribute == "xml:lang":
            if node.name not in LANGUAGES:
                yield f"{name}: language of a statement", f"\0{value}"
        elif attribute not in STRUCTURE and not attribute.startswith("xmlns"):
            yield f"{name}: {attribute}", value.lstrip("#")
    for child in node.children:
        yield from _statements(child, codes, within_text or mixed)


def _is_mixed(node: Node) -> bool:
    return bool(node.children) and bool(node.text.strip() or any(child.tail.strip() for child in node.children))


def _texts(thing: Concept | Term) -> Iterator[str]:
    values = [getattr(thing, name) for name in thing.__dataclass_fields__]
    for value in values:
        if isinstance(value, str):
            yield value
    for name, text in thing.fields:
        # What is said of one language has its tag at the end.
        yield from name.rsplit("@", 1)
        yield text
    if isinstance(thing, Concept):
        for _, other in thing.relations:
            yield other
        for term in thing.terms:
            yield from _texts(term)
