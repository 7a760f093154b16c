"""What a format could not carry, counted by data category with the first example of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from termbase.formats.categories import OF_CONCEPT, REJECTED, Category, of_concept, of_term
from termbase.model import Concept, Term

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


class Selection:
    """Passes concepts on to a writer as its format can carry them, and counts what it cannot."""

    def __init__(
        self, keeps: frozenset[Category], bends: Mapping[Category, str], pair: tuple[str, str] | None, warns: bool,
        losses: Losses,
    ) -> None:  # fmt: skip
        self._keeps, self._bends, self._pair, self._losses = keeps, bends, pair, losses
        self._warns = warns

    def __call__(self, concepts: Iterable[Concept]) -> Iterator[Concept]:
        """The concepts to write; those that cannot be written at all are left out and counted."""
        for concept in concepts:
            terms = self._terms(concept)
            if terms is None:
                continue
            for category in of_concept(concept):
                if category not in self._keeps:
                    self._lose(category, concept.terms[0].text if concept.terms else str(concept.id))
            for term in terms:
                for category in of_term(term):
                    if category not in self._keeps:
                        self._lose(category, term.text)
            if len(terms) == len(concept.terms):
                yield concept
            else:
                yield Concept(
                    tuple(terms), concept.subject_field, concept.definition, concept.note, concept.image, concept.id,
                    concept.external_id, concept.fields, concept.relations,
                )  # fmt: skip

    def _lose(self, category: Category, example: str) -> None:
        self._losses.add(category, self._bends.get(category, LEFT_OUT), example)

    def _terms(self, concept: Concept) -> list[Term] | None:
        """The terms that the format can carry, or None where nothing of the concept can be written."""
        terms = list(concept.terms)
        if self._pair is not None:
            others = [term for term in terms if term.language not in self._pair]
            for term in others:
                self._lose(Category.LANGUAGES, f"{term.language}: {term.text}")
            terms = [term for term in terms if term.language in self._pair]
        if not self._warns:
            for term in terms:
                if term.administrative_status in REJECTED:
                    word = term.administrative_status.value
                    how = f"{word} terms left out: the format would offer them as translations"
                    self._losses.add(Category.STATUS, how, term.text)
            terms = [term for term in terms if term.administrative_status not in REJECTED]
        if self._pair is None:
            return terms
        sides = {term.language for term in terms}
        if sides < set(self._pair) and not self._one_sided(terms):
            name = concept.terms[0].text if concept.terms else str(concept.id)
            self._lose(Category.MISSING_SIDE, name)
            return None
        return terms

    def _one_sided(self, terms: list[Term]) -> bool:
        """Whether a concept with one language only can be written: by the format, or since it is not translated."""
        if not terms or self._pair is None or terms[0].language != self._pair[0]:
            return False
        return Category.MISSING_SIDE in self._keeps or any(term.do_not_translate for term in terms)


__all__ = ["LEFT_OUT", "OF_CONCEPT", "Loss", "Losses", "Selection"]
