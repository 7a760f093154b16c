"""Entries of a list of references: titles and names in the words of others, whose terms are nobody's to judge."""

from __future__ import annotations

import re

# How an entry is numbered: [4], [Lam78], 4. or (4), and the emphasis or quotation that may follow.
LABEL = re.compile(r"\s*(?:[-*•]\s+)?(?:(\[(?:\d{1,3}|[A-Z][\w+-]{0,12}\d{2,4}[a-z]?)\])|\(?\d{1,3}[.)])\s+")
# Names as they stand there and hardly ever in a sentence: *Shannon, C. E.*, *C. E. Shannon*, *Shannon CE,*.
INITIALS = r"(?:[^\W\d_a-z]\.[\s-]?){1,3}"
NAMES = re.compile(
    rf"[*_]*(?:([^\W\d_][\w’'-]+,\s*{INITIALS})|{INITIALS}\s*[^\W\d_a-z][\w’'-]+\s*(?:,|&|and\b|\(|[*_]))"
)
TITLE = re.compile(r"[*_]*[\"“«‘„]")
# *Denis-Charles Cisinski, Théories homotopiques dans les topos*: names in full, and a title that is set off.
AUTHORED = re.compile(r"[^*\"“«„.:]{3,120},\s*(?:[\"“«„]|[*_][^*_\s])")
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\d)")
# A year behind the names, as APA has it: *Kleene, S. C. (1952). …*
DATED = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[*_]*[.,:]")
# Where it is to be found: pages, a volume with its number, an address.
LOCATED = re.compile(
    r"\bpp?\.\s*\d|\d+\s*\(\d+(?:[–-]\d+)?\)\s*[,:]|[,:]\s*\d+\s*[–-]\s*\d+\s*[.,]|\b(?:vol|no)\.\s*\d|https?://|\bdoi\b|\barXiv:",
    re.IGNORECASE,
)


def is_reference(text: str) -> bool:
    """Whether a block of text is an entry of a list of references, told by its form in any language.

    It begins with a label or names with initials and has a title in quotation marks, a year or a place where to find
    it, as many of these as rule out a sentence that begins in the same way (*[4] showed in 1998 …*).
    """
    label = LABEL.match(text)
    rest = text[label.end() :] if label else text
    named = NAMES.match(rest)
    sure = named is not None or (label is not None and TITLE.match(rest) is not None)
    if not sure and not AUTHORED.match(rest):
        return False
    located, dated = LOCATED.search(rest) is not None, YEAR.search(rest) is not None
    if not sure:
        return located and dated
    if label and label[1]:
        return located or dated
    return DATED.search(rest) is not None or (dated and (located or (named is not None and named[1] is not None)))
