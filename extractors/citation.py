"""The form of a term that a glossary prints, chosen among the forms that texts show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from termbase.languages import Forms, Lexicon

# Share of definite forms from which a noun keeps its article, if at most this share of its sources is plural.
MASS, PLURAL = 0.9, 0.1
# A word counts as plural when more than this share of its sources is.
MOSTLY = 0.6
# Of a rendering that a note states the form is taken as it is: it is a citation form already.
STATED = 2


def plural_forms(rows: Iterable[tuple[str, int, str, float]], rules: Forms, lexicon: Lexicon) -> dict[str, str]:
    """Plurals of the target and their singulars, as one-word terms show them: أنظمة beside systems, نظام beside system.

    A row: source key, whether the source is plural, the target form, its weight.
    """
    seen: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    plurality: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for key, plural, form, weight in rows:
        word = rules.fold(rules.bare([form], lexicon)[0])
        seen[key][plural][word] += weight  # type: ignore[assignment]
        plurality[word] += weight * plural
        total[word] += weight
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for single, many in seen.values():
        for word, weight in many.items():
            if plurality[word] <= MOSTLY * total[word]:
                continue
            for other, support in single.items():
                if other != word and plurality[other] < MOSTLY * total[other] and rules.related(word, other):
                    found[word][other] += min(weight, support)
    return {word: max(options, key=lambda o: (options[o], o)) for word, options in found.items()}


def citation_rows(
    forms: Iterable[tuple[str, int, int]], rules: Forms, lexicon: Lexicon, singulars: dict[str, str]
) -> Iterable[tuple[str, int, int, str, str, str]]:
    """For each (form, nominal, plural): the same with its citation form, the key of its variants, the definite form."""
    for form, nominal, plural in forms:
        words = rules.citation(form.split(" "), bool(nominal), bool(plural), lexicon, singulars)
        text = form if nominal == STATED else rules.join(words)
        definite = rules.definite(form.split(" "), lexicon) if nominal == 1 and not plural else None
        yield form, nominal, plural, text, rules.key(words), rules.join(definite) if definite else ""


def spelling(options: Sequence[tuple[str, str, float, float]], rules: Forms) -> str:
    """The most frequent form of a pair; of its spellings (vowel marks, case) the most frequent.

    An option: form, definite form, weight, weight of its singular sources (which count double). A term that is nearly
    always definite and never plural is a mass noun, which keeps its article.
    """
    weighed = [(weight + singular, form, definite, weight - singular) for form, definite, weight, singular in options]
    plurals = sum(o[3] for o in weighed)
    best, total = _most(weighed, rules)
    definite = [(w, d, "", p) for w, _, d, p in best if d]
    if sum(o[0] for o in definite) > MASS * total and plurals < PLURAL * total:
        best = _most(definite, rules)[0]
    return max(best)[1]


Option = tuple[float, str, str, float]


def _most(options: list[Option], rules: Forms) -> tuple[list[Option], float]:
    """The options whose forms are spellings of the heaviest one, and what they weigh."""
    folded: dict[str, float] = defaultdict(float)
    for weight, form, _, _ in options:
        folded[rules.fold(form)] += weight
    best = max(folded, key=lambda f: (folded[f], f))
    return [o for o in options if rules.fold(o[1]) == best], folded[best]


def source_texts(rows: Iterable[tuple[str, str, int, int, int]], rules: Forms) -> dict[str, str]:
    """How each source is printed: its most frequent singular form, else its plural turned into one.

    A row: key, form, whether it is plural, occurrences, of these capitalised within a sentence. A form that is only
    capitalised where a sentence begins is printed in lower case.
    """
    seen: dict[str, tuple[int, int, str]] = {}
    for key, form, plural, occurrences, capital in rows:
        text = form
        if not capital and form[:1].isupper() and form[1:].split(" ", 1)[0].islower():
            text = form[0].lower() + form[1:]
        if plural:
            head, _, last = text.rpartition(" ")
            text = f"{head} {rules.singular(last) or last}".strip() if " of " not in text else key
        rank = (1 - plural, occurrences, text)
        if key not in seen or rank > seen[key]:
            seen[key] = rank
    return {key: text for key, (_, _, text) in seen.items()}
