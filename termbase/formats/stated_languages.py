"""The languages that a file states count, whatever was asked for: German is never taken for Arabic."""

from __future__ import annotations

from termbase.errors import UsageError
from termbase.formats.base import Options
from termbase.formats.categories import TAG_FIELD
from termbase.languages import primary_subtag
from termbase.model import Term


def stated_languages(options: Options, source: str, target: str) -> tuple[str, str]:
    """The tags of source and target as a file gives them, each the one asked for where it gives none.

    A remark says so where they are not those asked for.
    """
    tags = tag_in(source) or options.source, tag_in(target) or options.target
    if (primary_subtag(tags[0]), primary_subtag(tags[1])) != (options.source, options.target):
        options.remarks.append(f"languages: {tags[0]} and {tags[1]}, as the file says")
    return tags


def tag_in(text: str) -> str:
    """The tag of a language that a file gives in this place; empty for what is none."""
    tag = text.strip().replace("_", "-")
    try:
        # What is longer stands where nobody has put a language: LANGUAGE.
        return tag if len(primary_subtag(tag)) <= 3 else ""
    except UsageError:
        return ""


def of_language(tag: str) -> Term:
    """A term without text of the language of a tag, which is kept where it says more than that."""
    code = primary_subtag(tag)
    return Term("", code, fields=((TAG_FIELD, tag),) if tag != code else ())
