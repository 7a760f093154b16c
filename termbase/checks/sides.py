"""What one side of a segment holds beside words: its numbers with every value they may have, and its citations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from termbase.checks.spans import Marked, Span, blank
from termbase.languages import Language
from termbase.languages.quantities import unit_of, values_of

# What stands between groups of thousands alone: apostrophes, and spaces at which no line breaks, or thin ones.
THIN = "'’\u00a0\u2007\u2009\u202f"
# What stands before is asked behind the first digit, here and below: Python looks for a digit first then.
NUMBER = re.compile(rf"\d(?<![\d.,٫٬]\d)\d*(?:[.,٫٬]\d+|[{THIN}]\d{{3}}(?!\d))*")
KEYS = r"\d{1,4}(?:\s*[,،;؛–—‐-]\s*\d{1,4})*"
BRACKETS = re.compile(rf"\[\s*({KEYS})\s*\](?!\()")
ANY_BRACKETS = re.compile(rf"[\[(（]\s*({KEYS})\s*[\])）]")
NAMED_KEY = re.compile(r"\[([A-Z][A-Za-z+]{1,12}\d{2,4}[a-z]?)\]")
AUTHOR_YEAR = re.compile(
    r"\((?:[^()]{0,80}?[\s,،])?((?:1[89]|20)\d\d)[a-z]?\)|\([^()\d]{2,60}[,،]\s*((?:1[89]|20)\d\d)[a-z]?(?:[,;][^()]{0,80})?\)"
)
RANGE = re.compile(r"(\d+)\s*[–—‐-]\s*(\d+)")
# Groups of thousands with ordinary blanks between them, or numbers that happen to stand beside each other.
SPACED = re.compile(r"\d(?<!\d\d)(?<!\d \d)\d{0,2}(?: \d{3})+(?! ?\d)")
GROUPED = re.compile(rf"\d{{1,3}}(?:[.,٬{THIN}]\d{{3}})+")
OTHER_DIGIT = re.compile(r"[^\D0-9]")
SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹₀-₉]+")
# Digits that belong to no number with a decimal point.
WHOLE = re.compile(r"\d(?<!\d\d)(?<!\d[.٫]\d)\d{0,14}(?!\d)(?![.٫]\d)")
FOLLOWING = re.compile(r"[\s-]{0,2}([^\W\d_]+|[%٪])")
# 1930s is said without its century.
DECADE = re.compile(r"['’]?s\b")
SCALES = {1e3, 1e6, 1e9, 1e12}
SCALE_LETTERS = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "B": 1e9, "bn": 1e9}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its place, the values it may be read as, the word behind it, and what that multiplies by."""

    start: int
    end: int
    text: str
    values: frozenset[float]
    following: str
    scales: frozenset[float] = frozenset()

    @property
    def scaled(self) -> frozenset[float]:
        """The values that are this number of thousands, millions ...; none where no such word stands behind it."""
        return frozenset(round(value * scale, 6) for value in readings(self.text) for scale in self.scales)


def ascii_digits(text: str) -> str:
    """``text`` with the decimal digits of every script as ASCII; the length stays."""
    return text if text.isascii() else OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match.group())), text)


