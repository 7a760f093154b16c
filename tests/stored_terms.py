"""Terms of stored termbases, and what is asked of them: shared by the tests of recognition."""

from __future__ import annotations

import sqlite3

from hypothesis import strategies as st

from termbase.matching import TermIndex, recognise
from termbase.model import Concept, Term
from termbase.pipeline.recognition import _memories, term_index
from termbase.store import queries, revisions, writes

ENGLISH = st.lists(st.sampled_from(["a", "data", "datas", "base", "bases", "cache", "caches", "IT", "it", "gpu", "GPUs", "the", "net", ".NET", "A*", "databse", "data-base", "$a$", "$a b$", ","]), min_size=1, max_size=6).map(" ".join)  # fmt: skip
# Between words: what parts them, what belongs to a term, what goes on with the letter before.
BETWEEN = st.sampled_from([" ", "  ", ", ", "\n", "\n \n", "-", "/", ". ", ".", "، ", "\u0301 ", "\u20dd ", "+", "++ ", "# ", "'", " .", "\u3099", "，", "\u3000", "\U0001f600"])  # fmt: skip
ENGLISH_TOO = st.one_of(ENGLISH, st.sampled_from(["nets, data", "data, base", "C++", "C#", "base*", "caches+", "$x$ data", "datas' base", "IT cache"]))  # fmt: skip
ARABIC = st.lists(st.sampled_from(["شبكة", "الشبكات", "بشبكة", "عصبية", "العصبية", "دقة", "دقيقة", "وبالدقة", "مكتب", "مكتبة", "في", "وكتابه", "الالتفافية", "التفافية", "شبككة", "ﷺ"]), min_size=1, max_size=6).map(" ".join)  # fmt: skip
CHINESE = st.text("深度学习网络 a,", min_size=1, max_size=8).filter(str.strip)
ANY = st.text(min_size=1, max_size=8).filter(
    lambda text: text.strip() and not any("\ud800" <= c <= "\udfff" for c in text)
)


def store(connection: sqlite3.Connection, *terms: Term) -> None:
    """One revision that adds a concept for each term."""
    with revisions.revision(connection, "import", "tester", "terms"):
        for term in terms:
            writes.add_concept(connection, Concept((term,)))


def seen(found) -> list[tuple]:
    return [(o.start, o.end, o.surface, o.term, o.concept_id, o.kind, o.similarity, o.rules) for o in found]


def forget() -> None:
    """As if this were a new process."""
    _memories.clear()


def agrees(connection: sqlite3.Connection) -> None:
    """The index answers as one made of all terms."""
    plain = TermIndex(queries.terms(connection))
    for text in ("a stedy term 7", "steady term 12", "added termm", "renamd term", "steady term 29 steady term 1"):
        assert seen(recognise(text, "en", term_index(connection), 80)) == seen(recognise(text, "en", plain, 80))
