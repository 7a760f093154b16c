"""Checks: pure functions from what was read to findings."""

from termbase.checks.claims import check_claims

__all__ = ["check_claims"]
