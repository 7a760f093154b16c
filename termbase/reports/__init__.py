"""Reports: what holds over the whole corpus. Pure functions over rows, then renderers."""

from termbase.reports.consistency import ConsistencyReport, Disagreement, Rendering, Statement, build_report
from termbase.reports.places import Place
from termbase.reports.render import RENDERERS

__all__ = ["RENDERERS", "ConsistencyReport", "Disagreement", "Place", "Rendering", "Statement", "build_report"]