class Side:
    """One text with what it holds beside words; everything is found when it is first asked for."""

    def __init__(self, text: Marked, rules: Language) -> None:
        self.marked, self.rules = text, rules
        self.digits = ascii_digits(text.text)
        self._cited: set[str] = set()
        self._apart: set[float] | None = None

    @cached_property
    def citations(self) -> list[tuple[Span, tuple[str, ...]]]:
        """Bracketed citations with the keys in each; ranges are written out."""
        text = blank(self.digits, [*self.marked.code, *self.marked.formulas, *self.marked.addresses])
        found = [(m.span(), keys_of(m[1])) for m in BRACKETS.finditer(text)]
        found += [(m.span(), (m[1],)) for m in NAMED_KEY.finditer(text)]
        found += [(m.span(), (m[1] or m[2],)) for m in AUTHOR_YEAR.finditer(text)]
        return [(span, keys) for span, keys in sorted(found) if keys and "0" not in keys]

    @cached_property
    def demanded(self) -> list[Number]:
        """The numbers of the prose: not in citations, code or formulas, not glued to Latin letters as in 3D."""
        spans = [*self.marked.code, *self.marked.formulas, *self.marked.addresses, *(s for s, _ in self.citations)]
        return [n for n in self._numbers(blank(self.digits, spans)) if not self._glued(n)]

    def has(self, wanted: frozenset[float]) -> bool:
        """Whether one of the values stands anywhere in the text, in digits or words, whole or put together."""
        if wanted & self._figures or wanted & self._words:
            return True
        return any(_composed(value, self._words, self._figures) for value in wanted)

    def says(self, wanted: frozenset[float]) -> bool:
        """Whether one of the values stands there as a word; nought and one are said too often to count."""
        return bool(wanted & {value for value in self._words if value > 1})

    def without(self, cited: set[str]) -> None:
        """Leave the keys of citations that both sides have out of what `has` finds; to be told before it is asked."""
        self._cited = cited

    def grouped_like(self, other: Side) -> None:
        """Take *1 200* for one number unless the other side has 1 and 200; to be told before `has` is asked."""
        if SPACED.search(self.digits):
            values = {v for match in NUMBER.finditer(other.digits) for v in readings(match[0])}
            self._apart = values | other._words

    @cached_property
    def _figures(self) -> set[float]:
        bare = blank(self.digits, [span for span, keys in self.citations if set(keys) <= self._cited])
        text = SUPERSCRIPTS.sub(lambda match: f" {unicodedata.normalize('NFKC', match.group())} ", bare)
        found = {value for number in self._numbers(text) for value in number.values}
        return found | {float(run) for run in WHOLE.findall(text)}

    @cached_property
    def _words(self) -> set[float]:
        tokens = self.rules.tokens(self.marked.text)
        return {v for token in tokens if not token.text[0].isdecimal() for v in values_of(token.text, self.rules.code)}

    def _numbers(self, text: str) -> Iterator[Number]:
        if self._apart is not None:
            text = SPACED.sub(self._joined, text)
        for match in NUMBER.finditer(text):
            written = match.group()
            following = FOLLOWING.match(text, match.end(), match.end() + 30)
            word = following[1] if following else ""
            values = set(readings(written))
            scales = {s for s in values_of(word, self.rules.code) if s in SCALES} if word else set()
            spelt = frozenset(scales)
            if len(written) == 4 and DECADE.match(text, match.end(), match.end() + 3):
                values |= {value % 100 for value in values}
            if word in SCALE_LETTERS:
                scales.add(SCALE_LETTERS[word])
            values |= {round(value * scale, 6) for value in set(values) for scale in scales}
            if word and unit_of(word, self.rules.code) == "%":
                # 50 % is half, and 0.5.
                values |= {round(value / 100, 6) for value in set(values)}
            yield Number(*match.span(), written, frozenset(values), word, spelt)

    def _joined(self, match: re.Match[str]) -> str:
        groups, apart = match[0].split(" "), self._apart or set()
        one = float("".join(groups)) in apart or not apart.issuperset(map(float, groups))
        return match[0].replace(" ", "\u00a0") if one else match[0]

    def _glued(self, number: Number) -> bool:
        text = self.digits
        before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
        if (
            _latin(before)
            or before in ("_", "^", "\\", "{")
            or (before == "/" and _latin(text[number.start - 2 : number.start - 1]))
        ):
            return True
        if not _latin(after):
            return False
        word = number.following
        return unit_of(word, self.rules.code) is None and word not in SCALE_LETTERS


def _latin(character: str) -> bool:
    return bool(character) and character.isalpha() and unicodedata.name(character, "").startswith(("LATIN", "GREEK"))


# More digits are not told apart: a float has no more than 308.
MOST_DIGITS = 200


@lru_cache(1 << 12)
def readings(written: str) -> frozenset[float]:
    """The values that a number may have, however groups and decimals are marked: 1.234 is 1234 or 1.234."""
    text = written[:MOST_DIGITS].rstrip(".,٫٬'’")
    found: set[float] = set()
    if GROUPED.fullmatch(text):
        found.add(float(re.sub(r"\D", "", text)))
    pieces = re.split(rf"[.,٫٬{THIN}]", text)
    if len(pieces) == 1:
        found.add(float(text))
    elif len(pieces) == 2:
        found.add(float(f"{pieces[0]}.{pieces[1]}"))
    else:
        last = text[-len(pieces[-1]) - 1]
        whole = "".join(pieces[:-1])
        found.add(float(f"{whole}.{pieces[-1]}") if last in ".٫," else float(whole + pieces[-1]))
    return frozenset(round(value, 6) for value in found)


def keys_of(inside: str) -> tuple[str, ...]:
    """The keys of a bracketed citation: *3, 5–7* is 3, 5, 6, 7."""
    keys: list[str] = []
    for piece in re.split(r"\s*[,،;؛]\s*", inside):
        span = RANGE.fullmatch(piece.strip())
        if span and 0 < int(span[2]) - int(span[1]) < 100:
            keys += [str(key) for key in range(int(span[1]), int(span[2]) + 1)]
        else:
            keys += [str(int(key)) for key in re.findall(r"\d+", piece)]
    return tuple(keys)


def _composed(value: float, words: set[float], figures: set[float]) -> bool:
    """Whether a value is put together of words: 25 of 20 and 5, 1998 of 1900 and 98; figures stand beside hundreds."""
    both = words | figures
    if value != int(value) or not 10 < value < 10**7:
        return any(round(value / scale, 6) in both and scale in words for scale in SCALES if value >= scale)
    number, parts, unit = int(value), [], 1
    while number:
        number, digit = divmod(number, 10)
        if digit:
            parts.append((digit, unit))
        unit *= 10
    if len(parts) < 2 and parts[0][0] == 1:
        return False
    said = {p for p in parts if p[0] * p[1] in words or (p[1] > 10 and p[1] in words and p[0] in both)}
    return len(said) == len(parts) or (
        any(unit > 10 for _, unit in said) and all(p in said or p[0] * p[1] in figures for p in parts)
    )
