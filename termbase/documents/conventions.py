"""The names by which teams call the parts of their files; data, merged from the packaged file and the team's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from termbase.errors import InputError, UsageError
from termbase.languages import primary_subtag
from termbase.languages.names import AUTONYMS, NAMES
from termbase.model import Part

QUALIFIER = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.):]?|[ivx]+\.)\s+", re.IGNORECASE)
NOT_NAME = re.compile(r"[^\w/|–—\s]+|_+")
SECTIONS = ("languages", "parts", "fields", "about", "kept", "metrics")


def name_key(name: str) -> str:
    """A heading or label as it is compared: without case, emphasis, numbering, qualifier and punctuation."""
    text = unicodedata.normalize("NFC", name).casefold().strip(" *_#:")
    text = QUALIFIER.sub("", NUMBERING.sub("", text)).replace("'", "").replace("’", "").replace("-", " ")
    return " ".join(NOT_NAME.sub(" ", text).split())


@dataclass(frozen=True, eq=False)
class Conventions:
    """Which headings open which part, which labels name which field, which metrics are known.

    Each table maps a name to a tuple of keys as `name_key` makes them.
    """

    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    metrics: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The same few labels come back in every document.
        for name in ("kind_of_field", "metric_name"):
            object.__setattr__(self, name, lru_cache(1 << 12)(getattr(self, name)))

    def part_of_heading(self, heading: str, source: str, target: str) -> Part | None:
        """What a heading opens in a document from ``source`` to ``target`` (primary subtags); None: nothing known."""
        key = name_key(heading)
        for name, part in (
            ("back-translation", Part.BACK_TRANSLATION),
            ("notes", Part.NOTES),
            ("metrics", Part.METRICS),
        ):
            if _begins(key, self.parts.get(name, ())):
                return part
        sides = [key, *(side.strip() for side in re.split(r"\s*[/|–—]\s*", key))]
        for code, part in ((source, Part.SOURCE), (target, Part.TARGET)):
            if any(side in self.languages.get(code, ()) or side in names_of_text(code) for side in sides):
                return part
        return None

    def kind_of_field(self, label: str) -> str | None:
        """references, claimed, terms, handling, descriptive; None for a label that is not known."""
        key = name_key(label)
        return next((kind for kind, names in self.fields.items() if _begins(key, names)), None)

    def metric_name(self, label: str) -> str | None:
        """Our name for a claimed figure, or None for a label that is no known metric."""
        key = name_key(label)
        return next((name for name, labels in self.metrics.items() if _begins(key, labels)), None)


@lru_cache(1 << 6)
def names_of_text(code: str) -> frozenset[str]:
    """What a heading over the text in any language may say, as keys: *Italian*, *Italian version*, *Italiano*."""
    name, own = NAMES.get(code), AUTONYMS.get(code)
    kinds = ("", " version", " text", " translation", " original", " abstract", " summary")
    return frozenset(name_key(said) for said in (*(f"{name}{kind}" for kind in kinds if name), *([own] if own else ())))


def _begins(key: str, names: tuple[str, ...]) -> bool:
    return any(key == name or key.startswith(name + " ") for name in names)


def _language(tag: str, place: str) -> str:
    try:
        return primary_subtag(tag)
    except UsageError as error:
        raise InputError(f"[languages] {error.reason}", place) from None


def _merged(tables: list[dict[str, Any]], place: str) -> Conventions:
    merged: dict[str, dict[str, tuple[str, ...]]] = {section: {} for section in SECTIONS}
    for table in tables:
        for section, entries in table.items():
            if section not in SECTIONS or not isinstance(entries, dict):
                raise InputError(f"unknown section [{section}]; known are {', '.join(SECTIONS)}", place)
            for name, values in entries.items():
                if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                    raise InputError(f"[{section}] {name} must be a list of strings", place)
                key = _language(name, place) if section == "languages" else name
                old = merged[section].get(key, ())
                merged[section][key] = tuple(dict.fromkeys([*old, *map(name_key, values)]))
    return Conventions(**merged)


def load_conventions(path: Path | None = None) -> Conventions:
    """The packaged conventions, with those of the team's file added. Raises `InputError` with file and reason."""
    if path is None:
        return _loaded("", "")
    try:
        return _loaded(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8; save it as UTF-8", path) from None


@lru_cache(8)
def _loaded(text: str, place: str) -> Conventions:
    """The conventions that a file of this content adds up to; kept, since every document asks for them."""
    packaged = tomllib.loads(Path(__file__).with_name("conventions.toml").read_text(encoding="utf-8"))
    try:
        return _merged([packaged, tomllib.loads(text)], place)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not TOML: {error}", place) from None
