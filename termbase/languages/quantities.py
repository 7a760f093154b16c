"""Numbers and units as words, by language: what stands for a figure where no digit is written.

Keys are written as `Language.normalise_word` leaves them, without article, gender and number as far as the language's
analysis takes those off; `Quantities` normalises them when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from termbase.languages import language

# A line a value, the words that may stand for it: cardinals, ordinals and the adjectives made of them.
_NUMBERS: dict[str, dict[float, str]] = {
    "en": {
        0.25: "quarter", 0.5: "half",
        0: "zero null no none", 1: "one first single once a an",
        2: "two second twice double pair both twofold dual half",
        3: "three third thrice triple", 4: "four fourth quadruple quarter", 5: "five fifth", 6: "six sixth",
        7: "seven seventh", 8: "eight eighth", 9: "nine ninth", 10: "ten tenth", 11: "eleven eleventh",
        12: "twelve twelfth dozen", 13: "thirteen thirteenth", 14: "fourteen fourteenth", 15: "fifteen fifteenth",
        16: "sixteen sixteenth", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty twentieth",
        30: "thirty thirtieth thirties", 40: "forty forties", 50: "fifty fifties", 60: "sixty sixties",
        70: "seventy seventies", 80: "eighty eighties", 90: "ninety nineties", 100: "hundred hundredth",
        1000: "thousand", 1000000: "million", 1000000000: "billion", 1000000000000: "trillion",
    },
    "ar": {
        0.25: "ربع", 0.5: "نصف",
        0: "صفر صفرية لا معدوم دون", 1: "واحد واحدة أحد إحدى أول أولى أحادي أحادية مرة فردي",
        2: "اثنان اثنين اثنتان اثنتين إثنين ثاني ثانية ثنائي ثنائية مرتين مرتان زوج ضعف ضعفي كلا كلتا نصف مزدوج",
        3: "ثلاث ثلاثة ثالث ثالثة ثلاثي ثلاثية ثلث", 4: "أربع أربعة رابع رابعة رباعي رباعية ربع",
        5: "خمس خمسة خامس خامسة خماسي خماسية خمسي", 6: "ست ستة سادس سادسة سداسي سداسية سدس",
        7: "سبع سبعة سابع سابعة سباعي سباعية", 8: "ثمان ثمانية ثماني ثامن ثامنة ثمن", 9: "تسع تسعة تاسع تاسعة",
        10: "عشر عشرة عاشر عاشرة عشري عشرية", 20: "عشرون عشرين", 30: "ثلاثون ثلاثين ثلاثينيات",
        40: "أربعون أربعين أربعينيات", 50: "خمسون خمسين خمسينيات", 60: "ستون ستين ستينيات",
        70: "سبعون سبعين سبعينيات", 80: "ثمانون ثمانين ثمانينيات", 90: "تسعون تسعين تسعينيات",
        100: "مائة مئة مئوي مئات مائتين مئتين مائتا مئتا", 1000: "ألف آلاف ألفين ألفي ألوف",
        200: "مائتين مئتين مائتا مئتا مئتان مائتان", 300: "ثلاثمائة ثلاثمئة", 400: "أربعمائة أربعمئة",
        500: "خمسمائة خمسمئة", 600: "ستمائة ستمئة", 700: "سبعمائة سبعمئة", 800: "ثمانمائة ثمانمئة ثمانيمئة",
        900: "تسعمائة تسعمئة", 2000: "ألفين ألفي ألفان", 1000000: "مليون ملايين", 1000000000: "مليار مليارات بليون",
        1000000000000: "تريليون",
    },
    "fr": {
        0.25: "quart", 0.5: "demi demie moitié",
        0: "zéro aucun", 1: "un une premier première seul", 2: "deux second seconde deuxième double demi moitié",
        3: "trois troisième triple tiers", 4: "quatre quatrième quart", 5: "cinq cinquième", 6: "six sixième",
        7: "sept septième", 8: "huit huitième", 9: "neuf neuvième", 10: "dix dixième", 11: "onze", 12: "douze",
        13: "treize", 14: "quatorze", 15: "quinze", 16: "seize", 20: "vingt", 30: "trente", 40: "quarante",
        50: "cinquante", 60: "soixante", 100: "cent", 1000: "mille millier", 1000000: "million",
        1000000000: "milliard",
    },
    "de": {
        0.25: "viertel", 0.5: "halb halbe hälfte",
        0: "null kein", 1: "ein eine einer eines einem einen eins erste ersten erster",
        2: "zwei zweite zweiten doppelt halb",
        3: "drei dritte dritten", 4: "vier vierte viertel", 5: "fünf fünfte", 6: "sechs", 7: "sieben", 8: "acht",
        9: "neun", 10: "zehn", 11: "elf", 12: "zwölf", 20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig",
        60: "sechzig", 70: "siebzig", 80: "achtzig", 90: "neunzig", 100: "hundert", 1000: "tausend",
        1000000: "million millionen", 1000000000: "milliarde milliarden",
    },
    "es": {
        0.25: "cuarto cuarta", 0.5: "medio media mitad",
        0: "cero", 1: "un uno una primer primero primera", 2: "dos segundo segunda doble medio mitad",
        3: "tres tercero",
        4: "cuatro cuarto", 5: "cinco quinto", 6: "seis sexto", 7: "siete", 8: "ocho", 9: "nueve", 10: "diez",
        11: "once", 12: "doce", 15: "quince", 20: "veinte", 30: "treinta", 40: "cuarenta", 50: "cincuenta",
        100: "cien ciento", 1000: "mil", 1000000: "millón millones",
    },
}  # fmt: skip

# Units by their sign; the words for them in any language. Only signs that cannot be mistaken for variables.
_UNITS: dict[str, str] = {
    "%": "% ٪ percent بالمئة بالمائة prozent pourcent",
    "ms": "ms millisecond millisecondes ملي‌ثانية مللي ميلي ملي",
    "μs": "μs microsecond ميكروثانية", "ns": "ns nanosecond نانوثانية",
    "second": "second sec seconde sekunde ثانية ثوان ثواني",
    "minute": "minute min دقيقة دقائق", "hour": "hour heure stunde ساعة ساعات", "day": "day jour tag يوم أيام",
    "year": "year année ans jahr سنة عام أعوام سنوات", "KB": "kb kilobyte كيلوبايت",
    "MB": "mb megabyte ميجابايت ميغابايت",
    "GB": "gb gigabyte جيجابايت غيغابايت", "TB": "tb terabyte تيرابايت", "bit": "bit بت بتات",
    "byte": "byte بايت بايتات",
    "Mbps": "mbps", "Gbps": "gbps", "Hz": "hz hertz هرتز", "MHz": "mhz megahertz ميجاهرتز ميغاهرتز",
    "GHz": "ghz gigahertz جيجاهرتز غيغاهرتز", "km": "km kilometre kilometer كيلومتر كيلومترات كم",
    "cm": "cm سنتيمتر سم",
    "mm": "mm مليمتر ملم", "kg": "kg kilogram كيلوغرام كيلوجرام كجم كغ", "mg": "mg ملغ مجم ملليغرام مليغرام",
}  # fmt: skip


@dataclass(frozen=True)
class Quantities:
    """Words for numbers (each with its values) and for units (each with its sign), by normalised word."""

    numbers: dict[str, tuple[float, ...]]
    units: dict[str, str]


@lru_cache(64)
def quantities(code: str) -> Quantities:
    """What the words of a language (BCP 47 tag) say of numbers and units; without numbers where it is not known."""
    rules = language(code)
    numbers: dict[str, tuple[float, ...]] = {}
    for value, words in _NUMBERS.get(rules.code, {}).items():
        for word in words.split():
            key = rules.normalise_word(word)
            numbers[key] = (*numbers.get(key, ()), value)
    units = {rules.normalise_word(word): sign for sign, words in _UNITS.items() for word in words.split()}
    return Quantities(numbers, units)


@lru_cache(1 << 16)
def values_of(word: str, code: str) -> frozenset[float]:
    """The numbers that a word may stand for: *fifth* 5, *وثلاثين* 30; a dual ending counts as two."""
    rules, known = language(code), quantities(code).numbers
    found: set[float] = set()
    for reading in rules.analyses(word):
        # Nobody says *their thousand*: الفهم is the understanding.
        if "pronoun" not in reading.rules:
            found.update(known.get(reading.base, ()))
    if rules.may_be_dual(word):
        found.add(2)
    return frozenset(found)


@lru_cache(1 << 14)
def unit_of(word: str, code: str) -> str | None:
    """The sign of the unit that a word is, or None."""
    known = quantities(code).units
    return next((known[a.base] for a in language(code).analyses(word) if a.base in known), None)
