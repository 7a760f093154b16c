"""The form of a term that a glossary prints, chosen among the forms that texts show."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from termbase.languages import Forms, Lexicon
from termbase.languages.forms import PartOfSpeech

# Share of definite forms from which a noun keeps its article, if at most this share of its sources is plural.
MASS, PLURAL = 0.9, 0.1
# A word counts as plural when more than this share of its sources is, and so much more than of its singular's.
MOSTLY, DISTANCE = 0.6, 0.2
# A word counts as the plural of a singular source too when at least this share of its sources is plural.
AT_TIMES = 0.2
# A source has a plural of its own when at least this share of the terms that end with it is plural.
COUNTABLE = 0.05
# A change of ending makes singulars when so many known plurals have it.
LEARNT = 3
# The least shares of the places of a plural name that look plural and that are names, and how many of these have a
# capital of their own.
ALWAYS, NAME, NAMED = 0.9, 0.8, 2
# A singular may be so much rarer than its plural.
RARER = 20
# The least share of a head that counts as shown.
SHOWN = 0.03
# The parts of a word, and what stands between them.
_PIECE = re.compile("([‐‑–-]|['’]s$)")


@dataclass(frozen=True)
class Numbers:
    """What aligned text shows of number: the singulars of plurals, and plural forms that render singular sources.

    ``mostly`` are the words that render plurals more often than not.
    """

    singulars: dict[str, str]
    plurals: frozenset[str]
    mostly: frozenset[str] = frozenset()


# Source key, whether the source is plural, the target form, its weight.
NounForm = tuple[str, int, str, float]


def numbers(rows: Callable[[], Iterable[NounForm]], rules: Forms, lexicon: Lexicon) -> Numbers:
    """The plurals of the target and their singulars: أنظمة beside systems, نظام beside system.

    One-word terms show which singular a plural has; the first words of longer ones too show what is a plural. A plural
    that renders a singular source stands for one where the source has a plural of its own (أعشاش الحلقات, *loop nest*),
    and is the word itself where it has none (الأجهزة, *hardware*).
    """
    seen: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    targets: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    sources: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    firsts: dict[str, str] = {}
    for key, plural, form, weight in rows():
        first, _, rest = form.partition(" ")
        word = firsts.get(first)
        if word is None:
            word = firsts[first] = rules.fold(rules.bare([first], lexicon)[0])
        targets[word][plural] += weight
        sources[_head(key)][plural] += weight
        if not rest and " " not in key:
            seen[key][plural][word] += weight  # type: ignore[assignment]
    singulars = _singulars(seen, targets, rules)
    if rules.learns_singulars:
        written = {rules.fold(word) for _, plural, form, _ in rows() if plural for word in form.split(" ")}
        singulars = _by_ending(written, singulars, lexicon) | singulars
    plurals = {word for word, counts in targets.items() if _share(counts) >= AT_TIMES}
    countable = {head for head, counts in sources.items() if _share(counts) >= COUNTABLE}
    found: dict[str, float] = defaultdict(float)
    for key, plural, form, weight in rows():
        if not plural and firsts[form.partition(" ")[0]] in plurals:
            found[form] += weight if _head(key) in countable else -weight
    mostly = frozenset(word for word, counts in targets.items() if _share(counts) > MOSTLY)
    return Numbers(singulars, frozenset(form for form, balance in found.items() if balance > 0), mostly)


def _head(key: str) -> str:
    """The noun that has the number of a source term."""
    return key.partition(" of ")[0].rpartition(" ")[2]


def _share(counts: Sequence[float]) -> float:
    """The share of plural sources among the weights of singular and plural ones."""
    return counts[1] / (sum(counts) or 1.0)


def _singulars(
    seen: dict[str, tuple[Counter[str], Counter[str]]], targets: dict[str, list[float]], rules: Forms
) -> dict[str, str]:
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for single, many in seen.values():
        others = single + many
        for word, weight in many.items():
            share = _share(targets[word])
            if share < AT_TIMES:
                continue
            for other, support in others.items():
                if other == word or not rules.related(word, other):
                    continue
                # Which of both is the plural their endings tell, or else the sources.
                told = not rules.related(other, word)
                if told or (share > MOSTLY and _share(targets[other]) < share - DISTANCE and other in single):
                    found[word][other] += min(weight, support)
    return {word: max(options, key=lambda o: (options[o], o)) for word, options in found.items()}


def _by_ending(words: Iterable[str], known: dict[str, str], lexicon: Lexicon) -> dict[str, str]:
    """The singulars of further words: by the changes of ending that several known plurals share, where they exist."""
    changes: Counter[tuple[str, str]] = Counter()
    for plural, singular in known.items():
        same = next((k for k, (a, b) in enumerate(zip(plural, singular, strict=False)) if a != b), len(singular))
        changes[plural[same:], singular[same:]] += 1
    common = [(ending, other) for (ending, other), n in changes.items() if ending and n >= LEARNT]
    found = {}
    for word in words:
        options = [word.removesuffix(ending) + other for ending, other in common if word.endswith(ending)]
        best = max(options, key=lambda option: (lexicon.frequency(option), option), default="")
        if best and lexicon.frequency(best) * 20 > lexicon.frequency(word):
            found[word] = best
    return found


def citation_rows(
    forms: Iterable[tuple[str, int, int]], rules: Forms, lexicon: Lexicon, known: Numbers
) -> Iterable[tuple[str, int, int, str, str, str, bool]]:
    """For each (form, part of speech, plural): the same, its citation form, the key of its variants, the definite form.

    Last whether the citation form is a guess: a noun that does not stand there in the singular. What a note states is
    cited as it stands there.
    """
    for form, part, plural in forms:
        written = form.split(" ")
        many = bool(plural) or form in known.plurals
        stated = part == PartOfSpeech.STATED
        words = rules.citation(
            written, PartOfSpeech.NOUN if stated else PartOfSpeech(part), many, lexicon, known.singulars
        )
        text = form if stated else rules.uncapitalised(rules.join(words), lexicon)
        definite = rules.definite(written, lexicon) if part == PartOfSpeech.NOUN and not many else None
        head = rules.fold(words[0])
        undone = many and not rules.fold(written[0]).endswith(head)
        guessed = part == PartOfSpeech.NOUN and (undone or head in known.mostly)
        yield form, part, plural, text, rules.key(words), rules.join(definite) if definite else "", guessed


class Spelling(NamedTuple):
    """A form of a pair's target: as it is cited, with its article, what it weighs, what of that has a singular source.

    ``stated`` tells how often notes state it, ``guessed`` that no text has it in the singular.
    """

    form: str
    definite: str
    weight: float
    singular: float
    stated: int = 0
    guessed: int = 0


def spelling(options: Sequence[Spelling], rules: Forms) -> str:
    """The form of a pair that is printed; of its spellings (vowel marks, case) the most frequent.

    What notes state of it is how the team cites it; else the form is the most frequent one, where singular sources
    count double, and a term that is nearly always definite and never plural is a mass noun, which keeps its article.
    A head that plurals only let guess (معامل, of معاملات) is none where texts show another (معاملة) more than once in
    a while.
    """
    stated = [option for option in options if option.stated and option.singular]
    if stated:
        most = 1 + sum(option.weight for option in stated)
        return max(_most(stated, rules, lambda o: o.stated + o.weight / most), key=lambda o: (o.weight, o.form)).form
    shown = _shown(options, rules) if len(options) > 1 else options
    best = _most(shown, rules, lambda o: rules.preference(o.form) * _weight(o))
    total = sum(map(_weight, best))
    definite = [o._replace(form=o.definite) for o in best if o.definite]
    plurals = sum(o.weight - o.singular for o in options)
    if sum(map(_weight, definite)) > MASS * total and plurals < PLURAL * total:
        best = _most(definite, rules, _weight)
    return max(best, key=lambda o: (_weight(o), o.form)).form


def _shown(options: Sequence[Spelling], rules: Forms) -> Sequence[Spelling]:
    """The options whose head is no mere guess; of these the ones with a singular source, where there are any."""
    heads: dict[str, float] = defaultdict(float)
    for option in options:
        heads[rules.fold(option.form.partition(" ")[0])] += 0.0 if option.guessed else option.weight
    enough = SHOWN * sum(option.weight for option in options)
    seen = [o for o in options if heads[rules.fold(o.form.partition(" ")[0])] > enough] or options
    forms = {option.form for option in seen if option.singular}
    return [option for option in seen if option.form in forms] or seen


def _weight(option: Spelling) -> float:
    return option.weight + option.singular


def _most(options: Sequence[Spelling], rules: Forms, weight: Callable[[Spelling], float]) -> list[Spelling]:
    """The options whose forms are spellings of the heaviest one."""
    if len(options) == 1:
        return list(options)
    folded: dict[str, float] = defaultdict(float)
    for option in options:
        folded[rules.fold(option.form)] += weight(option)
    best = max(folded, key=lambda form: (folded[form], form))
    return [option for option in options if rules.fold(option.form) == best]


def is_plural_name(occurrences: int, plurals: int, names: int, capitals: int) -> bool:
    """Whether a source is a name in the plural, as *United States*.

    Of its places ``plurals`` look plural, ``names`` of these are names, and ``capitals`` of those have a capital that
    no title and no beginning of a sentence explains.
    """
    return plurals >= ALWAYS * occurrences and names >= NAME * occurrences and capitals >= NAMED


def source_texts(
    rows: Iterable[tuple[str, str, int, int, int, int]], rules: Forms, lexicon: Lexicon
) -> dict[str, str]:  # fmt: skip
    """How each source is printed: its most frequent singular form, else its plural turned into one.

    A row: key, form, whether it is plural, occurrences, of these with a capital of their own, and as a name. A form
    that has no capital of its own is printed in lower case, but for the words of it that ``lexicon`` has seen with
    capitals, and those of a name that it has not seen in lower case.
    """
    seen: dict[str, tuple[int, int, str]] = {}
    for key, form, plural, occurrences, capital, names in rows:
        text = form if capital else _uncapitalised(form, names > 0, rules, lexicon)
        if plural and rules.head_first:
            text = rules.join(rules.citation(text.split(" "), PartOfSpeech.NOUN, True, lexicon, {}))
        elif plural:
            head, of, rest = text.partition(" of ")
            head, _, last = head.rpartition(" ")
            text = f"{head} {_singular(last, rules, lexicon)}{of}{rest}".strip()
        rank = (1 - plural, occurrences, text)
        if key not in seen or rank > seen[key]:
            seen[key] = rank
    return {key: text for key, (_, _, text) in seen.items()}


def _singular(word: str, rules: Forms, lexicon: Lexicon) -> str:
    """The singular of a word where general language does not have it much more rarely: Netherlands, processus stay."""
    singular, general = rules.singular(word), lexicon.general
    usual = singular and general.get(rules.fold(singular), 0.0) * RARER >= general.get(rules.fold(word), 0.0)
    return singular if singular and usual else word


def _uncapitalised(form: str, name: bool, rules: Forms, lexicon: Lexicon) -> str:
    """A form without the capitals that it owes to a title or the beginning of a sentence."""
    if not any(map(str.isupper, form)):
        return form
    return " ".join(
        # Of what has figures or capitals inside nothing is known: *Food-101*, *Bi-LSTM*.
        "".join(rules.uncapitalised(piece, lexicon, 1.0 if name else 0.0) for piece in _PIECE.split(word))
        if all(piece[1:].islower() or len(piece) < 2 for piece in _PIECE.split(word))
        else word
        for word in form.split(" ")
    )
