"""What a format could not carry, counted by data category with the first example of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Loss:
    """What happened to one kind of content, how often, and the first place."""

    category: str
    how: str
    count: int
    example: str


class Losses:
    """Counts what is dropped or bent; its size does not grow with the number of concepts.

    ``each`` is called with category, what happened and the item itself, for every one.
    """

    def __init__(self, each: Callable[[str, str, str], None] | None = None) -> None:
        self._each = each
        self._found: dict[tuple[str, str], list[int]] = {}
        self._examples: dict[tuple[str, str], str] = {}

    def add(self, category: str, how: str, example: str, count: int = 1) -> None:
        """Note that content of a category was bent or left out."""
        key = (str(category), how)
        if self._each is not None:
            self._each(*key, example if count == 1 else f"{example} and {count - 1} more")
        if key in self._found:
            self._found[key][0] += count
        else:
            self._found[key] = [count]
            self._examples[key] = " ".join(example.split())[:100]

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[Loss]:
        for key in sorted(self._found):
            yield Loss(*key, self._found[key][0], self._examples[key])
