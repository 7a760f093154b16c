"""termbase mines, keeps and publishes the terminology of a translation team.

The names of `__all__` are the public Python interface; each is loaded when it is first asked for, so that importing
this package loads none of its stages. Those are packages of their own (documents, extractors, matching, store, checks,
reports, publish), composed by `termbase.pipeline`; `termbase.client` speaks to a termbase that is served.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from termbase.errors import InputError, TermbaseError, UsageError
    from termbase.model import (
        AdministrativeStatus,
        Concept,
        Document,
        Evidence,
        Finding,
        MatchStatus,
        Segment,
        Severity,
        Term,
        TermPair,
    )
    from termbase.pipeline.check import CheckRequest, check_files
    from termbase.pipeline.extraction.extract import extract
    from termbase.pipeline.extraction.options import ExtractOptions
    from termbase.pipeline.recognition import lookup
    from termbase.pipeline.reporting.report import consistency_report
    from termbase.pipeline.review import review, undo
    from termbase.pipeline.terminology import ImportRequest, export_terminology, import_terminology
    from termbase.store.connection import connect

__all__ = [
    "AdministrativeStatus", "CheckRequest", "Concept", "Document", "Evidence", "ExtractOptions", "Finding",
    "ImportRequest", "InputError", "MatchStatus", "Segment", "Severity", "Term", "TermPair", "TermbaseError",
    "UsageError", "check_files", "connect", "consistency_report", "export_terminology", "extract",
    "import_terminology", "lookup", "review", "undo",
]  # fmt: skip

__version__ = "0.1.0"

_PLACES = {
    "termbase.errors": ("InputError", "TermbaseError", "UsageError"),
    "termbase.model": (
        "AdministrativeStatus", "Concept", "Document", "Evidence", "Finding", "MatchStatus", "Segment", "Severity",
        "Term", "TermPair",
    ),
    "termbase.pipeline.check": ("CheckRequest", "check_files"),
    "termbase.pipeline.extraction.extract": ("extract",),
    "termbase.pipeline.extraction.options": ("ExtractOptions",),
    "termbase.pipeline.recognition": ("lookup",),
    "termbase.pipeline.reporting.report": ("consistency_report",),
    "termbase.pipeline.review": ("review", "undo"),
    "termbase.pipeline.terminology": ("ImportRequest", "export_terminology", "import_terminology"),
    "termbase.store": ("connect",),
}  # fmt: skip
_MODULES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'termbase' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
