"""Names of people where a text cites them: `Gentry et al.`, `(Hinton, 2006)`, `G. E. Hinton`, lists of authors.

The forms are those of the citation styles (author and year, numbers, lists of references). Whoever is mostly named so
is an author, neither a term nor a name that a glossary keeps. Words become letters, and expressions find the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Who is cited in this share of the places of the name is an author.
MOSTLY = 0.5
# What stands before a second capital of a family name: *McMahan*, *LeCun*.
_PREFIX = re.compile("Mc|Mac|Fitz|Le|De|Di|Du|La|Van")
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "ten", "ter",
     "van", "von", "zu")
)  # fmt: skip
_JOINING = frozenset(("&", "and", "und", "et", "y", "e", "en"))
# Who is thanked, and who is cited as saying something: `Paulson [56] states`.
_THANKS = frozenset(("thank", "thanks", "thankful", "grateful", "gratitude", "indebted", "acknowledge"))
_SAYS = """
argue argues argued claim claims claimed conjectured note notes noted observe observes observed propose proposes
proposed prove proves proved report reports reported show shows showed state states stated suggest suggests suggested
wrote
"""
_SAYING = frozenset(_SAYS.split())
_TOKEN = re.compile(
    r"""(?P<E>\bet\s+al\b\.?)|(?P<I>(?<!\w)[^\W\d_]\.(?:[ -]?[^\W\d_]\.)*)|(?P<Y>\b(?:1[5-9]|20)\d\d[a-z]?\b)
        |(?P<R>\[[\w ,;–-]{1,40}\])|(?P<M><?[\w.+-]+@[\w.-]+\w>?)|(?P<w>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<s>\S)""",
    re.VERBOSE,
)
# An author: given names and initials, a family name, or the family name first: `Hinton, G. E.`
_AUTHOR = r"(?:[NI]{0,3}p{0,2}N(?:,?I)?)"
_AUTHORS = rf"{_AUTHOR}(?:,{_AUTHOR}){{0,30}}(?:,?[&+]{_AUTHOR})?"
_CITED = [
    re.compile(expression)
    for expression in (
        rf"{_AUTHORS},?(?=E)",  # Gentry et al.
        rf"[(;](?:[wBST]\.?){{0,2}},?{_AUTHORS},?(?=Y)",  # (Hinton, 2006; see Nair and Hinton, 2010
        rf"{_AUTHORS}(?=\(Y)",  # Hinton (2006)
        rf"{_AUTHOR}(?:,{_AUTHOR}){{0,30}},?[&+]{_AUTHOR}(?=R)",  # Nair and Hinton [20]
        r"N\+N",  # the Zeiler&Fergus model
        rf"{_AUTHOR}(?=RS)",  # Paulson [56] states
        rf"(?<=B){_AUTHOR}(?:,{_AUTHOR})+,?&{_AUTHOR}",  # by Berlekamp, Conway and Guy
        "N?Ip{0,2}N{1,2}|N,I",  # G. E. Hinton; Hinton, G. E.
        "[NI]{1,4}(?=M)",  # Grace Hopper <grace@example.org>
        "(?:[NI]{1,3}p{0,2}N,){4,}(?:[&+]?[NI]{1,3}p{0,2}N)?",  # five names in a row, each of two words or more
    )
]
# Given and family names in a sentence of thanks.
_THANKED = re.compile("[NI]{1,3}p{0,2}N")
_SIGN = re.compile(
    r"et\s+al\b|&|\bby\s+[^\W\d_a-z]\w+,|\b(?:[Tt]hank|[Gg]rat(?:eful|itude)|indebted|acknowledge)|\b\w\.|\b(?:1[5-9]|20)\d\d|\[\w|@|(?:,[^,]*){4}"
)


def is_author(cited: int, occurrences: int) -> bool:
    """Whether what is cited as an author so often, of all its occurrences, is the name of one."""
    return cited > 0 and cited >= MOSTLY * occurrences


def cited_authors(text: str) -> list[tuple[int, int]]:
    """Where words of a text are names of people whom it cites: offsets (code points) of each such word."""
    if not _SIGN.search(text):
        return []
    tokens = list(_tokens(text))
    letters = "".join(letter for letter, _, _ in tokens)
    places = {place for pattern in _CITED for match in pattern.finditer(letters) for place in range(*match.span())}
    if "T" in letters:
        thanked = _THANKED.finditer(letters, letters.index("T"))
        places.update(place for match in thanked for place in range(*match.span()))
    return [tokens[place][1:] for place in sorted(places) if letters[place] in "Np"]


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """A letter for each token, with its offsets: N name, I initials, p particle, & *and*, + the sign for
    it, E *et al.*, Y year, R a reference in brackets, M an address, B *by*, S a verb of saying, T a word of thanks, w
    another word, else the sign itself."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "s"
        word = match.group()
        if kind == "w":
            kind = _kind(word)
        elif kind == "s":
            kind = "+" if word == "&" else word if word in ",;()." else "-"
        elif kind == "I" and not word[0].isupper():
            kind = "w"
        yield kind, *match.span()


def _kind(word: str) -> str:
    if word in _JOINING:
        return "&"
    if word in _PARTICLES:
        return "p"
    told = "B" if word == "by" else "S" if word in _SAYING else "T" if word.casefold() in _THANKS else ""
    if told or not word[0].isupper():
        return told or "w"
    parts = re.split("[-'’]", word)
    return "N" if all(map(_is_name_part, parts)) and len(max(parts, key=len)) > 1 else "w"


def _is_name_part(part: str) -> bool:
    """Whether a part of a word is written as names are: a capital, then small letters (*Hinton*, not *ImageNet*)."""
    prefix = _PREFIX.match(part)
    if prefix and part[prefix.end() :][:1].isupper():
        part = part[prefix.end() :]
    return len(part) < 2 or part[1:].islower()
