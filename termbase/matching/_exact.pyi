from collections.abc import Mapping

from termbase.languages import Token
from termbase.model import Occurrence

def recognise(
    text: str,
    tokens: tuple[Token, ...] | None,
    classes: bytes,
    words: Mapping[str, tuple[object, ...]],
    terms: Mapping[int, tuple[object, ...]],
    steps: Mapping[int, int],
    slots: memoryview,
    filled: memoryview,
    capacity: int,
    occurrence: type[Occurrence],
) -> object: ...
