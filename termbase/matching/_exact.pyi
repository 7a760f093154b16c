from collections.abc import Mapping

from termbase.languages import Token
from termbase.matching.checked_file import Parts
from termbase.matching.exact.readings import Rules
from termbase.model import Occurrence

VERSION: int

def recognise(
    text: str,
    tokens: tuple[Token, ...] | None,
    classes: bytes,
    words: Mapping[str, bytes],
    terms: Mapping[int, tuple[object, ...]],
    rules: list[Rules],
    late: tuple[dict[int, dict[int, tuple[int, int]]], dict[int, list[int]], set[int], set[int]],
    base: tuple[object, ...],
    blocks: Parts | None,
    kinds: Mapping[int, tuple[object, ...]],
    slots: tuple[object, ...],
    held: type[tuple[object, ...]],
    occurrence: type[Occurrence],
) -> object: ...
def stored(
    states: list[int], base: tuple[object, ...], blocks: Parts | None
) -> list[tuple[int, int, int, int, str]]: ...
