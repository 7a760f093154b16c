"""Broken plurals of Arabic: those that plurals.txt lists, and those whose shape admits one kind of singular.

A shape is used here only where hardly any word that is no plural has it (W. Wright, A Grammar of the Arabic Language,
vol. I, §§ 304-305): أفعال and أفعلة written with their hamza, فواعل, فعائل, مفاعيل and تفاعيل. مفاعل and تفاعل are
participles and infinitives as often (معادل is no form of معدل), فعول and فعال are infinitives: these are listed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

VOWEL_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
# The seats of hamza come to hamza itself, not to و and ي: فئة must not become فيه.
# Persian letters that look like the Arabic ones, too.
UNIFIED = str.maketrans("أإآٱىةؤئیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااي" + "هءء" + "يك" + "0123456789" * 2)
SHAPES = (
    # What is written (with its hamza and ta marbuta), and the singulars as spelling keys.
    (re.compile("أ(.)(.)ا([^يىهةا])"), ("{0}{1}{2}",)),
    (re.compile("أ(.)(و)ا([^يىهةا])"), ("{0}ا{2}",)),
    (re.compile("أ(.)([^يىو])(.)ة"), ("{0}{1}ا{2}",)),
    (re.compile("([^ت])وا(.)([^يىهةا])"), ("{0}ا{1}{2}", "{0}ا{1}{2}ه")),
    (re.compile("(.)(.)ائ([^يىهةا])"), ("{0}{1}ي{2}", "{0}{1}ي{2}ه")),
    (re.compile("(م.)ا(.)ي([^يىهةا])"), ("{0}{1}و{2}", "{0}{1}ا{2}")),
    (re.compile("(ت.)ا(.)ي([^يىهةا])"), ("{0}{1}ي{2}",)),
)
ANY_SHAPE = re.compile("|".join(shape.pattern for shape, _ in SHAPES))


@cache
def listed_singulars() -> dict[str, tuple[str, ...]]:
    """The singulars of each plural that is listed, as they are written but for vowel marks."""
    return _read(_text())


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    """The singulars of each plural that is listed, all as spelling keys."""
    text = _text()
    for letter, other in UNIFIED.items():
        # In a fiftieth of the time of `translate`, which looks each letter up by itself.
        text = text.replace(chr(letter), chr(other))
    return _read(text)


def _text() -> str:
    # Read beside this file: importlib.resources takes three times as long as all the rest.
    return VOWEL_MARKS.sub("", Path(__file__).with_name("plurals.txt").read_text(encoding="utf-8"))


def _read(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            singular, *plurals = line.split()
            for plural in plurals:
                found[plural] = (*found[plural], singular) if plural in found else (singular,)
    return found


def singulars(key: str, written: str) -> tuple[str, ...]:
    """The singulars that a word without clitics may be the broken plural of, as spelling keys; mostly none.

    ``key`` is the spelling key of the word, ``written`` the same letters as they are written, without vowel marks.
    """
    if written.startswith("إ"):
        # So infinitives begin (إعداد), and no broken plural that is listed (أعداد).
        return ()
    listed = _listed().get(key)
    if listed is not None or not 5 <= len(key) <= 6 or not ANY_SHAPE.fullmatch(written):
        return listed or ()
    found: list[str] = []
    for shape, made in SHAPES:
        match = shape.fullmatch(written)
        if match:
            letters = [letter.translate(UNIFIED) for letter in match.groups()]
            found += [singular.format(*letters) for singular in made]
    return tuple(dict.fromkeys(found))
