"""The stages composed: read, extract, match, store, report. What commands and pages call."""

from termbase.pipeline.check import Checked, CheckRequest, PlacedFinding, check_files
from termbase.pipeline.extract import Extraction, ExtractOptions, extract
from termbase.pipeline.recognition import Lookup, lookup, term_index
from termbase.pipeline.report import consistency_report, stated_report
from termbase.pipeline.review import Decision, Ruling, review, state_of, undo
from termbase.pipeline.standings import refresh_standings
from termbase.pipeline.terminology import ImportOutcome, ImportRequest, export_terminology, import_terminology
from termbase.pipeline.usage import CorpusUsage

__all__ = [
    "CheckRequest", "Checked", "CorpusUsage", "Decision", "ExtractOptions", "Extraction", "ImportOutcome",
    "ImportRequest", "Lookup", "PlacedFinding", "Ruling", "check_files", "consistency_report",
    "export_terminology", "extract", "import_terminology", "lookup", "refresh_standings", "review",
    "state_of", "stated_report", "term_index", "undo",
]  # fmt: skip
