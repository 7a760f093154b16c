"""The OpenAPI 3.1 document, written from the table of operations and the shapes."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from termbase import __version__
from termbase.api import answers
from termbase.api.concepts import BASE
from termbase.api.exchange import ETAGS
from termbase.api.exports import media_types
from termbase.api.operations import OPERATIONS, Operation, schema_of
from termbase.api.rights import Role
from termbase.formats import WRITERS

ERRORS = {
    400: "The request does not fit its description", 401: "No valid token", 403: "The role is not enough",
    404: "There is no such entry", 405: "The path does not have this method", 408: "Too slow",
    409: "In conflict with what is there", 412: "The entry has changed meanwhile", 413: "Too large",
    415: "The body is not JSON", 428: "If-Match is missing", 429: "Too many requests",
    503: "The termbase is locked; try again",
}  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "lookup": {"segments": ["Routers buffer the packets"], "source": "en", "target": "ar"},
    "check": {"segments": [{"source": "The router drops the packet.", "target": "يُسقط الموجّه الباكيت."}]},
    "createConcept": {"terms": [{"text": "jitter", "language": "en"}, {"text": "تذبذب", "language": "ar"}]},
    "acceptPair": {"status": "preferred", "former": "deprecated"},
    "changeConcept": {"definition": "Variation of the delay of packets.", "note": None},
    "mergeConcepts": {"concept": 12},
    "comment": {"text": "Also used by the networks team."},
    "suggest": {"source": "jitter", "target": "تذبذب", "note": "as in section 2"},
}


LOSSES = "How many kinds of content the format could not carry; `Link` leads to the report."


@cache
def document() -> dict[str, Any]:
    """All operations with parameters, bodies, answers, errors and examples."""
    schemas: dict[str, Any] = {}
    _add(schemas, answers.Problem)
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "termbase", "version": __version__,
            "summary": "Terminology: lookup, checks, concepts, suggestions, history",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _add(schemas: dict[str, Any], model: type[BaseModel]) -> dict[str, str]:
    schema = schema_of(model, "serialization" if issubclass(model, answers.Answer) else "validation")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs the role {operation.role.label}."
        if operation.role > Role.READER
        else "For everybody, unless the termbase is private.",
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
        "security": [{"token": []}] if operation.role > Role.READER else [{}, {"token": []}],
    }
    if operation.body is not None:
        content: dict[str, Any] = {"schema": _add(schemas, operation.body)}
        if operation.name in EXAMPLES:
            content["examples"] = {"example": {"value": EXAMPLES[operation.name]}}
        types = ["application/json"] + (["application/merge-patch+json"] if operation.method == "PATCH" else [])
        found["requestBody"] = {"required": operation.body_required, "content": dict.fromkeys(types, content)}
    return found


def _parameters(operation: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "{id}" in operation.path:
        schema = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
        found.append({"name": "id", "in": "path", "required": True, "schema": schema})
    if "{format}" in operation.path:
        schema = {"type": "string", "enum": sorted(WRITERS)}
        found.append({"name": "format", "in": "path", "required": True, "schema": schema})
    query = schema_of(operation.query)
    schemas.update(query.get("$defs", {}))
    for name, schema in query.get("properties", {}).items():
        described = {key: value for key, value in schema.items() if key not in ("title", "anyOf", "description")}
        # A member of a query string is absent rather than null.
        described |= next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), {})
        if described.get("default", "") is None:
            del described["default"]
        parameter = {"name": name, "in": "query", "required": name in query.get("required", ()), "schema": described}
        if "description" in schema:
            parameter["description"] = schema["description"]
        found.append(parameter)
    if operation.conditional:
        schema = {"type": "string", "pattern": ETAGS}
        found.append({
            "name": "If-Match", "in": "header", "required": True, "schema": schema,
            "description": "The ETag of the concept as it was read.",
        })  # fmt: skip
    return found


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": operation.summary}
    if operation.answer is not None:
        done["content"] = {operation.media_type: {"schema": _add(schemas, operation.answer)}}
    elif operation.exports:
        done["content"] = {name: {"schema": {"type": "string"}} for name in media_types()}
        done["headers"] = {"Termbase-Losses": {"schema": {"type": "string"}, "description": LOSSES}}
    elif operation.status != 204:
        done["content"] = {operation.media_type: {"schema": {"type": "string"}}}
    if operation.tagged:
        done.setdefault("headers", {})["ETag"] = {"schema": {"type": "string"}, "required": True}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {str(operation.status): done}
    if operation.tagged and operation.method == "GET":
        responses["304"] = {"description": "Not modified"}
    responses |= {str(status): {"description": said, "content": problem} for status, said in ERRORS.items()}
    if operation.status == 201 and operation.name == "createConcept":
        done["headers"]["Location"] = {"schema": {"type": "string"}, "required": True}
        done["links"] = {
            name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
            for name in ("getConcept", "listComments", "comment")
        }
        for name in ("changeConcept", "deleteConcept"):
            done["links"][name] = {
                "operationId": name,
                "parameters": {"id": "$response.body#/id", "If-Match": "$response.header.ETag"},
            }
    return responses
