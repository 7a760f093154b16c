"""The languages: `language("ar")` gives the rules for Arabic, `language("xx")` the default ones.

Rules of a language live here and nowhere else. A tag is reduced to its BCP 47 primary subtag, so ``ar``, ``ar-EG``,
``ar_AR`` and ``ar-`` are one request.
"""

from __future__ import annotations

import re
from functools import lru_cache

from termbase.errors import UsageError
from termbase.languages.abbreviations import abbreviates
from termbase.languages.arabic.forms import ArabicForms
from termbase.languages.arabic.rules import Arabic
from termbase.languages.base import Analysis, Language, Token
from termbase.languages.english.forms import EnglishForms
from termbase.languages.english.rules import English
from termbase.languages.forms import Forms, Lexicon, common_words
from termbase.languages.french.forms import FrenchForms
from termbase.languages.german import German
from termbase.languages.german_forms import GermanForms
from termbase.languages.romance import DECLENSIONS, Romance
from termbase.languages.romance_forms import RomanceForms
from termbase.languages.scripts import (
    foreign_script,
    has_script,
    script_of,
    script_of_language,
    scripts,
    told_apart_by_script,
)
from termbase.languages.stamp import all_rules_stamp, files_stamp, rules_stamp

__all__ = [
    "Analysis",
    "Forms",
    "Language",
    "Lexicon",
    "Token",
    "abbreviates",
    "all_rules_stamp",
    "common_words",
    "files_stamp",
    "foreign_script",
    "forms",
    "has_script",
    "language",
    "primary_subtag",
    "rules_stamp",
    "script_of",
    "script_of_language",
    "scripts",
    "told_apart_by_script",
]

RULES: dict[str, type[Language]] = {"ar": Arabic, "en": English, "de": German, **dict.fromkeys(DECLENSIONS, Romance)}
FORMS: dict[str, type[Forms]] = {
    "ar": ArabicForms, "de": GermanForms, "en": EnglishForms, "fr": FrenchForms,
    **dict.fromkeys(("ca", "es", "gl", "it", "pt"), RomanceForms),
}  # fmt: skip
TAG = re.compile(r"([A-Za-z]{2,3}|[A-Za-z]{5,8})(?:[-_][A-Za-z0-9]{0,8})*")


def primary_subtag(tag: str) -> str:
    """The language of a BCP 47 tag, lower case. Raises `UsageError` for what is no language tag."""
    match = TAG.fullmatch(tag.strip())
    if match is None:
        raise UsageError(f"{tag!r} is not a language tag; give one such as en, ar or pt-BR (BCP 47)")
    return match.group(1).lower()


@lru_cache(64)
def language(tag: str) -> Language:
    """The rules for a language tag; languages without rules of their own get the default ones."""
    code = primary_subtag(tag)
    return RULES.get(code, Language)(code)


@lru_cache(64)
def forms(tag: str) -> Forms:
    """What mining asks of a language; those without rules of their own get the defaults."""
    rules = language(tag)
    return FORMS.get(rules.code, Forms)(rules)
