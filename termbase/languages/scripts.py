"""Which writing system a language uses, and which ones a text is written in.

Scripts are named by the first word of the Unicode character name (``LATIN``, ``ARABIC``, ``CYRILLIC``), which the
standard library knows, so no table of ranges has to be kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

# Languages whose script is not Latin, by BCP 47 primary subtag (IANA registry, Suppress-Script).
SCRIPTS = {
    "am": "ETHIOPIC", "ar": "ARABIC", "be": "CYRILLIC", "bg": "CYRILLIC", "bn": "BENGALI", "ckb": "ARABIC",
    "el": "GREEK", "fa": "ARABIC", "gu": "GUJARATI", "he": "HEBREW", "hi": "DEVANAGARI", "hy": "ARMENIAN",
    "ja": "CJK", "ka": "GEORGIAN", "kk": "CYRILLIC", "km": "KHMER", "ko": "HANGUL", "mk": "CYRILLIC",
    "mr": "DEVANAGARI", "my": "MYANMAR", "ne": "DEVANAGARI", "ps": "ARABIC", "ru": "CYRILLIC", "sr": "CYRILLIC",
    "ta": "TAMIL", "te": "TELUGU", "th": "THAI", "uk": "CYRILLIC", "ur": "ARABIC", "yi": "HEBREW", "zh": "CJK",
}  # fmt: skip
# Languages that are commonly written in more than one script.
SEVERAL_SCRIPTS = frozenset({"az", "bs", "kk", "ku", "mn", "ms", "pa", "sd", "sr", "tg", "tt", "ug", "uz"})


def script_of_language(code: str) -> str:
    """The script of a language by its primary subtag; Latin unless known otherwise."""
    return SCRIPTS.get(code, "LATIN")


@lru_cache(1 << 14)
def script_of(character: str) -> str | None:
    """The script of one character, or None for digits, punctuation, marks and spaces."""
    if not character.isalpha():
        return None
    name = unicodedata.name(character, "").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA") else name or None


def scripts(text: str) -> Counter[str]:
    """How many letters of each script stand in ``text``."""
    return Counter(script for script in map(script_of, text) if script)


def has_script(text: str, script: str) -> bool:
    """Whether at least one letter of ``text`` is of ``script``."""
    if text.isascii():
        return script == "LATIN" and any(map(str.isalpha, text))
    return script in map(script_of, text)


def foreign_script(word: str, code: str) -> bool:
    """Whether a word (two letters or more) is in a script that the language is not written in; Latin ones may be.

    A single letter is a symbol: *β*.
    """
    if code in SEVERAL_SCRIPTS:
        return False
    found = scripts(word)
    return found.total() > 1 and not found.keys() & {script_of_language(code), "LATIN"}


def told_apart_by_script(one: str, other: str) -> bool:
    """Whether texts in two languages (BCP 47 tags) can be told apart by their letters.

    Not where a tag names a script (``sr-Latn``), nor for languages that are written in several.
    """
    codes = [re.split("[-_]", tag.casefold()) for tag in (one, other)]
    if any(len(subtag) == 4 and subtag.isalpha() for code in codes for subtag in code[1:]):
        return False
    scripts_of = {script_of_language(code[0]) for code in codes}
    return len(scripts_of) == 2 and not any(code[0] in SEVERAL_SCRIPTS for code in codes)
