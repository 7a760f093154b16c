"""Concepts for words that were mistyped, whole terms or a word inside a longer one."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from termbase.matching.vocabulary import Vocabulary
from termbase.model import Concept, Term
from termbase.pipeline.search import near_concepts
from termbase.store import queries, revisions, writes
from termbase.store.connection import connect, connect_in_memory

TERMS = (
    ("artificial neural network", "شبكة عصبية اصطناعية"), ("convolutional network layer", "طبقة شبكة التفافية"),
    ("gradient descent", "انحدار تدرجي"), ("network", "شبكة"), ("language model", "نموذج لغوي"),
)  # fmt: skip


def add(connection: sqlite3.Connection, *pairs: tuple[str, str]) -> None:
    with revisions.revision(connection, "import", "tester", "terms"):
        for source, target in pairs:
            writes.add_concept(connection, Concept((Term(source, "en"), Term(target, "ar"))))


def found(connection: sqlite3.Connection, text: str) -> list[str]:
    return [queries.concept(connection, number).terms[0].text for number in near_concepts(connection, text)]


@pytest.fixture
def filled(tmp_path) -> sqlite3.Connection:
    made = connect(tmp_path / "t.db", writable=True, make=True)
    add(made, *TERMS)
    return made


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("netwrok", ["network", "artificial neural network", "convolutional network layer"]),
        ("neurla", ["artificial neural network"]),
        ("neural netwrok", ["artificial neural network"]),
        ("Gradeint", ["gradient descent"]),
        ("تدرجيي", ["gradient descent"]),
        ("nothing like it", []),
        ("?", []), ("\"'(*", []), ("", []),
    ],
)  # fmt: skip
def test_words_inside_of_longer_terms(filled: sqlite3.Connection, typed: str, wanted: list[str]) -> None:
    concepts = found(filled, typed)
    assert sorted(concepts) == sorted(wanted)
    assert concepts[:1] == wanted[:1]


def test_terms_that_come_and_go_while_words_are_remembered(filled: sqlite3.Connection) -> None:
    assert found(filled, "tokneizer") == []
    add(filled, ("subword tokenizer", "مقطع"))
    assert found(filled, "tokneizer") == ["subword tokenizer"]
    revisions.undo(filled, None, "tester")
    assert found(filled, "tokneizer") == []


@given(st.lists(st.text("abcd ", min_size=1, max_size=9), max_size=12), st.text("abcd", min_size=1, max_size=5))
def test_words_like_a_word_are_those_of_rapidfuzz(spellings: list[str], word: str) -> None:
    vocabulary = Vocabulary(spellings[:6])
    vocabulary.add(spellings[6:])
    words = {part for spelling in spellings for part in spelling.split(" ")}
    wanted = process.extract(word, sorted(words), scorer=fuzz.ratio, score_cutoff=70, limit=None)
    assert sorted(vocabulary.like([word], 70, 100)[0]) == sorted(text for text, _, _ in wanted)


def test_without_a_file() -> None:
    memory = connect_in_memory(None)
    add(memory, *TERMS)
    assert found(memory, "netwrok")[1:] == ["artificial neural network", "convolutional network layer"]
