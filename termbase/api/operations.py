"""Every operation of the JSON API, in one table: its name, who may, what goes in, what comes out, what does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from termbase.api import answers, concepts, exports, pairs, shapes, suggestions, terms
from termbase.api.exchange import Reply
from termbase.api.rights import Role


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    ``writes`` asks for the writing connection, ``conditional`` for If-Match, ``exports`` for a queue of its own: the
    whole termbase is read. A body that is not required stands for one without members where it is missing.
    """

    method: str
    path: str
    name: str
    summary: str
    function: Callable[..., Reply]
    answer: type[BaseModel] | None
    role: Role = Role.READER
    query: type[shapes.Parameters] = shapes.NoParameters
    body: type[shapes.Shape] | None = None
    status: int = 200
    writes: bool = False
    conditional: bool = False
    tagged: bool = False
    media_type: str = "application/json"
    exports: bool = False
    body_required: bool = True


S, R, A = Role.SUGGESTER, Role.REVIEWER, Role.ADMIN
CONCEPT, SUGGESTION, PAIR, EXPORT = "/concepts/{id}", "/suggestions/{id}", "/pairs/{id}", "/exports/{format}"
OPERATIONS = (
    Operation("GET", "/lookup", "lookupText", "The terms that a text uses, with their translations", terms.lookup_query,
              answers.LookupAnswer, query=shapes.LookupQuery, tagged=True),
    Operation("POST", "/lookup", "lookup", "The terms that a text or up to 100 segments use", terms.lookup_body,
              answers.LookupAnswer, body=shapes.LookupBody),
    Operation("POST", "/check", "check", "Check translated segments against the termbase", terms.check,
              answers.CheckAnswer, body=shapes.CheckBody),
    Operation("GET", "/concepts", "searchConcepts", "Concepts by the words of their terms", concepts.search,
              answers.ConceptPage, query=shapes.ConceptSearch, tagged=True),
    Operation("POST", "/concepts", "createConcept", "Create a concept", concepts.create, answers.ConceptAnswer, R,
              body=shapes.ConceptBody, status=201, writes=True, tagged=True),
    Operation("GET", CONCEPT, "getConcept", "One concept", concepts.read, answers.ConceptAnswer, tagged=True),
    Operation("PATCH", CONCEPT, "changeConcept", "Change a concept (merge patch)", concepts.change,
              answers.ConceptAnswer, R, body=shapes.ConceptPatch, writes=True, conditional=True, tagged=True),
    Operation("DELETE", CONCEPT, "deleteConcept", "Delete a concept", concepts.delete, None, A, status=204, writes=True,
              conditional=True),
    Operation("POST", CONCEPT + "/merge", "mergeConcepts", "Let a concept take in another one, which goes",
              concepts.merge, answers.ConceptAnswer, R, body=shapes.MergeBody, writes=True, conditional=True,
              tagged=True),
    Operation("GET", CONCEPT + "/comments", "listComments", "What people say about a concept", concepts.comments,
              answers.CommentPage, query=shapes.Page),
    Operation("POST", CONCEPT + "/comments", "comment", "Comment on a concept", concepts.comment, answers.CommentAnswer,
              S, body=shapes.CommentBody, status=201, writes=True),
    Operation("GET", "/suggestions", "listSuggestions", "What people suggest", suggestions.search,
              answers.SuggestionPage, query=shapes.SuggestionSearch),
    Operation("POST", "/suggestions", "suggest", "Suggest a pair of terms", suggestions.create,
              answers.SuggestionAnswer, S, body=shapes.SuggestionBody, status=201, writes=True),
    Operation("GET", SUGGESTION, "getSuggestion", "One suggestion", suggestions.read, answers.SuggestionAnswer),
    Operation("POST", SUGGESTION + "/accept", "acceptSuggestion", "Take a suggestion into the termbase",
              suggestions.accept, answers.SuggestionAnswer, R, writes=True),
    Operation("POST", SUGGESTION + "/reject", "rejectSuggestion", "Turn a suggestion down", suggestions.reject,
              answers.SuggestionAnswer, R, writes=True),
    Operation("GET", "/pairs", "listPairs", "Mined pairs, decided or waiting", pairs.search, answers.PairPage,
              query=shapes.PairSearch),
    Operation("GET", PAIR, "getPair", "One mined pair and where it was stated", pairs.read, answers.PairDetail),
    Operation("POST", PAIR + "/accept", "acceptPair", "Take a mined pair into the termbase", pairs.accept,
              answers.PairAnswer, R, body=shapes.AcceptBody, body_required=False, writes=True),
    Operation("POST", PAIR + "/reject", "rejectPair", "Turn a mined pair down", pairs.reject, answers.PairAnswer, R,
              writes=True),
    Operation("GET", "/unpaired", "listUnpaired", "Terms without counterpart in aligned text", pairs.unpaired,
              answers.UnpairedPage, query=shapes.UnpairedSearch),
    Operation("GET", "/exports", "listFormats", "The formats that the terminology can be had in", exports.formats,
              answers.FormatList, tagged=True),
    Operation("GET", EXPORT, "exportTerminology", "All terminology as a file", exports.export, None,
              query=shapes.ExportQuery, tagged=True, exports=True),
    Operation("GET", EXPORT + "/losses", "exportLosses", "What a format cannot carry", exports.losses,
              answers.LossReport, query=shapes.ExportQuery, tagged=True, exports=True),
    Operation("GET", "/changes", "listChanges", "The history, the newest first", suggestions.changes,
              answers.ChangePage, query=shapes.Page, tagged=True),
    Operation("POST", "/changes/{id}/undo", "undoChange", "Take a change back exactly", suggestions.undo_change,
              answers.ChangeAnswer, R, status=201, writes=True),
    Operation("GET", "/changes.atom", "changesFeed", "The last changes as an Atom feed", suggestions.atom, None,
              tagged=True, media_type="application/atom+xml"),
)  # fmt: skip


def by_path() -> dict[str, dict[str, Operation]]:
    """The operations of each path, by method."""
    found: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.method] = operation
    return found


def schema_of(model: type[BaseModel], mode: Literal["validation", "serialization"] = "validation") -> dict[str, Any]:
    """The JSON schema of a shape, its parts under ``#/components/schemas``."""
    return model.model_json_schema(ref_template="#/components/schemas/{model}", mode=mode)
