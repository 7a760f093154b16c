"""Errors as RFC 9457 problems: a status, a title, and a detail that says what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from termbase.errors import StoreError, TermbaseError


def problem(status: int, detail: str) -> dict[str, Any]:
    """A problem document."""
    return {"type": "about:blank", "status": status, "title": HTTPStatus(status).phrase, "detail": detail}


def problem_of(error: TermbaseError) -> dict[str, Any]:
    """The problem that an error of ours is. Where the termbase lies on the disk is nobody's business."""
    detail = f"the termbase {error.reason}" if isinstance(error, StoreError) else error.reason
    return problem(error.http_status, detail)


def validation_detail(error: ValidationError) -> str:
    """One line that names the first member that is wrong and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:200]
    count = error.error_count()
    more = f" (and {count - 1} more)" if count > 1 else ""
    said = first["msg"].encode("ascii", "backslashreplace").decode()
    return f"{where}: {said}{more}" if where else f"{said}{more}"
