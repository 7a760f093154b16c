"""Stems by the Snowball algorithms (M. Porter and others, https://snowballstem.org), where no rules stand here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any

SNOWBALL = {
    "da": "danish", "de": "german", "el": "greek", "es": "spanish", "eu": "basque", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@lru_cache(32)
def snowball(code: str) -> Callable[[str], str] | None:
    """What stems a spelling key of a language, or None; imported when the first such language is met.

    Of PyStemmer where it is installed in the version of snowballstemmer: the same stems in a fiftieth of the time.
    """
    if code not in SNOWBALL:
        return None
    stemmer, lock = _stemmer(SNOWBALL[code]), Lock()

    def stem(key: str) -> str:
        # A stemmer keeps the word that it works on, so two threads would stem each other's.
        with lock:
            stemmed: str = stemmer.stemWord(key)
            return stemmed

    return stem


def stems_version(code: str) -> str:
    """The version of the algorithms that stem a language; empty for a language that none does."""
    return _release("snowballstemmer") if code in SNOWBALL else ""


def _stemmer(name: str) -> Any:
    """The stemmer in C, unless its algorithms are of another version: keys are stored that the other one made."""
    if _release("PyStemmer") == _release("snowballstemmer"):
        return import_module("Stemmer").Stemmer(name)
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


@lru_cache(2)
def _release(package: str) -> str:
    """The first two numbers of the version of a package, which those of the algorithms follow; empty without it."""
    try:
        return ".".join(version(package).split(".")[:2])
    except PackageNotFoundError:
        return ""
