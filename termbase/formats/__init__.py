"""Terminology formats: one file a format, one registry.

A format turns a file into `Incoming` concepts, each with its line, and writes concepts as bytes; both ways one concept
at a time. A new one is a module with a `Format`, entered in `FORMATS`.
"""

from __future__ import annotations

from termbase.formats.base import Format, Options
from termbase.formats.losses import Loss, Losses
from termbase.formats.registry import FORMATS, READERS, WRITERS, for_name, for_reading, for_writing
from termbase.formats.selection import Selection
from termbase.formats.source import SourceFile

__all__ = [
    "FORMATS", "READERS", "WRITERS", "Format", "Loss", "Losses", "Options", "Selection", "SourceFile", "for_name",
    "for_reading", "for_writing",
]  # fmt: skip
