"""What of a termbase a format gets to write, and what it loses of that: counted before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter

from termbase.formats.base import Format
from termbase.formats.categories import EVERYTHING, REJECTED, Category, of_concept, of_term
from termbase.formats.losses import LEFT_OUT, Losses
from termbase.formats.texts import Watch
from termbase.languages import language
from termbase.model import Concept, Term

# What a row may state once for both its terms.
SHARED = {Category.DO_NOT_TRANSLATE: "do_not_translate", Category.PART_OF_SPEECH: "part_of_speech"}
MERGED = "rows about one source are read back as one concept"
OWN_TRANSLATION = "written as its own translation"
OF_SOURCE = "left out for source terms"
OF_BOTH = "read back for both terms of a row"
APART = "each source term is read back as a concept of its own"
OF_CONCEPT = attrgetter("subject_field", "definition", "note", "image", "external_id")
OF_TERM = attrgetter(
    "text", "part_of_speech", "grammatical_gender", "grammatical_number", "term_type", "context", "source", "note",
)  # fmt: skip


class Selection:
    """Passes concepts on to a writer as its format can carry them, and counts what it cannot.

    ``pair`` are the source and the target language, or None where a format writes all languages.
    """

    def __init__(self, form: Format, pair: tuple[str, str] | None, losses: Losses) -> None:
        self._form, self._pair, self._losses = form, pair, losses
        self._altered = Watch(form.alters)
        # Hashes of the source terms written so far, for formats whose rows do not say which concept they are of.
        self._seen: set[int] | None = None if form.keyed or pair is None else set()

    def __call__(self, concepts: Iterable[Concept]) -> Iterator[Concept]:
        """The concepts to write; those that cannot be written at all are left out and counted."""
        whole = self._form.keeps >= EVERYTHING and not self._form.target_only
        for concept in concepts:
            terms = self._terms(concept)
            if terms is None:
                continue
            if not whole:
                self._count(concept, terms)
            if self._form.shared:
                self._share(terms)
            if self._form.alters:
                self._look(concept, terms)
            if self._seen is not None:
                self._group(terms, self._seen)
            yield concept if len(terms) == len(concept.terms) else replace(concept, terms=tuple(terms))

    def _count(self, concept: Concept, terms: list[Term]) -> None:
        """Report the data categories that the format has no place for."""
        for category in of_concept(concept):
            if category not in self._form.keeps:
                self._lose(category, _name(concept))
        for term in terms:
            for category in of_term(term):
                if category not in self._form.keeps:
                    self._lose(category, term.text)
                elif category in self._form.target_only and self._pair and term.language == self._pair[0]:
                    self._losses.add(category, OF_SOURCE, term.text)

    def _lose(self, category: Category, example: str) -> None:
        self._losses.add(category, self._form.bends.get(category, LEFT_OUT), example)

    def _terms(self, concept: Concept) -> list[Term] | None:
        """The terms that the format can carry, or None where nothing of the concept can be written."""
        terms = list(concept.terms)
        if self._pair is not None:
            others = [term for term in terms if term.language not in self._pair]
            for term in others:
                self._lose(Category.LANGUAGES, f"{term.language}: {term.text}")
            terms = [term for term in terms if term.language in self._pair]
        if not self._form.warns:
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
            name = _name(concept)
            for text in {name: None} | {term.text: None for term in terms}:
                self._lose(Category.MISSING_SIDE, text if text == name else f"{name}: {text}")
            return None
        return terms

    def _one_sided(self, terms: list[Term]) -> bool:
        """Whether a concept with one language only can be written: by the format, or since it is not translated."""
        form = self._form
        if not terms or self._pair is None or terms[0].language != self._pair[0]:
            return False
        if Category.MISSING_SIDE in form.keeps:
            return True
        if Category.DO_NOT_TRANSLATE not in form.keeps | set(form.bends) or not any(t.do_not_translate for t in terms):
            return False
        for term in terms:
            self._losses.add(Category.DO_NOT_TRANSLATE, OWN_TRANSLATION, term.text)
        return True

    def _share(self, terms: list[Term]) -> None:
        """Report what a row says of both its terms, where it is true of one."""
        for category in self._form.shared:
            if len({getattr(term, SHARED[category]) for term in terms}) > 1:
                for term in terms:
                    self._losses.add(category, OF_BOTH, term.text)

    def _look(self, concept: Concept, terms: list[Term]) -> None:
        """Report the texts that come back altered."""
        texts = [*OF_CONCEPT(concept), *(value for _, value in concept.fields)]
        for term in terms:
            texts += OF_TERM(term)
            if term.fields:
                texts += [value for _, value in term.fields]
        for how, text in self._altered(texts):
            self._losses.add("characters", how, text)

    def _group(self, terms: list[Term], seen: set[int]) -> None:
        """Report where rows will not say which terms are of one concept."""
        assert self._pair is not None
        names = [term for term in terms if term.language == self._pair[0]]
        for name in names[1:]:
            self._losses.add(Category.SYNONYMS, APART, f"{names[0].text} = {name.text}")
        for name in names:
            spelling, stems = language(name.language).keys(name.text)
            keys = {hash(("stems", stems)), hash(("joined", spelling.replace(" ", "")))}
            if not seen.isdisjoint(keys):
                self._losses.add("concepts", MERGED, name.text)
            seen |= keys
        if how := self._form.bends.get(Category.SYNONYMS):
            targets = [term for term in terms if term.language != self._pair[0]]
            for term in [term for term in targets if term.administrative_status not in REJECTED][1:]:
                self._losses.add(Category.SYNONYMS, how, term.text)


def _name(concept: Concept) -> str:
    return concept.terms[0].text if concept.terms else str(concept.id)
