"""Stems by the Snowball algorithms (M. Porter and others, https://snowballstem.org), where no rules stand here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
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


def stemmer_files(codes: Iterable[str]) -> list[str]:
    """The files that hold the algorithms which stem these languages; none for languages that none stems."""
    names = sorted({f"{SNOWBALL[code]}_stemmer" for code in codes if code in SNOWBALL})
    package = find_spec("snowballstemmer") if names else None
    folders = (package and package.submodule_search_locations) or ()
    return [f"{folder}/{name}.py" for folder in folders for name in ("basestemmer", *names)]


def _stemmer(name: str) -> Any:
    """The stemmer in C, unless its algorithms are of another version: keys are stored that the other one made."""
    if _release("PyStemmer") == _release("snowballstemmer"):
        return import_module("Stemmer").Stemmer(name)
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


@lru_cache(2)
def _release(package: str) -> str:
    """The first two numbers of the version of a package, which those of the algorithms follow; empty without it."""
    # Imported here, since reading what a package says of itself takes as long as all languages to load.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return ".".join(version(package).split(".")[:2])
    except PackageNotFoundError:
        return ""
