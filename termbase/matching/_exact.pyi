from collections.abc import Sequence

from termbase.languages import Token
from termbase.matching.forms import Forms, Word
from termbase.model import Occurrence

def walk(flags: bytearray, words: Sequence[Word], /) -> list[tuple[int, int, int]]: ...
def known(
    text: str,
    tokens: tuple[Token, ...],
    words: dict[str, Word],
    rows: dict[tuple[str, ...], Forms],
    flags: bytearray,
    occurrence: type[Occurrence],
    /,
) -> list[Occurrence] | None: ...
