"""Pairs that translators state in their notes, in the header, and in the remarks on quality.

The statements are fields (`Key terms introduced: …`), items below them, rows of tables and remarks. What a statement
says is read by `extractors.note_syntax`; here is decided which statements are asked, and names that were kept are
found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from extractors.kept_names import kept_names
from extractors.note_syntax import LONGEST_STATEMENT, parse_statement
from extractors.stated import SCORES, Stated, clean_target
from extractors.statement_text import Sides, groups, tidy, without_emphasis
from termbase.documents.conventions import Conventions, name_key
from termbase.languages import language, scripts
from termbase.model import Document, Evidence, Field, Item, Part, Table, TermPair

NAME = "notes"
# Fields of these kinds state no renderings.
SILENT = frozenset({"references", "descriptive"})
# Fields of these kinds are read even where both languages use the same letters.
SPEAKING = frozenset({"claimed", "terms"})
KEPT_SCORE = 0.8
LONGEST_RENDERING = 8
# From so many words on, what stands before a bracket in a remark is taken for prose.
PROSE_WORDS = 4


class _Mining:
    """The document being mined, with what every statement needs."""

    def __init__(self, document: Document, conventions: Conventions) -> None:
        self.document, self.conventions = document, conventions
        self.sides = Sides(language(document.source_language), language(document.target_language))
        words = conventions.kept.get("remarks", ())
        self._remarks = {self.sides.target.normalise(word) for word in words}

    @cached_property
    def text(self) -> str:
        """The stems of the source text, a space around each."""
        blocks = (segment.source.text for segment in self.document.segments if segment.source)
        return f" {self.sides.source.key(' '.join(blocks))} "

    def is_remark(self, target: str) -> bool:
        """Whether what stands in the place of a rendering says, in the target language, that there is none."""
        return not self._remarks.isdisjoint(self.sides.target.normalise(target).split())


def mine_notes(document: Document, conventions: Conventions) -> list[TermPair]:
    """The pairs stated in a document outside its texts, in order, once for each line that states them.

    Names that a note says were kept are pairs with ``do_not_translate``.
    """
    mining = _Mining(document, conventions)
    if not mining.sides.distinct and not any(segment.target for segment in document.segments):
        # Letters do not tell the languages apart, and nothing here is written in the target language.
        return []
    found: dict[tuple[str, str, bool, int], TermPair] = {}
    for statement in document.fields:
        for pair in _mine_field(statement, mining):
            found.setdefault((pair.source, pair.target, pair.do_not_translate, pair.evidence.line), pair)
    return list(found.values())


def _mine_field(statement: Field, mining: _Mining) -> Iterator[TermPair]:
    kind = mining.conventions.kind_of_field(statement.name)
    if _is_silent(statement, kind, mining):
        return
    texts = [(statement.value, statement.line)] if statement.value else []
    if statement.labelled and kind is None and statement.value:
        labelled = _label_is_term(statement, mining)
        if labelled:
            yield labelled
            texts = []
    for text, line in (*texts, *_item_texts(statement.items)):
        for number, part in enumerate(text.split("\n"), line):
            yield from _mine_line(part, number, statement, kind, mining)
    for table in statement.tables:
        yield from _mine_table(table, statement, mining)


def _is_silent(statement: Field, kind: str | None, mining: _Mining) -> bool:
    """Whether a statement is about something else than terms, so that its brackets and dashes state no pairs."""
    if statement.labelled and (kind in SILENT or mining.conventions.metric_name(statement.name)):
        return True
    if statement.part is Part.OTHER and kind is None and statement.value.startswith("["):
        # The box of a task list: `- [x] 02-background.md (…)`.
        return True
    if mining.sides.distinct or kind in SPEAKING:
        return False
    # Where letters do not tell the languages apart, any remark in brackets would look like a rendering.
    return statement.labelled or statement.part is not Part.NOTES


def _mine_line(text: str, line: int, statement: Field, kind: str | None, mining: _Mining) -> Iterator[TermPair]:
    if len(text) > LONGEST_STATEMENT:
        return
    for stated in parse_statement(text, mining.sides):
        if not mining.is_remark(stated.target):
            pair = _pair(stated, statement, line, kind, mining)
            if pair:
                yield pair
    for name in kept_names(text, statement.name, kind, mining.conventions, mining.sides):
        yield TermPair(name, name, Evidence(NAME, statement.name, line, "kept", KEPT_SCORE), do_not_translate=True)


def _item_texts(items: tuple[Item, ...]) -> Iterator[tuple[str, int]]:
    for item in items:
        yield item.text, item.line
        yield from _item_texts(item.items)


def _label_is_term(statement: Field, mining: _Mining) -> TermPair | None:
    """`**Pure procedure**: إجراء نقي`: a label that names no known field, with a rendering as its value."""
    if len(statement.value) > LONGEST_STATEMENT:
        return None
    sides, value = mining.sides, without_emphasis(statement.value).strip()
    if not sides.distinct or not sides.is_source(statement.name) or not value or not sides.is_target(value.split()[0]):
        return None
    is_list = "," in value and any(sides.is_source(group.inner) for group in groups(value))
    target = clean_target(value, sides)
    if len(value.split()) > LONGEST_RENDERING or is_list or not target:
        return None
    return _pair(Stated(statement.name, target, "colon", SCORES["colon"]), statement, statement.line, None, mining)


def _pair(stated: Stated, statement: Field, line: int, kind: str | None, mining: _Mining) -> TermPair | None:
    source, score = stated.source, stated.score
    if kind == "handling" and stated.syntax.startswith("parenthesis") and len(source.split()) >= PROSE_WORDS:
        known = _known_suffix(source, mining)
        if known is None:
            return None
        score = score if known == source else SCORES["prose"]
        source = known
    evidence = Evidence(NAME, statement.name, line, stated.syntax, score)
    return TermPair(tidy(source), stated.target, evidence)


def _known_suffix(source: str, mining: _Mining) -> str | None:
    """In a remark, the longest end of the text before the bracket that the source text itself uses as it stands."""
    words = source.split()
    ends = (" ".join(words[start:]) for start in range(len(words)))
    return next((end for end in ends if f" {mining.sides.source.key(end)} " in mining.text), None)


def _mine_table(table: Table, statement: Field, mining: _Mining) -> Iterator[TermPair]:
    columns = table_columns(table, mining.sides, mining.conventions)
    if columns is None:
        return
    for line, cells in table.rows:
        if max(columns) >= len(cells):
            continue
        if max(len(cells[column]) for column in columns) > LONGEST_STATEMENT:
            continue
        source, target = (without_emphasis(cells[column]) for column in columns)
        text = f"{source} → {target}"
        if mining.sides.is_source(source) and mining.sides.is_target(target):
            for stated in parse_statement(text, mining.sides):
                stated = replace(stated, syntax="table", score=SCORES["table"])
                pair = _pair(stated, statement, line, "terms", mining)
                if pair:
                    yield pair


def table_columns(table: Table, sides: Sides, conventions: Conventions) -> tuple[int, int] | None:
    """The columns of source and target: by the names of the languages in the header, else by their scripts."""
    names = [name_key(cell) for cell in table.header]
    by_name = []
    for rules in (sides.source, sides.target):
        known = conventions.languages.get(rules.code, ())
        role = "source" if rules is sides.source else "target"
        fits = [i for i, name in enumerate(names) if name in known or name in (rules.code, role, f"{role} term")]
        by_name.append(fits[0] if fits else None)
    if by_name[0] is not None and by_name[1] is not None and by_name[0] != by_name[1]:
        return by_name[0], by_name[1]
    if not sides.distinct:
        return None
    counts = [[0, 0] for _ in table.header]
    for _, cells in table.rows:
        for index, cell in enumerate(cells[: len(counts)]):
            present = scripts(cell)
            counts[index][0] += bool(present) and sides.target.script not in present
            counts[index][1] += sides.target.script in present
    target = max(range(len(counts)), key=lambda i: (counts[i][1], -i))
    source = next((i for i in range(len(counts)) if i != target and counts[i][0] >= max(1, len(table.rows) // 2)), None)
    return (source, target) if counts[target][1] * 2 >= len(table.rows) > 0 and source is not None else None
