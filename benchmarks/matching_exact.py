"""What it costs to recognise the terms of a segment, as written and inflected, against what finds them as written only.

The rivals know spellings: they miss inflected terms and give words, not terms with their concepts; `missed` counts the
segments in which they found a span as written that recognition has not found nor covered by a longer one. Times are CPU
times of one process, the rivals in turns that rotate.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from matching_corpus import Corpus
from matching_fresh import fresh_processes
from matching_fuzzy import Row, median_and_p99

from termbase.languages import Language, language
from termbase.matching import recognise
from termbase.matching.exact.memo import Memo
from termbase.matching.exact.trie import Trie
from termbase.matching.exact.trie_file import opened
from termbase.matching.index_file import path_beside
from termbase.matching.stored_index import Memory, StoredIndex
from termbase.store import connect
from termbase.store.term_source import StoredTerms

Spans = list[tuple[int, int]]
LONGEST = 5
TOKENISING = "tokenising alone"
# spaCy's PhraseMatcher takes 6 GB for a million terms.
MOST_PHRASES = 100_000

ALONE = ("warmed, met before", "n-grams, SQL", "mapped file, nothing remembered")


def made_termbase(path: Path, code: str, terms: list[str]) -> sqlite3.Connection:
    """A termbase of those terms, one a concept, without the full-text index of terms."""
    connection, rules = connect(path, writable=True, make=True), language(code)
    connection.execute("DROP TRIGGER term_search_insert")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO concept (id) VALUES (?)", ((n,) for n in range(1, len(terms) + 1)))
    connection.executemany(
        "INSERT INTO term (id, concept_id, language, text, spelling, stems) VALUES (?, ?, ?, ?, ?, ?)",
        ((n, n, code, text, rules.normalise(text), rules.key(text)) for n, text in enumerate(terms, 1)),
    )
    connection.execute("COMMIT")
    return connection


def grown(make: Callable[[], Callable[[str], object]]) -> tuple[Callable[[str], object], float, float]:
    """What ``make`` makes, its CPU seconds, and the MB by which the peak of memory grew."""
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    made = make()
    seconds = time.process_time() - begin
    return made, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def recogniser(connection: sqlite3.Connection, code: str, termbase: Path | None) -> Callable[[str], object]:
    """`recognise` without misspelt terms; from the trie beside a termbase, or never warmed."""
    memory, source = Memory(code, termbase), StoredTerms(connection)
    if termbase:
        memory.warm(source)
    index = StoredIndex(source, lambda _: memory, lambda *_: None)  # type: ignore[arg-type, return-value]
    return lambda text: recognise(text, code, index)


def dictionary(terms: list[str], rules: Language) -> Callable[[str], object]:
    """All n-grams of a text against a set of spellings, longest first."""
    known = {rules.normalise(term) for term in terms}
    return lambda text: longest(text, rules, lambda grams: {gram for gram in grams if gram in known})


def one_query(connection: sqlite3.Connection, rules: Language) -> Callable[[str], object]:
    """All n-grams of a text in one SQL query."""
    connection.row_factory = None
    statement = "SELECT DISTINCT k.value FROM json_each(?) k JOIN term t ON t.language = ? AND t.spelling = k.value"

    def known(grams: list[str]) -> set[str]:
        return {row[0] for row in connection.execute(statement, (json.dumps(grams), rules.code))}

    return lambda text: longest(text, rules, known)


def longest(text: str, rules: Language, known: Callable[[list[str]], set[str]]) -> Spans:
    """The spans of n-grams that are known, the longest first, without overlaps."""
    tokens = rules._tokens(text)
    words = [rules.normalise_word(token.text) for token in tokens]
    grams = {
        (first, last): " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1)
    }
    hits = known(list(grams.values()))
    spans = [(tokens[a].start, tokens[b - 1].end) for (a, b), gram in grams.items() if gram in hits]
    kept: Spans = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if all(end <= s or e <= start for s, e in kept):
            kept.append((start, end))
    return kept


def automaton(terms: list[str], rules: Language) -> Callable[[str], object]:
    """pyahocorasick over the spellings, words bounded by spaces."""
    import ahocorasick

    made = ahocorasick.Automaton()
    for term in terms:
        key = f" {rules.normalise(term)} "
        made.add_word(key, len(key))
    made.make_automaton()

    def find(text: str) -> Spans:
        line = " " + " ".join(rules.normalise_word(token.text) for token in rules._tokens(text)) + " "
        kept: Spans = []
        for start, end in sorted(((e - n + 1, e) for e, n in made.iter(line)), key=lambda s: (s[0] - s[1], s)):
            if all(end <= s or e <= start for s, e in kept):
                kept.append((start, end))
        return kept

    return find


def phrase_matcher(terms: list[str], code: str) -> Callable[[str], object]:
    """spaCy's PhraseMatcher in a blank pipeline, on lower-case words."""
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    pipeline = spacy.blank(code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("term", list(pipeline.tokenizer.pipe(terms)))
    return lambda text: filter_spans(matcher(pipeline.make_doc(text), as_spans=True))


def nothing_remembered(connection: sqlite3.Connection, code: str, trie: Trie | None) -> Callable[[str], object]:
    """Each text as if it were the first of its process, but for what is known of words whatever the terms are."""
    source = StoredTerms(connection)

    def find(text: str) -> object:
        memory = Memory(code)
        memory.memo = None if trie is None else Memo(language(code), trie, source.template)
        return recognise(text, code, StoredIndex(source, lambda _: memory, lambda *_: None))  # type: ignore[arg-type, return-value]

    return find


def recombined(texts: list[str]) -> list[str]:
    """Texts never seen of words all seen: each begins as one of some texts and ends as another."""
    halves = [text.split(" ") for text in texts]
    return [
        " ".join(one[: len(one) // 2] + other[len(other) // 2 :])
        for one, other in zip(halves, halves[1:] + halves[:1], strict=True)
    ]


def recognition(corpus: Corpus, code: str, terms: list[str], count: int, quick: bool) -> list[Row]:
    """Segments of 22 words, two of them holding a term; every word of the lexicon that is a term is found too.

    Rounds, each with tokenising and with nothing of the words analysed before it: warmed, from the first text on; new
    texts after ten times as many; new texts of words that were all met; the rivals; what has met the same texts before.
    Some are asked once more alone, without rivals whose data takes their place in the caches of the processor.
    """
    rules = language(code)
    every = [" ".join(words) for words in corpus.segments(terms, 12 * count)]
    texts, others, new = every[:count], every[count : 11 * count], every[11 * count :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms.db"
        made_termbase(path, code, terms).close()
        connection, other = (connect(path, writable=False) for _ in range(2))
        makers: dict[str, Callable[[], Callable[[str], object]]] = {
            TOKENISING: lambda: rules._tokens,
            "warmed, first met": lambda: recogniser(connection, code, path),
            "never warmed, first met": lambda: recogniser(connection, code, None),
            "never warmed, nothing remembered": lambda: nothing_remembered(connection, code, None),
            "n-grams, dictionary": lambda: dictionary(terms, rules),
            "n-grams, SQL": lambda: one_query(other, rules),
            "Aho-Corasick": lambda: automaton(terms, rules),
        }
        if quick or len(terms) <= MOST_PHRASES:
            makers["PhraseMatcher"] = lambda: phrase_matcher(terms, code)
        rivals, built = {}, {}
        for name, make in makers.items():
            try:
                rivals[name], *built[name] = grown(make)
            except ImportError:
                print(f"{name}: not installed")
        warmed, tokenising = rivals.pop("warmed, first met"), rivals.pop(TOKENISING)
        trie = opened(path, code, StoredTerms(connection))
        if trie is not None:  # there are more terms than few
            rivals["mapped file, nothing remembered"] = nothing_remembered(connection, code, trie)
        again = {"warmed, met before": warmed, "never warmed, met before": rivals["never warmed, first met"]}
        found: dict[str, object] = {}
        rounds = [in_turns({TOKENISING: tokenising, "warmed, first met": warmed}, texts, rules, found)]
        rounds.append(in_turns({TOKENISING: tokenising} | rivals, texts, rules, found))
        rounds.append(in_turns({TOKENISING: tokenising} | again, texts, rules, found))
        new_of_known = {TOKENISING: tokenising, "warmed, words met, text new": warmed}
        rounds.append(in_turns(new_of_known, recombined(texts), rules, found))
        for name, rival in {"warmed, met before": warmed, **rivals}.items():
            if name in ALONE:
                rounds.append(in_turns({TOKENISING: tokenising, f"{name}, alone": rival}, texts, rules, found))
        for text in others:
            warmed(text)
        name = f"warmed, new texts after {len(others):,}"
        rounds.append(in_turns({TOKENISING: tokenising, name: warmed}, new, rules, found, forget=False))
        other.close()
        connection.close()
        base = statistics.median(rounds[0][0][TOKENISING])
        rows = fresh_processes(path, code, texts[:40], base, "mapped file")
        path_beside(path, code, "terms").unlink(missing_ok=True)
        rows += fresh_processes(path, code, texts[:40], base, "SQLite")
    return rows + table(rounds, built)


def table(rounds: list[tuple[dict[str, list[float]], int]], built: dict[str, list[float]]) -> list[Row]:
    """The rows of some rounds, each measured against tokenising in its round; tokenising itself once."""
    rows: list[Row] = []
    for times, missed in rounds:
        base = median_and_p99(times[TOKENISING])[0]
        for name, taken in times.items():
            if name == TOKENISING and any(row["rival"] == TOKENISING for row in rows):
                continue
            median, p99 = median_and_p99(taken)
            row: Row = {"measure": "terms of a segment", "rival": name, "median us": median, "p99 us": p99}
            row["x tokenising"] = median / base
            row["build s"], row["MB"] = built.get(name, (0.0, 0.0))
            rows.append(row | ({"missed": missed} if name.startswith("never warmed, first") else {}))
    return rows


def in_turns(
    rivals: dict[str, Callable[[str], object]],
    texts: list[str],
    rules: Language,
    found: dict[str, object],
    forget: bool = True,
) -> tuple[dict[str, list[float]], int]:
    """CPU times of each rival for each text after a first tenth, and in how many texts recognition left a span out.

    ``found`` keeps what was recognised in each text: it must be the same every time.
    """
    times: dict[str, list[float]] = {name: [] for name in rivals}
    missed = 0
    for cache in (rules.analyses, rules.readings, rules.spelling, rules.stem, rules.text_stems) if forget else ():
        cache.cache_clear()
    for number, text in enumerate(texts):
        names = list(rivals)[number % len(rivals) :] + list(rivals)[: number % len(rivals)]
        for name in names:
            rules.kept_tokens.cache_clear()
            begin = time.process_time()
            answer = rivals[name](text)
            if number >= len(texts) // 10:
                times[name].append(time.process_time() - begin)
            if "warmed" in name or "mapped" in name:
                assert found.setdefault(text, answer) == answer, text
            elif name == "n-grams, dictionary":
                spans = [(one.start, one.end) for one in found[text]]  # type: ignore[attr-defined]
                missed += any(all(e <= a or b <= s for a, b in spans) for s, e in answer)  # type: ignore[attr-defined]
    return times, missed
