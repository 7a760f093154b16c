"""What a format is: a reader, a writer, and what it keeps of each data category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from termbase.formats.categories import EVERYTHING, Category
from termbase.formats.losses import Losses
from termbase.formats.source import SourceFile
from termbase.formats.texts import Altered
from termbase.matching import Incoming
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, Concept


@dataclass(frozen=True)
class Options:
    """What a reader or a writer must know.

    ``source`` and ``target`` are BCP 47 primary subtags; ``columns`` maps kinds of content to names or numbers (from 1)
    of columns; ``delimiter`` separates cells; ``losses`` gathers what could not be carried, ``remarks`` what a reader
    has guessed.
    """

    source: str = DEFAULT_SOURCE
    target: str = DEFAULT_TARGET
    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    losses: Losses = field(default_factory=Losses)
    remarks: list[str] = field(default_factory=list)


Reader = Callable[[SourceFile, Options], Iterator[Incoming]]
Writer = Callable[[Iterable[Concept], BinaryIO, Options], None]


@dataclass(frozen=True)
class Format:
    """One terminology format.

    ``keeps`` are the data categories that come back unchanged from a round trip; ``bends`` says of others how they are
    written. What is in neither is left out. ``pair``: only the source and the target language are written.
    ``by_concept``: an entry is a whole concept, not a row that may belong to one with others. ``warns``: the format
    can say that a term must not be used; others never get deprecated, superseded or forbidden terms. ``keyed``: an
    entry says which concept it is of. ``target_only`` of what it keeps it has a place for in target terms alone,
    ``shared`` is stated once for both terms of a row. ``alters``: texts that do not come back as they are.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    reader: Reader | None
    writer: Writer | None
    keeps: frozenset[Category] = EVERYTHING
    bends: Mapping[Category, str] = field(default_factory=dict)
    pair: bool = False
    by_concept: bool = False
    warns: bool = False
    keyed: bool = True
    target_only: frozenset[Category] = frozenset()
    shared: frozenset[Category] = frozenset()
    alters: tuple[Altered, ...] = ()
    tools: tuple[str, ...] = ()
    limits: str = ""
